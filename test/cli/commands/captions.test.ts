import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { stenopipe } from '../../support/cli.js'
import { result, sentence } from '../../support/sentences.js'

const lines = [sentence('He came.'), sentence('He saw.', { at: 3000, id: 2 })]
  .map(one => `${JSON.stringify(result(one))}\n`)
  .join('')
const whisper = JSON.stringify({ language: 'en', segments: [{ start: 0.5, end: 1.75, text: ' Hello.' }] })

t.test('saved results of a file or standard input are formatted to standard output or files', async t => {
  const dir = t.testdir({ 'a.jsonl': lines, 'w.json': whisper })
  const srt = '1\n00:00:00,000 --> 00:00:01,080\nHe came.\n\n2\n00:00:03,000 --> 00:00:04,080\nHe saw.\n\n'
  t.same(await stenopipe(['captions', join(dir, 'a.jsonl')]), { status: 0, out: srt, err: '' })
  t.same(await stenopipe(['captions', '-', '-f', 'txt', '--paragraph', '5000'], { input: Buffer.from(lines) }), {
    status: 0,
    out: 'He came. He saw.\n',
    err: '',
  })
  t.same(
    await stenopipe(['captions', join(dir, 'w.json'), '-f', 'vtt,jsonl', '-o', join(dir, 'w'), '--language', 'en']),
    { status: 0, out: '', err: '' },
  )
  t.equal(
    readFileSync(join(dir, 'w.vtt'), 'utf8'),
    'WEBVTT\n\nNOTE\nLanguage: en\n\n00:00:00.500 --> 00:00:02.250\nHello.\n\n',
  )
  const again = await stenopipe(['captions', join(dir, 'w.jsonl'), '-f', 'ttml'])
  t.match(again.out, /<p begin="00:00:00.500" end="00:00:02.250">Hello.<\/p>/)
})

t.test('a failure is one sentence and leaves no file', async t => {
  const dir = t.testdir({ 'a.jsonl': lines, 'b.json': '{"a":1}', 'c.jsonl': `${lines}{"sentence":5}\n` })
  const failures: [string[], RegExp][] = [
    [[join(dir, 'gone.json')], /gone\.json": no such file/],
    [[join(dir, 'b.json'), '-o', join(dir, 'x.srt')], /the document must be one with sentences/],
    [[join(dir, 'c.jsonl')], /line 3, sentence must be an object/],
    [[join(dir, 'a.jsonl'), '-f', 'jsonl,srt', '-o', join(dir, 'a')], /a\.jsonl": it is the input/],
  ]
  for (const [words, sentence] of failures) {
    const { status, out, err } = await stenopipe(['captions', ...words])
    t.same([status, out], [1, ''])
    t.match(err, sentence)
    t.match(err, /^stenopipe: [^\n]*\n$/)
  }
  t.same(readdirSync(dir).sort(), ['a.jsonl', 'b.json', 'c.jsonl'])
  t.equal(readFileSync(join(dir, 'a.jsonl'), 'utf8'), lines)
})

t.test('usage errors are reported at once', async t => {
  t.match(await stenopipe(['captions']), { status: 2, err: /RESULTS is missing; give a path, or - for standard input/ })
  const { status, err } = await stenopipe(['captions', 'a', 'b', '--profile', 'x', '--max-lines', '3', '--interim'])
  t.equal(status, 2)
  t.same(err.split('\n'), [
    'stenopipe: 4 usage errors',
    '  - --interim is not an option of captions, only of transcribe and live',
    '  - captions takes one RESULTS, got 2',
    '  - --max-lines must be an integer from 1 to 2, got 3',
    '  - --profile must be one of "verbatim", "translated", "bbc", "ard", got "x"',
    'Run `stenopipe captions --help` for help',
    '',
  ])
})

t.test('a window keeps the segments that a live player may still request', async t => {
  const dir = t.testdir()
  writeFileSync(
    join(dir, 'a.jsonl'),
    Array.from(
      { length: 20 },
      (_, i) => `${JSON.stringify(result(sentence('He came.', { at: i * 2000, id: i + 1 })))}\n`,
    ).join(''),
  )
  t.match(
    await stenopipe(['captions', join(dir, 'a.jsonl'), '--hls', join(dir, 'hls'), '--segment', '2', '--window', '3']),
    { status: 0, out: '', err: '' },
  )
  t.match(
    readFileSync(join(dir, 'hls', 'captions.m3u8'), 'utf8'),
    /#EXT-X-MEDIA-SEQUENCE:17\n(#EXTINF:[\d.]+,\ncaptions-1[789]\.vtt\n){3}#EXT-X-ENDLIST/,
  )
})
