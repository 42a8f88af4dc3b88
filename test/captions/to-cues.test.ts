import { Readable } from 'node:stream'
import t from 'tap'
import { toCues } from '../../lib/captions/to-cues.js'
import { result, sentence } from '../support/sentences.js'

const results = [
  result(sentence('Good evening'), false),
  result(sentence('Good evening to you all.')),
  result({ ...sentence('x'), text: '', words: [] }),
  result(sentence('This is the news', { at: 9000, id: 3 }), false),
  result(sentence('This is the news.', { at: 9000, id: 3 })),
]

t.test('toCues() emits the cues of finals', async t => {
  t.match(
    await Readable.from(results)
      .pipe(toCues({ language: 'en' }))
      .toArray(),
    [
      { start: 0, end: 1980, lines: ['Good evening to you all.'], language: 'en' },
      { start: 9000, end: 10_680, lines: ['This is the news.'] },
    ],
  )
})

t.test('an interim that begins after maxLinger releases the last cue', async t => {
  const stage = toCues()
  for (const one of results.slice(0, 3)) stage.write(one)
  await new Promise(setImmediate)
  t.equal(stage.read(), null)
  stage.write(results[3])
  await new Promise(setImmediate)
  t.match(stage.read(), { lines: ['Good evening to you all.'] })
})

t.test('a chunk that is not a result is refused, and so is an invalid option', async t => {
  await t.rejects(Readable.from([{ text: 'no' }]).pipe(toCues()).toArray(), { code: 'STENO_BAD_OPTION' })
  t.throws(() => toCues({ maxLinger: 'long' as never }), { code: 'STENO_BAD_OPTION' })
})

t.test('cues pass through', async t => {
  const cues = [{ start: 0, end: 900, lines: ['one'] }]
  t.same(await Readable.from(cues).pipe(toCues()).toArray(), cues)
})

t.test('an error of the source destroys the stage', async t => {
  const source = new Readable({ objectMode: true, read() { this.destroy(new Error('gone')) } })
  await t.rejects(source.pipe(toCues()).toArray(), { message: 'gone' })
})
