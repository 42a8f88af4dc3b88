import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { formatAss } from '../../../lib/captions/formats/ass.js'
import { formatLrc } from '../../../lib/captions/formats/lrc.js'
import type { Cue } from '../../../lib/types.js'
import { formatSrt } from '../../../lib/captions/formats/srt.js'
import { formatTtml } from '../../../lib/captions/formats/ttml.js'
import { formatVtt } from '../../../lib/captions/formats/vtt.js'
import { normalizeCue } from '../../../lib/captions/formats/writer.js'
import {
  type ReadCue,
  readWithAssCompiler,
  readWithFfprobe,
  readWithImsc,
  readWithMediaCaptions,
  readWithSubtitle,
  validateVtt,
} from '../../support/caption-readers.js'
import { expected, letters, orderlyCues, randomCues } from '../../support/random-cues.js'

interface Shown { start: number; end: number; letters: string }

/** Latest time that every reader supports, in ms. */
const LATEST = 98 * 3_600_000

const shown = (cues: readonly ReadCue[]): Shown[] =>
  cues.map(({ start, end, text }) => ({ start, end, letters: letters(text) }))
const sorted = (cues: readonly Cue[]): Cue[] => cues.flatMap(cue => normalizeCue(cue) ?? [])
  .sort((a, b) => a.start - b.start || b.end - a.end)

/** Letters as SRT replaces them, for both sides of a comparison. */
const inSrt = (cues: readonly Shown[]): Shown[] =>
  cues.map(cue => ({
    ...cue,
    letters: cue.letters
      .replaceAll('<', '‹')
      .replaceAll('>', '›')
      .replaceAll(/-+›/g, '->')
      .replaceAll('{', '｛')
      .replaceAll('}', '｝'),
  }))
/** Times in hundredths of a second, the resolution of ASS and LRC. */
const inHundredths = (cues: readonly Shown[]): Shown[] => cues.map(({ start, end, letters }) => {
  const from = Math.round(start / 10) * 10
  return { start: from, end: Math.max(from + 10, Math.round(end / 10) * 10), letters }
})
/** Cues in hundredths of a second with full-width braces, as in ASS. */
const inAss = (cues: readonly Shown[]): Shown[] =>
  inHundredths(cues).map(cue => ({ ...cue, letters: cue.letters.replaceAll('{', '｛').replaceAll('}', '｝') }))

t.test('10,000 random WebVTT documents are valid, and their text and times are read back exactly', async () => {
  fc.assert(fc.property(randomCues(), cues => {
    const { errors, cues: read } = validateVtt(formatVtt(cues, { speakers: false }))
    assert.deepEqual(errors, [])
    assert.deepEqual(shown(read), expected(cues))
    assert.deepEqual(read.map(({ text }) => text), sorted(cues).map(({ lines }) => lines.join('\n')))
  }), { numRuns: 10_000 })
})

t.test('WebVTT with every option is valid, and timestamp tags increase within their cue', async () => {
  const options = {
    karaoke: true,
    language: 'en',
    settings: { line: '85%', position: '50%', size: '80%', align: 'center' },
    style: '::cue(:past) { color: red }',
  } as const
  let tags = 0
  fc.assert(fc.property(randomCues(), fc.string({ unit: 'binary' }), (cues, note) => {
    const { errors, cues: read } = validateVtt(formatVtt(cues, { ...options, note }))
    assert.deepEqual(errors, [])
    assert.deepEqual(shown(read), expected(cues))
    for (const { start, end, times } of read) {
      const all = [start, ...times, end]
      tags += times.length
      assert.ok(all.every((time, i) => i === 0 || time > all[i - 1]!), all.join())
    }
  }), { numRuns: 3000 })
  assert.ok(tags > 3000, `${tags} tags`)
})

