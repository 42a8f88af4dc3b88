import { parseArgs } from 'node:util'
import t from 'tap'
import { outputFlags, type OutputSettings, readOutputs } from '../../../lib/cli/options/output.js'

const read = (line: string): ReturnType<typeof readOutputs> =>
  readOutputs(
    parseArgs({
      args: line.split(' ').filter(word => word !== ''),
      options: { ...outputFlags, interim: { type: 'boolean', default: false } },
    }).values,
  )
const settingsOf = (line: string): OutputSettings => {
  const { settings, problems } = read(line)
  t.same(problems, [], line)
  return settings
}
const texts = (line: string): string[] =>
  settingsOf(line).texts.map(({ format, path }) => `${format} ${path ?? '(standard output)'}`)

t.test('one format goes exactly where it was told to, by the ending if no format was named', async t => {
  t.same(texts(''), ['srt (standard output)'])
  t.same(texts('-o -'), ['srt (standard output)'])
  t.same(texts('-f vtt -o talk.txt'), ['vtt talk.txt'])
  t.same(
    ['a.vtt', 'a.karaoke.vtt', 'a.ASS', 'a.ttml', 'a.lrc', 'a.json', 'a.jsonl', 'a.doc', 'a'].flatMap(path =>
      texts(`-o ${path}`),
    ),
    [
      'vtt a.vtt',
      'karaoke a.karaoke.vtt',
      'ass a.ASS',
      'ttml a.ttml',
      'lrc a.lrc',
      'json a.json',
      'jsonl a.jsonl',
      'srt a.doc',
      'srt a',
    ],
  )
})

t.test('several formats have a name each, in one list or in several', async t => {
  t.same(texts('-f srt,vtt,karaoke -o out/talk.v2'), [
    'srt out/talk.v2.srt',
    'vtt out/talk.v2.vtt',
    'karaoke out/talk.v2.karaoke.vtt',
  ])
  t.same(texts('-f txt -f karaoke,json -o a'), ['txt a.txt', 'karaoke a.karaoke.vtt', 'json a.json'])
})

t.test('segments stand alone unless a text is asked for, too', async t => {
  t.same(settingsOf('--hls dir'), {
    texts: [],
    hls: { directory: 'dir', segment: undefined, window: undefined },
    layout: {},
    paragraph: undefined,
    interim: false,
  })
  t.same(texts('--hls dir -f srt'), ['srt (standard output)'])
  t.same(texts('--hls dir -o a.vtt'), ['vtt a.vtt'])
  t.same(settingsOf('--hls dir --segment 4.5 --window 6').hls, { directory: 'dir', segment: 4.5, window: 6 })
})

t.test('a language lays out, several leave it to the text', async t => {
  t.same(settingsOf('--language zh-Hans --profile bbc --max-line-width 30 --max-lines 1').layout, {
    language: 'zh-Hans',
    profile: 'bbc',
    maxLineWidth: 30,
    maxLines: 1,
  })
  t.same(settingsOf('--language zh,en').layout, {})
})

t.test('everything that is wrong is told at once, in the words of the command', async t => {
  const wrong: [string, RegExp[]][] = [
    ['-f pdf,srt,srt', [/--format must be one of srt, .*, got "pdf"$/, /--format names srt more than once/]],
    ['-f srt,vtt', [/several formats need -o NAME, for NAME\.srt, NAME\.vtt/]],
    ['-f srt,karaoke -o a.srt', [/NAME without an ending .* for NAME\.srt, NAME\.karaoke\.vtt; got "a\.srt"/]],
    ['-f srt,vtt -o out/', [/NAME without an ending/]],
    ['--output=', [/-o must be a path/]],
    [
      '--profile mine --max-line-width 1 --max-lines x --language q',
      [
        /--max-lines must be a number, got "x"/,
        /`--profile` must be one of/,
        /`--max-line-width` must be a number from 4/,
        /`--language` must be a BCP 47 tag/,
      ],
    ],
    [
      '--paragraph 9 --interim --segment 4 --window 9',
      [
        /--paragraph is only for --format txt/,
        /--interim is only for --format jsonl/,
        /--segment is only for --hls/,
        /--window is only for --hls/,
      ],
    ],
    [
      '-f txt --profile bbc --paragraph 0',
      [/--profile is only for captions/, /`--paragraph` must be an integer from 1/],
    ],
    [
      '--hls= --segment 0 --window 2',
      [/`--segment` must be a number from 0.5 to 3600/, /`--hls` must be the path of a directory/],
    ],
    ['--hls d --window 2', [/`--window` must be an integer from 3/]],
  ]
  for (const [line, sentences] of wrong) {
    const { problems } = read(line)
    t.equal(problems.length, sentences.length, `${line}: ${problems.join(' | ')}`)
    for (const [i, sentence] of sentences.entries()) t.match(problems[i], sentence)
  }
})
