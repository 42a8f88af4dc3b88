import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform, Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import t from 'tap'
import { tee } from '../../../lib/cli/output/tee.js'
import type { OutputSettings } from '../../../lib/cli/options/output.js'
import { openOutputs } from '../../../lib/cli/output/outputs.js'
import { writeResults } from '../../../lib/cli/output/write-results.js'
import type { RecognitionResult } from '../../../lib/types.js'
import { result, sentence } from '../../support/sentences.js'

const plain: OutputSettings = { texts: [], layout: {}, interim: false }
const context = { input: '-' }
const results = [result(sentence('one two three four')), result(sentence('five six seven eight', { at: 7000, id: 2 }))]

/** Names without the random part of temporary ones. */
const withoutSuffix = (names: readonly string[]): string[] =>
  names.map(name => name.replace(/\.[0-9a-f]{8}\.partial$/, '.partial')).sort()

t.test('files and the playlist get their names when all is written', async t => {
  const dir = t.testdir()
  const hls = { directory: join(dir, 'hls'), segmentDuration: 6000 }
  const texts = (['srt', 'txt', 'jsonl'] as const).map(format => ({ format, path: join(dir, `a.${format}`) }))
  const outputs = await openOutputs({ ...plain, texts, hls }, context)
  await pipeline(Readable.from(results), outputs.stream)
  t.same(withoutSuffix(readdirSync(dir)), ['a.jsonl.partial', 'a.srt.partial', 'a.txt.partial', 'hls'])
  t.notOk(existsSync(join(dir, 'hls', 'captions.m3u8')))
  await outputs.commit()
  t.same(readdirSync(dir).sort(), ['a.jsonl', 'a.srt', 'a.txt', 'hls'])
  t.equal(readFileSync(join(dir, 'a.txt'), 'utf8'), 'one two three four\nfive six seven eight\n')
  t.match(readFileSync(join(dir, 'hls', 'captions.m3u8'), 'utf8'), /captions-1\.vtt\n#EXT-X-ENDLIST/)
})

t.test('an aborted output keeps a temporary name, and an empty one is removed', async t => {
  const dir = t.testdir()
  const texts = (['jsonl', 'srt'] as const).map(format => ({ format, path: join(dir, `a.${format}`) }))
  const outputs = await openOutputs({ ...plain, texts, hls: { directory: join(dir, 'hls') } }, context)
  await new Promise(resolve => outputs.stream.write(results[0], resolve))
  // One result is a line of JSON, but no caption yet; the segments are ended.
  const kept = await outputs.abort()
  t.same(withoutSuffix(kept), [join(dir, 'a.jsonl.partial'), join(dir, 'hls', 'captions.partial')])
  t.same(withoutSuffix(readdirSync(dir)), ['a.jsonl.partial', 'hls'])
  t.same(readdirSync(kept[0]!).sort(), ['captions-0.vtt', 'captions.m3u8'])
})

t.test('without any text nothing is kept, and a directory that was there stays', async t => {
  const dir = t.testdir({ there: {} })
  const texts = (['vtt', 'json'] as const).map(format => ({ format, path: join(dir, `a.${format}`) }))
  for (const name of ['there', 'new']) {
    const outputs = await openOutputs({ ...plain, texts, hls: { directory: join(dir, name) } }, context)
    await pipeline(Readable.from([]), outputs.stream)
    t.same(await outputs.abort(), [])
  }
  t.same(readdirSync(dir), ['there'])
  t.same(readdirSync(join(dir, 'there')), [])
})

t.test('an empty result replaces nothing, and is written where there was nothing', async t => {
  const dir = t.testdir({ 'a.vtt': 'good', hls: { 'captions.m3u8': 'good' } })
  const texts = (['vtt', 'srt'] as const).map(format => ({ format, path: join(dir, `a.${format}`) }))
  const outputs = await openOutputs({ ...plain, texts, hls: { directory: join(dir, 'hls') } }, context)
  t.same(await writeResults([], outputs), {
    kept: [], hasText: false, written: [join(dir, 'a.srt')], unchanged: [join(dir, 'hls'), join(dir, 'a.vtt')],
  })
  t.equal(readFileSync(join(dir, 'a.vtt'), 'utf8'), 'good')
  t.equal(readFileSync(join(dir, 'a.srt'), 'utf8'), '')
  t.same(readdirSync(join(dir, 'hls')), ['captions.m3u8'])
  t.equal(readFileSync(join(dir, 'hls', 'captions.m3u8'), 'utf8'), 'good')
})

t.test('an interrupted result replaces nothing', async t => {
  const dir = t.testdir({ 'a.srt': 'good', hls: { 'captions-0.vtt': 'good' } })
  const texts = [{ format: 'srt', path: join(dir, 'a.srt') }] as const
  const outputs = await openOutputs({ ...plain, texts, hls: { directory: join(dir, 'hls') } }, context)
  const { kept } = await writeResults(results, outputs, () => true)
  t.equal(readFileSync(join(dir, 'a.srt'), 'utf8'), 'good')
  t.equal(readFileSync(join(dir, 'hls', 'captions-0.vtt'), 'utf8'), 'good')
  const [segments, captions] = kept
  t.match(readFileSync(captions!, 'utf8'), /one two three four\n\n2\n.*\nfive six seven eight/)
  t.match(readFileSync(join(segments!, 'captions-1.vtt'), 'utf8'), 'five six seven eight')
  t.match(readFileSync(join(segments!, 'captions.m3u8'), 'utf8'), '#EXT-X-ENDLIST')
})

t.test('when an output cannot be opened, the others are removed', async t => {
  const dir = t.testdir({ 'a.vtt': {} })
  const texts = [{ format: 'srt', path: join(dir, 'a.srt') }, { format: 'vtt', path: join(dir, 'a.vtt') }] as const
  const hls = { directory: join(dir, 'hls') }
  await t.rejects(openOutputs({ ...plain, texts, hls }, context), {
    code: 'STENO_OUTPUT_UNWRITABLE',
    message: /a\.vtt.*it is a directory/,
  })
  t.same(readdirSync(dir), ['a.vtt'])
})

t.test('the input is never replaced, even through a link', async t => {
  const dir = t.testdir({ 'a.json': 'x', 'link.json': t.fixture('symlink', 'a.json') })
  const texts = [{ format: 'json', path: join(dir, 'link.json') }] as const
  await t.rejects(openOutputs({ ...plain, texts }, { ...context, input: join(dir, 'a.json') }), {
    message: /it is the input/,
  })
  t.equal(readFileSync(join(dir, 'a.json'), 'utf8'), 'x')
  const other = t.testdir()
  writeFileSync(join(other, 'b.json'), 'old')
  await t.resolves(
    openOutputs(
      { ...plain, texts: [{ format: 'json', path: join(other, 'b.json') }] },
      { ...context, input: join(dir, 'gone.json') },
    ).then(outputs => outputs.abort()),
  )
})

/** A stage whose writes end on request. */
function slow(): { stage: Writable; next: () => void } {
  let release = (): void => {}
  const stage = new Writable({ objectMode: true, highWaterMark: 1, write(_chunk, _encoding, done) { release = done } })
  return { stage, next: () => { release() } }
}

t.test('the slowest branch sets the pace', async t => {
  const { stage, next } = slow()
  const quick = new Writable({ objectMode: true, write(_chunk, _encoding, done) { done() } })
  let written = 0
  const stream = tee([stage, quick].map(one => ({ stage: one, done: finished(one), ends: true })))
  for (let i = 0; i < 3; i++) stream.write(i, () => { written++ })
  for (let i = 0; i < 3; i++) {
    await new Promise(setImmediate)
    t.equal(written, i)
    next()
  }
  stream.end()
  await finished(stream)
})

t.test('the failure of one branch is the error of all, and closes the others', async t => {
  const failing = new Transform({
    objectMode: true,
    transform(_chunk, _encoding, done) {
      done(new Error('disk full'))
    },
  })
  const other = new Writable({ objectMode: true, write(_chunk, _encoding, done) { done() } })
  const stream = tee([failing, other].map(stage => ({ stage, done: finished(stage), ends: true })))
  await t.rejects(pipeline(Readable.from([1, 2, 3]), stream), { message: 'disk full' })
  t.ok(other.destroyed && failing.destroyed)
})

t.test('a failure of the source is reported after the held-back captions are written', async t => {
  const path = join(t.testdir(), 'a.srt')
  const outputs = await openOutputs({ ...plain, texts: [{ format: 'srt', path }] }, context)
  async function* failing(): AsyncGenerator<RecognitionResult> {
    yield results[0]!
    throw new Error('connection lost')
  }
  const { failure, kept } = await writeResults(failing(), outputs)
  t.match(failure, { error: { message: 'connection lost' } })
  t.same(withoutSuffix(kept), [`${path}.partial`])
  t.equal(readFileSync(kept[0]!, 'utf8'), '1\n00:00:00,000 --> 00:00:01,680\none two three four\n\n')
})

t.test('results without a failure are committed', async t => {
  const path = join(t.testdir(), 'a.txt')
  const outputs = await openOutputs({ ...plain, texts: [{ format: 'txt', path }] }, context)
  t.same(await writeResults(results, outputs), { kept: [], written: [path], unchanged: [], hasText: true })
  t.equal(readFileSync(path, 'utf8'), 'one two three four\nfive six seven eight\n')
})
