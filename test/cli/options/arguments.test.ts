import t from 'tap'
import { readArguments, suggestion } from '../../../lib/cli/options/arguments.js'
import { optionsOf } from '../../../lib/cli/options/table.js'
import { amount, index, integer, number, timecode } from '../../../lib/cli/options/value-types.js'

const problemsOf = (line: string): readonly string[] => readArguments('transcribe', line.split(' ')).problems

t.test('a time is seconds, minutes and seconds, or hours too', async t => {
  for (const [text, ms] of [
    ['0', 0],
    ['90', 90_000],
    ['1.25', 1250],
    ['1:30', 90_000],
    ['0:01:30.5', 90_500],
    ['100:00', 6_000_000],
    ['2:00:00', 7_200_000],
    ['', undefined],
    ['1:5', undefined],
    ['1:60', undefined],
    ['1:60:00', undefined],
    ['-1', undefined],
    ['1m', undefined],
    [':30', undefined],
    ['1e3', undefined],
    ['1:00:00:00', undefined],
  ] as const)
    t.equal(timecode.parse(text), ms, text)
})

t.test('numbers of other kinds or outside their range are refused', async t => {
  t.same(['1.5', '-2'].map(number.parse), [1.5, -2])
  t.same(['', ' ', 'x', 'Infinity'].map(number.parse), [undefined, undefined, undefined, undefined])
  t.same(['0.5', '0', '-1', 'x'].map(amount.parse), [0.5, undefined, undefined, undefined])
  t.same(['0', '12', '-1', '1.5'].map(index.parse), [0, 12, undefined, undefined])
  t.same(['1', '3', '0', '4', '1.5'].map(integer(1, 3).parse), [1, 3, undefined, undefined, undefined])
})

t.test('flags become values under the keys of the table, and other words operands', async t => {
  const { values, operands, problems } = readArguments('transcribe', [
    'a.mp3', '-f', 'srt,vtt', '--format', 'txt', '-o=', '-qo', 'out', '--max-lines', '1', '--max-line-width=30', '--',
    '-b.mp3',
  ])
  t.same(values, { format: ['srt', 'vtt', 'txt'], output: 'out', quiet: true, maxLines: 1, maxLineWidth: 30 })
  t.same(operands, ['a.mp3', '-b.mp3'])
  t.same(problems, [])
  t.same(readArguments('captions', ['a', 'b']).problems, ['captions takes one RESULTS, got 2'])
})

t.test('every mistake is reported at once, in terms of flags', async t => {
  for (const [line, expected] of [
    ['a -q -f srt', []],
    ['a --max-line 4', ['unknown option --max-line; did you mean --max-lines?']],
    ['a --device usb', ['--device is not an option of transcribe, only of live']],
    ['-q', ['INPUT is missing; give a path, or - for standard input']],
    ['a b c', []],
    ['-talk.wav', ['unknown option -t; put file names that begin with - after --']],
    ['a --nope value', ['unknown option --nope']],
    ['a --output', ['--output needs a value']],
    ['a -o -q', ['--output needs a value; write --output=VALUE for one that begins with -']],
    ['a --output= --quiet=4', ['--quiet takes no value', '--output must be a non-empty string, got ""']],
    ['a --max-cost -1', ['--max-cost must be a number above 0, got "-1"']],
    ['a --vad ear', ['--vad must be one of energy, fvad, silero, off, got "ear"']],
    ['a --concurrency 0', ['--concurrency must be an integer from 1 to 1000, got "0"']],
    ['a --engine toString', ['--engine must be one of pocketsphinx, dashscope, got "toString"']],
  ] as const)
    t.same(problemsOf(line), expected, line)
})

t.test('a command without an operand refuses one', async t => {
  t.same(readArguments('live', ['talk.mp3']).problems, ['live takes no operand, got "talk.mp3"'])
  t.same(readArguments('doctor', ['x']).problems, ['doctor takes no operand, got "x"'])
})

t.test('a suggestion is at most two letters away', async t => {
  t.equal(suggestion('--profil', ['--profile', '--paragraph']), '; did you mean --profile?')
  t.equal(suggestion('--prof', ['--profile', '--paragraph']), '')
})

t.test('options of the library have the names of the library', async t => {
  t.same(optionsOf({ maxLines: 1, vocabulary: 'v', hls: 'd' }, 'maxLines', 'profile', 'vocabulary', 'hls'), {
    maxLines: 1, vocabularyId: 'v', directory: 'd',
  })
})
