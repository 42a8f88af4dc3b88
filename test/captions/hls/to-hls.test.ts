import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import t from 'tap'
import type { Cue } from '../../../lib/types.js'
import { type HlsOptions, toHls } from '../../../lib/captions/to-hls.js'
import { readWithFfprobe } from '../../support/caption-readers.js'
import { expected, letters, orderlyCues } from '../../support/random-cues.js'

const cue = (start: number, end = start + 900): Cue => ({ start, end, lines: [`said at ${start}`] })
const contents = (directory: string): Map<string, string> =>
  new Map(readdirSync(directory).map(name => [name, readFileSync(join(directory, name), 'utf8')]))
const listed = (playlist: string): string[] => playlist.split('\n').filter(line => line.endsWith('.vtt'))

t.test('ffmpeg reads each cue of a presentation once', async t => {
  const directory = t.testdir()
  const cues = fc.sample(orderlyCues(400, 400), { numRuns: 1, seed: 5 })[0]!
  await pipeline(Readable.from(cues), toHls({ directory, speakers: false }))
  const decoded = (text: string): string =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const read = await readWithFfprobe(join(directory, 'captions.m3u8'))
  t.same(read.map(({ start, end, text }) => ({ start, end, letters: letters(decoded(text)) })), expected(cues))
  t.ok(
    [...contents(directory).values()].join('').split(' --> ').length > expected(cues).length + 20,
    'cues over boundaries were repeated',
  )
})

