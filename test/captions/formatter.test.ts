import { Readable } from 'node:stream'
import t from 'tap'
import { toJsonl, toText } from '../../lib/captions/formatter.js'
import { toSrt } from '../../lib/captions/subtitles.js'
import type { RecognitionResult } from '../../lib/types.js'

const result = (sentenceId: number, text: string, isSentenceEnd: boolean): RecognitionResult => ({
  requestId: 'r',
  isSentenceEnd,
  sentence: { sentenceId, beginTime: sentenceId * 1000, endTime: isSentenceEnd ? sentenceId * 1000 + 900 : null, text, words: [] },
})
const results = [result(1, 'one', false), result(1, 'one two', true), result(2, '', true), result(3, 'three', true)]
const written = async (stage: NodeJS.ReadWriteStream): Promise<string> =>
  Buffer.concat(await (Readable.from(results).pipe(stage) as unknown as Readable).toArray()).toString()

t.test('toSrt() writes finals, numbered, and passes over interims and empty ones', async t => {
  t.equal(await written(toSrt()),
    '1\n00:00:01,000 --> 00:00:01,900\none two\n\n2\n00:00:03,000 --> 00:00:03,900\nthree\n\n')
})

t.test('toText() writes a line for each final', async t => {
  t.equal(await written(toText()), 'one two\nthree\n')
})

t.test('toJsonl() writes finals as they came, interims on demand', async t => {
  t.same((await written(toJsonl())).trim().split('\n').map(line => JSON.parse(line) as unknown), results.filter(r => r.isSentenceEnd))
  t.equal((await written(toJsonl({ interimResults: true }))).trim().split('\n').length, 4)
})

t.test('a final is written as soon as it comes', async t => {
  const stage = toSrt()
  stage.write(results[1])
  await new Promise(setImmediate)
  t.match(String(stage.read()), 'one two')
})

t.test('something else than a result is an error', async t => {
  for (const wrong of ['text', 5, {}]) {
    await t.rejects(Readable.from([wrong]).pipe(toSrt()).toArray(), { code: 'STENO_BAD_OPTION' })
  }
  t.throws(() => toJsonl({ interimResults: 1 as never }), { code: 'STENO_BAD_OPTION' })
})
