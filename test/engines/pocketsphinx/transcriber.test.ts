import t from 'tap'
import type { Decoder, Segment } from '../../../lib/engines/pocketsphinx/decoder.js'
import { Transcriber } from '../../../lib/engines/pocketsphinx/transcriber.js'
import type { Sentence } from '../../../lib/types.js'

const RATE = 16_000
/** A loud tone for speech; zeros for silence. Lengths in ms. */
const tone = (ms: number): Int16Array =>
  Int16Array.from({ length: ms * 16 }, (_, i) => 8000 * Math.sin((i * 2 * Math.PI * 1000) / RATE))
/** A tone that dips like speech between syllables; the detector takes one that never dips for noise. */
const babble = (ms: number): Int16Array => tone(ms).map((sample, i) => i % 3200 < 2240 ? sample : 0)
const silence = (ms: number): Int16Array => new Int16Array(ms * 16)

/** Recognises a word in each 500 ms of an utterance, whatever it contains; `secondPass` gives the second hypothesis. */
class FakeDecoder implements Decoder {
  decoded = 0
  utterances: number[] = []
  secondPass: ((samples: Int16Array) => Segment[]) | undefined
  startUtterance(): void { this.decoded = 0 }
  process(samples: Int16Array): void { this.decoded += samples.length }
  segments(): Segment[] {
    return Array.from({ length: Math.floor(this.decoded / 8000) }, (_, i) => ({
      word: `w${i}`,
      startFrame: i * 50,
      endFrame: i * 50 + 39,
    }))
  }
  endUtterance(): Segment[] {
    this.utterances.push(this.decoded / 16)
    return this.segments()
  }
  decodeUtterance(samples: Int16Array): Segment[] { return this.secondPass!(samples) }
  free(): void {}
}

function run(decoder: FakeDecoder, ...audio: Int16Array[]): { sentence: Sentence; final: boolean }[] {
  const results: { sentence: Sentence; final: boolean }[] = []
  const transcriber = new Transcriber({
    decoder, hasSecondPass: decoder.secondPass !== undefined, maxSentenceSilence: 800,
    emit: (sentence, final) => results.push({ sentence, final }),
  })
  for (const samples of audio) transcriber.push(samples)
  transcriber.flush()
  return results
}

t.test('an utterance has 300 ms from before its onset and all the silence that ends it', async t => {
  const decoder = new FakeDecoder()
  const [first] = run(decoder, silence(2000), tone(1000), silence(2000)).filter(({ final }) => final)
  t.ok(decoder.utterances[0]! >= 2080 && decoder.utterances[0]! <= 2150, `${decoder.utterances[0]} ms`)
  t.ok(Math.abs(first!.sentence.beginTime - 1700) <= 50, `begins at ${first!.sentence.beginTime}`)
})

t.test('the second pass is given no more than 300 ms of the silence', async t => {
  const decoder = new FakeDecoder()
  let given = 0
  decoder.secondPass = samples => {
    given = samples.length / 16
    return [{ word: 'better', startFrame: 0, endFrame: 9 }]
  }
  const finals = run(decoder, silence(2000), tone(1000), silence(2000)).filter(({ final }) => final)
  t.same(finals.map(({ sentence }) => sentence.text), ['better'])
  t.ok(given >= 1580 && given <= 1650, `${given} ms`)
})

t.test('when the second pass finds no words, those of the first are final', async t => {
  const decoder = new FakeDecoder()
  decoder.secondPass = () => []
  t.match(run(decoder, tone(1000), silence(1000)).at(-1), { final: true, sentence: { text: /^w0 w1/ } })
})

t.test('an interim whose words are not confirmed is retracted by an empty final', async t => {
  const decoder = new FakeDecoder()
  decoder.endUtterance = () => []
  const results = run(decoder, tone(1000), silence(1000))
  t.ok(results.length > 1)
  t.match(results.at(-1), { final: true, sentence: { sentenceId: 1, text: '', words: [] } })
})

t.test('noise without words gives no result and counts as no sentence', async t => {
  const decoder = new FakeDecoder()
  decoder.segments = decoder.endUtterance = () => [{ word: '[NOISE]', startFrame: 0, endFrame: 9 }]
  t.same(run(decoder, tone(1000), silence(1000)), [])
})

t.test('speech without a pause is split between words, none lost and none twice', async t => {
  const decoder = new FakeDecoder()
  const finals = run(decoder, babble(70_000)).filter(({ final }) => final)
  t.equal(finals.length, 3)
  t.same(finals.map(({ sentence }) => sentence.sentenceId), [1, 2, 3])
  const words = finals.flatMap(({ sentence }) => sentence.words)
  words.forEach((word, i) => { if (i > 0) t.ok(word.beginTime >= words[i - 1]!.endTime) })
  t.ok(words.length >= 138 && words.length <= 141, `${words.length} words of 500 ms in 70 s`)
})

t.test('the same samples give the same results however they are split', async t => {
  const audio = Int16Array.from([...silence(500), ...tone(1300), ...silence(1500), ...tone(700)])
  const expected = run(new FakeDecoder(), audio)
  for (const size of [1, 7, 333, 1600]) {
    const chunks = Array.from({ length: Math.ceil(audio.length / size) }, (_, i) =>
      audio.subarray(i * size, (i + 1) * size),
    )
    t.same(run(new FakeDecoder(), ...chunks), expected, `chunks of ${size}`)
  }
})

t.test('speech at the end of the stream becomes final', async t => {
  t.match(run(new FakeDecoder(), tone(1234)).at(-1), { final: true, sentence: { text: 'w0 w1' } })
})