t.test('media-captions reads the same cues from WebVTT and SRT', async () => {
  await fc.assert(fc.asyncProperty(randomCues({ latest: LATEST }), async cues => {
    assert.deepEqual(shown(await readWithMediaCaptions(formatVtt(cues, { karaoke: true }), 'vtt')), expected(cues))
    assert.deepEqual(inSrt(shown(await readWithMediaCaptions(formatSrt(cues), 'srt'))), inSrt(expected(cues)))
  }), { numRuns: 2000 })
})

t.test('subtitle.js reads the same cues from SRT', async () => {
  fc.assert(fc.property(randomCues({ latest: LATEST }), cues => {
    assert.deepEqual(inSrt(shown(readWithSubtitle(formatSrt(cues)))), inSrt(expected(cues)))
  }), { numRuns: 2000 })
})

t.test('ass-compiler reads the same cues, and the karaoke of each adds up to its duration', async () => {
  fc.assert(fc.property(orderlyCues(6), cues => {
    assert.deepEqual(shown(readWithAssCompiler(formatAss(cues))), inAss(expected(cues)))
    const read = readWithAssCompiler(formatAss(cues, { karaoke: true }))
    assert.deepEqual(shown(read), inAss(expected(cues)))
    for (const { start, end, karaoke } of read) assert.equal(karaoke.reduce((sum, k) => sum + k, 0) * 10, end - start)
  }), { numRuns: 2000 })
})

t.test('imscJS reads the same cues from TTML without errors', async () => {
  fc.assert(fc.property(orderlyCues(4), fc.constantFrom('en', undefined), (cues, language) => {
    assert.deepEqual(shown(readWithImsc(formatTtml(cues, language ? { language } : {}))), expected(cues))
  }), { numRuns: 500 })
})

t.test('an LRC line is a timestamp and the text of its cue, whatever the text', async () => {
  fc.assert(fc.property(orderlyCues(6), cues => {
    const lines = formatLrc(cues).split('\n').slice(0, -1).map(line => /^\[(\d+):(\d\d\.\d\d)\](.*)$/.exec(line)!)
    const read = lines
      .filter(([, , , text]) => text !== '')
      .map(([, minutes, seconds, text]) => ({
        start: Math.round(Number(minutes) * 60_000 + Number(seconds) * 1000),
        letters: letters(text!),
      }))
    assert.deepEqual(read, inHundredths(expected(cues)).map(({ start, letters }) => ({ start, letters })))
    assert.ok(lines.every(([, , , text]) => !/^\s*[[<]\d|^\[\w+:/.test(text!)))
  }), { numRuns: 1000 })
})

t.test('ffprobe reads the same cues from WebVTT, SRT and ASS', async t => {
  const directory = await mkdtemp(join(tmpdir(), 'captions-'))
  t.teardown(() => rm(directory, { recursive: true }))
  const cues = fc.sample(orderlyCues(500, 500), { numRuns: 4, seed: 7 }).flatMap((part, i) =>
    part.map(cue => ({ ...cue, start: cue.start + i * 30 * 3_600_000, end: cue.end + i * 30 * 3_600_000 })))
  t.ok(cues.length === 2000 && cues.at(-1)!.end > 90 * 3_600_000)
  const read = async (name: string, text: string): Promise<ReadCue[]> => {
    await writeFile(join(directory, name), text)
    return readWithFfprobe(join(directory, name))
  }
  const decoded = (text: string): string =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const vtt = await read('a.vtt', formatVtt(cues, { speakers: false }))
  t.same(shown(vtt.map(cue => ({ ...cue, text: decoded(cue.text) }))), expected(cues))
  t.same(inSrt(shown(await read('a.srt', formatSrt(cues)))), inSrt(expected(cues)))
  const ass = await read('a.ass', formatAss(cues))
  // A packet is the line without its times: number, layer, style, name, margins, effect, then the text.
  const text = (packet: string): string => packet.split(',').slice(8).join(',').replaceAll('\\N', '\n')
  t.same(shown(ass.map(cue => ({ ...cue, text: text(cue.text) }))), inAss(expected(cues)))
})
