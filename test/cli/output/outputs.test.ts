import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform, Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import t from 'tap'
import { fanOut } from '../../../lib/cli/output/tee.js'
import type { OutputSettings } from '../../../lib/cli/options/output.js'
import { openOutputs } from '../../../lib/cli/output/outputs.js'
import { result, sentence } from '../../support/sentences.js'

const plain: OutputSettings = { texts: [], hls: undefined, layout: {}, paragraph: undefined, interim: false }
const around = { input: '-', before: () => {} }
const said = [result(sentence('one two three four')), result(sentence('five six seven eight', { at: 7000, id: 2 }))]

t.test('files and segments get their names when all is written', async t => {
  const dir = t.testdir()
  const hls = { directory: join(dir, 'hls'), segment: 6, window: undefined }
  const texts = (['srt', 'txt', 'jsonl'] as const).map(format => ({ format, path: join(dir, `a.${format}`) }))
  const outputs = await openOutputs({ ...plain, texts, hls }, around)
  await pipeline(Readable.from(said), outputs.stream)
  t.same(readdirSync(dir).sort(), ['a.jsonl.partial', 'a.srt.partial', 'a.txt.partial', 'hls'])
  t.notOk(existsSync(join(dir, 'hls', 'captions.m3u8')))
  await outputs.keep()
  t.same(readdirSync(dir).sort(), ['a.jsonl', 'a.srt', 'a.txt', 'hls'])
  t.equal(readFileSync(join(dir, 'a.txt'), 'utf8'), 'one two three four\nfive six seven eight\n')
  t.match(readFileSync(join(dir, 'hls', 'captions.m3u8'), 'utf8'), /captions-1\.vtt\n#EXT-X-ENDLIST/)
})

t.test('what is given up keeps its temporary name, and what holds nothing is gone', async t => {
  const dir = t.testdir()
  const texts = (['jsonl', 'srt'] as const).map(format => ({ format, path: join(dir, `a.${format}`) }))
  const outputs = await openOutputs(
    { ...plain, texts, hls: { directory: join(dir, 'hls'), segment: undefined, window: undefined } },
    around,
  )
  await new Promise(resolve => outputs.stream.write(said[0], resolve))
  // One result is a line of JSON, but no caption yet, let alone a segment.
  t.same(await outputs.giveUp(), [join(dir, 'a.jsonl.partial')])
  t.same(readdirSync(dir), ['a.jsonl.partial'])
})

t.test('an output that cannot be opened takes those with it that could', async t => {
  const dir = t.testdir({ 'a.vtt': {} })
  const texts = [{ format: 'srt', path: join(dir, 'a.srt') }, { format: 'vtt', path: join(dir, 'a.vtt') }] as const
  const hls = { directory: join(dir, 'hls'), segment: undefined, window: undefined }
  await t.rejects(openOutputs({ ...plain, texts, hls }, around), {
    code: 'STENO_OUTPUT_UNWRITABLE',
    message: /a\.vtt.*it is a directory/,
  })
  t.same(readdirSync(dir), ['a.vtt'])
})

t.test('the input is never replaced, whatever it is called', async t => {
  const dir = t.testdir({ 'a.json': 'x', 'link.json': t.fixture('symlink', 'a.json') })
  const texts = [{ format: 'json', path: join(dir, 'link.json') }] as const
  await t.rejects(openOutputs({ ...plain, texts }, { ...around, input: join(dir, 'a.json') }), {
    message: /it is the input/,
  })
  t.equal(readFileSync(join(dir, 'a.json'), 'utf8'), 'x')
  const other = t.testdir()
  writeFileSync(join(other, 'b.json'), 'old')
  await t.resolves(
    openOutputs(
      { ...plain, texts: [{ format: 'json', path: join(other, 'b.json') }] },
      { ...around, input: join(dir, 'gone.json') },
    ).then(outputs => outputs.giveUp()),
  )
})

/** A stage that takes a chunk when it is told to. */
function slow(): { stage: Writable; next: () => void } {
  let release = (): void => {}
  const stage = new Writable({ objectMode: true, highWaterMark: 1, write(_chunk, _encoding, done) { release = done } })
  return { stage, next: () => { release() } }
}

t.test('the slowest branch sets the pace', async t => {
  const { stage, next } = slow()
  const quick = new Writable({ objectMode: true, write(_chunk, _encoding, done) { done() } })
  let taken = 0
  const stream = fanOut([stage, quick].map(one => ({ stage: one, done: finished(one), ends: true })))
  for (let i = 0; i < 3; i++) stream.write(i, () => { taken++ })
  for (let i = 0; i < 3; i++) {
    await new Promise(setImmediate)
    t.equal(taken, i)
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
  const stream = fanOut([failing, other].map(stage => ({ stage, done: finished(stage), ends: true })))
  await t.rejects(pipeline(Readable.from([1, 2, 3]), stream), { message: 'disk full' })
  t.ok(other.destroyed && failing.destroyed)
})
