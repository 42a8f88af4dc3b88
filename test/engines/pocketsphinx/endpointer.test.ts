import t from 'tap'
import { Endpointer, type SpeechState } from '../../../lib/engines/pocketsphinx/endpointer.js'

const FRAME = new Int16Array(160)

/** Runs through speech (+) and silence (-) given in ms; says when utterances begin and end, in ms. */
function places(maxSentenceSilence: number, ...spans: number[]): [number, SpeechState][] {
  let speech = false
  const endpointer = new Endpointer({ push: () => speech }, maxSentenceSilence)
  const found: [number, SpeechState][] = []
  let now = 0
  for (const span of spans) {
    speech = span > 0
    for (let ms = 0; ms < Math.abs(span); ms += 10) {
      const place = endpointer.push(FRAME)
      now += 10
      if (place === 'begin' || place === 'end') found.push([now, place])
    }
  }
  return found
}

t.test('an utterance begins after 30 ms of speech and ends after the silence asked for', async t => {
  t.same(places(800, -500, 1000, -1000), [[530, 'begin'], [2300, 'end']])
})

t.test('a click begins nothing, a short pause ends nothing', async t => {
  t.same(places(800, -500, 20, -500, 1000, -700, 300, -900), [[1050, 'begin'], [3820, 'end']])
})

t.test('after 10 s ever shorter pauses are enough', async t => {
  t.same(places(800, 15_000, -600), [[30, 'begin'], [15_480, 'end']])
  t.same(places(800, 25_000, -300), [[30, 'begin'], [25_200, 'end']])
  t.same(places(200, 25_000, -300), [[30, 'begin'], [25_200, 'end']])
})