t.test('results are laid out, the directory is created, a vod playlist is written at the end', async t => {
  const directory = join(t.testdir(), 'a', 'b')
  const stage = toHls({ directory, name: 'de', language: 'de' })
  const result = (sentenceId: number, beginTime: number, isSentenceEnd: boolean): object => ({
    requestId: 'r',
    isSentenceEnd,
    sentence: { sentenceId, beginTime, endTime: beginTime + 900, text: 'hallo', words: [] },
  })
  stage.write(result(1, 1000, false))
  stage.write(result(1, 1000, true))
  await new Promise(done => stage.write(result(2, 8000, true), done))
  t.notMatch(readdirSync(directory), 'de.m3u8')
  await new Promise(done => stage.end(done))
  t.same(readdirSync(directory).sort(), ['de-0.vtt', 'de-1.vtt', 'de.m3u8'])
  t.match(contents(directory).get('de-1.vtt'), 'hallo')
  t.match(contents(directory).get('de.m3u8'), /#EXT-X-PLAYLIST-TYPE:VOD\n[\s\S]*#EXT-X-ENDLIST\n$/)
})

t.test('a live playlist slides, published segments never change, expired ones are removed', async t => {
  const directory = t.testdir()
  const stage = toHls({ directory, type: 'live', window: 3, segmentDuration: 1000, programDateTime: new Date(0) })
  let before = new Map<string, string>()
  for (let start = 100; start < 20_000; start += 1000) {
    await new Promise(done => stage.write(cue(start, start + 1400), done))
    const now = contents(directory)
    for (const [name, text] of now) if (before.has(name) && name.endsWith('.vtt')) t.equal(text, before.get(name), name)
    t.same([...now.keys()].filter(name => name.endsWith('.partial')), [])
    const playlist = now.get('captions.m3u8')
    if (start > 1000) t.ok(listed(playlist!).every(name => now.has(name)), 'what is listed is there')
    before = now
  }
  t.same(listed(before.get('captions.m3u8')!), ['captions-16.vtt', 'captions-17.vtt', 'captions-18.vtt'])
  t.match(before.get('captions.m3u8'), '#EXT-X-MEDIA-SEQUENCE:16\n#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:16.000Z')
  t.notMatch(before.get('captions.m3u8'), /ENDLIST|PLAYLIST-TYPE/)
  t.ok(before.has('captions-12.vtt') && !before.has('captions-11.vtt'))
  await new Promise(done => stage.end(done))
  t.match(contents(directory).get('captions.m3u8'), '#EXT-X-ENDLIST')
})

t.test('position publishes segments during silence, and late cues are still written', async t => {
  const directory = t.testdir()
  let position = 0
  const stage = toHls({ directory, type: 'event', segmentDuration: 500, deadline: 1000, position: () => position })
  const until = async (count: number): Promise<void> => {
    while (readdirSync(directory).filter(name => name.endsWith('.vtt')).length < count) await sleep(20)
  }
  position = 2600
  await until(3)
  stage.write(cue(700))
  position = 4000
  await until(6)
  await new Promise(done => stage.end(done))
  const all = contents(directory)
  t.match(all.get('captions-3.vtt'), '00:00:01.500 --> 00:00:02.400\nsaid at 700')
  t.equal(listed(all.get('captions.m3u8')!).length, 8)
  t.match(all.get('captions.m3u8'), '#EXT-X-PLAYLIST-TYPE:EVENT')
})

t.test('captions of that name are replaced once the new ones are complete', async t => {
  const directory = t.testdir()
  await pipeline(Readable.from([cue(0), cue(7000), cue(13_000)]), toHls({ directory }))
  const earlier = contents(directory)
  await t.rejects(pipeline(Readable.from([cue(8000), 'text']), toHls({ directory })), { code: 'STENO_BAD_OPTION' })
  const kept = readdirSync(directory).filter(name => !earlier.has(name))
  t.equal(kept.length, 1)
  t.match(kept[0], /^captions\.[0-9a-f]{8}\.partial$/)
  t.same(readdirSync(join(directory, kept[0]!)), ['captions-0.vtt'])
  for (const [name, text] of earlier) t.equal(readFileSync(join(directory, name), 'utf8'), text, name)

  await pipeline(Readable.from([cue(500)]), toHls({ directory, name: 'captions-2' }))
  await pipeline(Readable.from([cue(1000)]), toHls({ directory }))
  t.same(readdirSync(directory).sort(), [
    kept[0], 'captions-0.vtt', 'captions-2-0.vtt', 'captions-2.m3u8', 'captions.m3u8',
  ].sort())
  t.match(readFileSync(join(directory, 'captions-0.vtt'), 'utf8'), 'said at 1000')
})

t.test('a growing playlist replaces earlier captions with its first segment', async t => {
  const directory = t.testdir()
  await pipeline(Readable.from([cue(0), cue(7000), cue(13_000)]), toHls({ directory }))
  const earlier = contents(directory)
  const stage = toHls({ directory, type: 'event' })
  await new Promise(done => stage.write(cue(1000), done))
  t.same(contents(directory), earlier)
  await new Promise(done => stage.write(cue(7000), done))
  t.same(readdirSync(directory).sort(), ['captions-0.vtt', 'captions.m3u8'])
  stage.destroy()
})

t.test('a link is followed, and the mode of a replaced file is kept', async t => {
  const directory = t.testdir({ 'captions-0.vtt': 'old', real: 'old', 'captions.m3u8': t.fixture('symlink', 'real') })
  chmodSync(join(directory, 'captions-0.vtt'), 0o600)
  await pipeline(Readable.from([cue(0)]), toHls({ directory }))
  t.match(readFileSync(join(directory, 'real'), 'utf8'), '#EXTM3U')
  t.ok(lstatSync(join(directory, 'captions.m3u8')).isSymbolicLink())
  t.equal(statSync(join(directory, 'captions-0.vtt')).mode & 0o777, 0o600)
})

t.test('a directory that cannot be created, or a file of a name that is a directory, is refused', async t => {
  const directory = t.testdir({ file: '', 'captions-1.vtt': {} })
  for (const [path, message] of [
    [join(directory, 'file'), /file": it is not a directory/], [directory, /captions-1\.vtt": it is a directory/],
  ] as const) {
    await t.rejects(pipeline(Readable.from([cue(0)]), toHls({ directory: path })), {
      code: 'STENO_OUTPUT_UNWRITABLE', message,
    })
  }
  t.same(readdirSync(directory).sort(), ['captions-1.vtt', 'file'])
})

t.test('destroy() leaves no partial file, and no directory that was created for nothing', async t => {
  const directory = t.testdir()
  const stage = toHls({ directory, type: 'event' })
  await new Promise(done => stage.write(cue(0), done))
  stage.write(cue(40_000))
  stage.destroy()
  await new Promise(done => stage.on('close', done))
  t.same(readdirSync(directory).filter(name => name.endsWith('.partial')), [])

  const empty = toHls({ directory: join(directory, 'a', 'b') })
  await new Promise(done => empty.write(cue(0), done))
  await new Promise(done => empty.on('close', done).destroy())
  t.notOk(existsSync(join(directory, 'a')))
  const there = toHls({ directory: t.testdir({ d: {} }) + '/d' })
  await new Promise(done => there.write(cue(0), done))
  await new Promise(done => there.on('close', done).destroy())
  t.same(readdirSync(join(t.testdirName, 'd')), [])
})

t.test('a chunk that is neither a result nor a cue is refused, and so are invalid options', async t => {
  await t.rejects(pipeline(Readable.from(['text']), toHls({ directory: t.testdir() })), { code: 'STENO_BAD_OPTION' })
  const wrong: object[] = [
    {},
    { directory: '' },
    { directory: 'd', name: 'a/b' },
    { directory: 'd', type: 'dead' },
    { directory: 'd', window: 2 },
    { directory: 'd', deadline: -1 },
    { directory: 'd', programDateTime: new Date(NaN) },
    { directory: 'd', position: 5 },
    { directory: 'd', segmentDuration: 499 },
  ]
  for (const options of wrong)
    t.throws(() => toHls(options as HlsOptions), { code: 'STENO_BAD_OPTION' }, JSON.stringify(options))
  t.throws(() => toHls({ directory: 'd', segment: 6 } as never), {
    message: /^`segment` is not an option of `toHls\(\)`/,
  })
})
