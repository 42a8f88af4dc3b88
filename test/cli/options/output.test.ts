import { extname } from 'node:path'
import t from 'tap'
import { readArguments } from '../../../lib/cli/options/arguments.js'
import type { Reading } from '../../../lib/cli/options/input.js'
import { type OutputSettings, readOutputs } from '../../../lib/cli/options/output.js'

const read = (line: string): Reading<OutputSettings> => {
  const { values, problems: own } = readArguments('transcribe', ['a.mp3', ...line.split(' ').filter(Boolean)])
  const { settings, problems } = readOutputs(values)
  return { settings, problems: [...own, ...problems] }
}
const settingsOf = (line: string): OutputSettings => {
  const { settings, problems } = read(line)
  t.same(problems, [], line)
  return settings
}
const texts = (line: string): string[] =>
  settingsOf(line).texts.map(({ format, path }) => `${format} ${path ?? '(standard output)'}`)

t.test('one format is written to the output as named; without a format the extension decides', async t => {
  t.same(texts(''), ['srt (standard output)'])
  t.same(texts('-o -'), ['srt (standard output)'])
  t.same(texts('-f vtt -o talk.txt'), ['vtt talk.txt'])
  t.same(texts('-f VTT,Srt -o talk'), ['vtt talk.vtt', 'srt talk.srt'])
  t.same(texts('-f vtt -o talk.webvtt'), ['vtt talk.webvtt'])
  t.same(
    ['a.vtt', 'a.karaoke.vtt', 'a.ASS', 'a.ttml', 'a.lrc', 'a.json', 'a.JSONL', 'a'].flatMap(path =>
      texts(`-o ${path}`),
    ),
    [
      'vtt a.vtt',
      'karaoke a.karaoke.vtt',
      'ass a.ASS',
      'ttml a.ttml',
      'lrc a.lrc',
      'json a.json',
      'jsonl a.JSONL',
      'srt a',
    ],
  )
})

t.test('several formats, in one list or in several, get an extension each', async t => {
  t.same(texts('-f srt,vtt,karaoke -o out/talk.v2'), [
    'srt out/talk.v2.srt',
    'vtt out/talk.v2.vtt',
    'karaoke out/talk.v2.karaoke.vtt',
  ])
  t.same(texts('-f txt -f karaoke,json -o a'), ['txt a.txt', 'karaoke a.karaoke.vtt', 'json a.json'])
})

t.test('segments are the only output unless a text is asked for too', async t => {
  t.same(settingsOf('--hls dir'), {
    texts: [],
    hls: { directory: 'dir' },
    layout: {},
    interim: false,
  })
  t.same(texts('--hls dir -f srt'), ['srt (standard output)'])
  t.same(texts('--hls dir -o a.vtt'), ['vtt a.vtt'])
  t.same(settingsOf('--hls dir --segment 4.5 --window 6').hls, { directory: 'dir', segmentDuration: 4500, window: 6 })
})

t.test('one language selects the layout, several leave it to the text', async t => {
  t.same(settingsOf('--language zh-Hans --profile bbc --max-line-width 30 --max-lines 1').layout, {
    language: 'zh-Hans',
    profile: 'bbc',
    maxLineWidth: 30,
    maxLines: 1,
  })
  t.same(settingsOf('--language zh,en').layout, {})
})

t.test('every problem of the outputs is reported at once, in terms of flags', async t => {
  const files = 'NAME.srt, NAME.karaoke.vtt'
  for (const [line, expected] of [
    ['-f pdf,srt,srt', [
      '--format must be one of srt, vtt, karaoke, ass, ttml, lrc, txt, json, jsonl, got "pdf"',
      '--format has srt more than once',
    ]],
    ...['a.doc', 'b/c.webvtt', 'talk.v2', 'x.TEXT'].map(path => [`-o ${path}`, [
      `--output has the unknown extension ${extname(path)}; end it in .srt, .vtt, .karaoke.vtt, .ass, .ttml, .lrc, `
      + '.txt, .json, .jsonl, or choose the --format',
    ]] as const),
    ['-f srt,vtt', ['several formats need --output NAME, for NAME.srt, NAME.vtt']],
    ['-f srt,karaoke -o a.srt', [`--output must be a NAME without an extension for ${files}, got "a.srt"`]],
    ['-f srt,karaoke -o out/', [`--output must be a NAME without an extension for ${files}, got "out/"`]],
    ['--profile mine --max-line-width 1 --max-lines x --language q', [
      '--max-lines must be a number, got "x"',
      '--max-line-width must be a number from 4 to 200, got 1',
      '--profile must be one of "verbatim", "translated", "bbc", "ard", got "mine"',
      '--language must be a BCP 47 tag such as "en" or "zh-Hans", got "q"',
    ]],
    ['--paragraph 9 --interim --segment 4 --window 9', [
      '--paragraph is only for --format txt; leave it out',
      '--interim is only for --format jsonl; leave it out',
      '--segment is only for --hls DIR; leave it out',
      '--window is only for --hls DIR; leave it out',
    ]],
    ['-f txt --profile bbc --paragraph 0', [
      '--profile is only for captions, not for txt, json, jsonl; leave it out',
      `--paragraph must be an integer from 1 to ${Number.MAX_SAFE_INTEGER}, got 0`,
    ]],
    ['--hls d --segment 0', ['--segment must be a number from 0.5 to 3600, in s, got "0"']],
    ['--hls d --window 2', ['--window must be an integer from 3 to 1000, got 2']],
  ] as const)
    t.same(read(line).problems, expected, line)
})
