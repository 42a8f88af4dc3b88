import { Readable, type Transform } from 'node:stream'
import t from 'tap'
import { toAss, toJson, toJsonl, toLrc, toSrt, toText, toTtml, toVtt } from '../../lib/captions/text-stages.js'
import type { Cue } from '../../lib/types.js'
import type { RecognitionResult } from '../../lib/types.js'
import { readWithAssCompiler, readWithImsc, readWithSubtitle, validateVtt } from '../support/caption-readers.js'

const result = (sentenceId: number, text: string, isSentenceEnd: boolean): RecognitionResult => ({
  requestId: 'r',
  isSentenceEnd,
  sentence: {
    sentenceId,
    beginTime: sentenceId * 1000,
    endTime: isSentenceEnd ? sentenceId * 1000 + 900 : null,
    text,
    words: [],
  },
})
const results = [result(1, 'one', false), result(1, 'one two', true), result(2, '', true), result(3, 'three', true)]
const written = async (stage: Transform, input: readonly (RecognitionResult | Cue)[] = results): Promise<string> =>
  Buffer.concat(await Readable.from(input).pipe(stage).toArray() as Buffer[]).toString()

t.test('toSrt() numbers finals and skips interims and empty sentences', async t => {
  t.same(
    readWithSubtitle(await written(toSrt())).map(({ start, text }) => [start, text]),
    [
      [1000, 'one two'],
      [3000, 'three'],
    ],
  )
})

t.test('each caption stage writes a document that a reader of its format accepts', async t => {
  const seen = [[1000, 'one two'], [3000, 'three']]
  const times = (cues: readonly { start: number; text: string }[]): unknown[] =>
    cues.map(({ start, text }) => [start, text])
  t.same(times(validateVtt(await written(toVtt({ karaoke: true }))).cues), seen)
  t.same(times(readWithAssCompiler(await written(toAss({ karaoke: true })))), seen)
  t.same(times(readWithImsc(await written(toTtml()))), seen)
  t.match(await written(toLrc({ title: 'x' })), /^\[ti:x\]\n\[00:01\.00\]one two\n[\s\S]*\[00:03\.00\]three\n/)
})

t.test('a stream without cues gives an empty document', async t => {
  t.equal(await written(toVtt(), []), 'WEBVTT\n\n')
  t.match(await written(toTtml(), []), /<\/tt>\n$/)
  t.match(await written(toAss(), []), /\[Events\]\nFormat: .*\n$/)
  t.same(JSON.parse(await written(toJson(), [])), { sentences: [] })
  t.equal(await written(toSrt(), []), '')
})

t.test('cues are written as they are, without layout', async t => {
  t.equal(
    await written(toSrt(), [{ start: 5, end: 9, lines: ['a', 'b'] }]),
    '1\n00:00:00,005 --> 00:00:00,009\na\nb\n\n',
  )
})

t.test('toText() writes a line for each final, or paragraphs', async t => {
  t.equal(await written(toText()), 'one two\nthree\n')
  t.equal(await written(toText({ paragraph: 5000 })), 'one two three\n')
  t.equal(await written(toText({ paragraph: 1000 })), 'one two\n\nthree\n')
})

t.test('toJsonl() writes results unchanged, toJson() one document of their sentences', async t => {
  const finals = results.filter(result => result.isSentenceEnd)
  t.same((await written(toJsonl())).trim().split('\n').map(line => JSON.parse(line) as unknown), finals)
  t.equal((await written(toJsonl({ interimResults: true }))).trim().split('\n').length, 4)
  t.same(JSON.parse(await written(toJson())), { sentences: finals.map(({ sentence }) => sentence) })
})

t.test('a cue is written as soon as it is complete', async t => {
  const stage = toVtt()
  stage.write({ start: 0, end: 900, lines: ['one'] })
  await new Promise(setImmediate)
  t.match(String(stage.read()), /^WEBVTT\n\n00:00:00\.000 --> 00:00:00\.900\none\n\n$/)
})

t.test('a chunk that is neither a result nor a cue is refused, and so are invalid options', async t => {
  const stages = [toSrt, toVtt, toAss, toTtml, toLrc, toText, toJson, toJsonl]
  for (const make of stages) {
    for (const wrong of ['text', 5, {}, { lines: 'x' }]) {
      await t.rejects(Readable.from([wrong]).pipe(make()).toArray(), { code: 'STENO_BAD_OPTION' }, make.name)
    }
  }
  await t.rejects(
    Readable.from([{ start: NaN, end: 1, lines: ['x'] }])
      .pipe(toSrt())
      .toArray(),
    { code: 'STENO_BAD_OPTION' },
  )
  for (const make of [
    () => toJsonl({ interimResults: 1 as never }),
    () => toVtt({ karaoke: 1 as never }),
    () => toAss({ size: 0 }),
    () => toText({ paragraph: -1 }),
  ]) {
    t.throws(make, { code: 'STENO_BAD_OPTION' })
  }
})
