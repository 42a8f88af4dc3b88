import t from 'tap'
import { Endpointer, type SpeechState } from '../../../lib/engines/pocketsphinx/endpointer.js'

const FRAME = new Int16Array(160)

/** Start and end of each utterance, in ms, for spans of speech (+) and silence (-), in ms. */
function endpoints(maxSentenceSilence: number, ...spans: number[]): [number, SpeechState][] {
  let speech = false
  const endpointer = new Endpointer({ push: () => speech }, maxSentenceSilence)
  const found: [number, SpeechState][] = []
  let now = 0
  for (const span of spans) {
    speech = span > 0
    for (let ms = 0; ms < Math.abs(span); ms += 10) {
      const state = endpointer.push(FRAME)
      now += 10
      if (state === 'begin' || state === 'end') found.push([now, state])
    }
  }
  return found
}

t.test('an utterance starts after 30 ms of speech and ends after the configured silence', async t => {
  t.same(endpoints(800, -500, 1000, -1000), [[530, 'begin'], [2300, 'end']])
})

t.test('a click starts no utterance, a short pause ends none', async t => {
  t.same(endpoints(800, -500, 20, -500, 1000, -700, 300, -900), [[1050, 'begin'], [3820, 'end']])
})

t.test('after 10 s ever shorter pauses end an utterance', async t => {
  t.same(endpoints(800, 15_000, -600), [[30, 'begin'], [15_480, 'end']])
  t.same(endpoints(800, 25_000, -300), [[30, 'begin'], [25_200, 'end']])
  t.same(endpoints(200, 25_000, -300), [[30, 'begin'], [25_200, 'end']])
})
