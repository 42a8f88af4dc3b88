import fc from 'fast-check'
import type { Cue } from '../../lib/types.js'

/** Text that has broken writers of captions, and ordinary text. */
const nasty = fc.constantFrom(
  '-->',
  '--->',
  '<!--',
  '<b>',
  '</b>',
  '<laughs>',
  '<00:00:01.000>',
  '<v Bob>',
  '&',
  '&amp;',
  '&lt;',
  '&#60;',
  'AT&T',
  '{\\an8}',
  '\\N',
  '\\',
  '}',
  '{',
  ']]>',
  '"',
  "'",
  '\n',
  '\n\n',
  '\r\n\r\n',
  '\r',
  '\t',
  '\u0000',
  '\u0007',
  '\u001B[31m',
  '\u0085',
  '\u2028',
  '\u2029',
  '\uFEFF',
  '\uFFFE',
  'NOTE',
  'STYLE',
  'WEBVTT',
  '42',
  '1\n00:00:01,000 --> 00:00:02,000',
  '00:00:01.000 --> 00:00:02.000',
  '[00:12.00]',
  '[ti:x]',
  '#',
  ',',
  '\uD83D',
  '\uDE00',
  '👩‍👩‍👧',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '🇩🇪',
  'e\u0301\u0302',
  '\u0301',
  'שלום',
  'مرحبا',
  '\u202E',
  '\u2066x',
  '\u200F',
  '\u061C',
  '\u200B',
  '\u00AD',
  '今天天气',
  'です。',
  '안녕 하세요',
  'привет',
  'ﬁ',
  '\u00A0',
  '\u202F!',
  '\u3000',
  '  ',
  '',
)
const word = fc.oneof(
  { weight: 3, arbitrary: nasty },
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ maxLength: 6 }),
)
const line = fc.array(word, { maxLength: 5 }).map(words => words.join(' '))

/** Random cues, in no order, some empty, some of no duration or ending before they start. */
export function randomCues({ latest = 200 * 3_600_000, minLength = 0, maxLength = 6 } = {}): fc.Arbitrary<Cue[]> {
  const cue = fc.record({
    start: fc.oneof(fc.nat(10_000), fc.nat(latest)),
    length: fc.oneof(fc.integer({ min: 1, max: 7000 }), fc.integer({ min: -100, max: 100 })),
    lines: fc.array(line, { maxLength: 3 }),
    speaker: fc.option(word, { nil: undefined }),
    language: fc.constantFrom('de', 'zh-Hans', 'no language', undefined),
    steps: fc.array(fc.integer({ min: -200, max: 900 }), { minLength: 1 }),
  })
  return fc.array(cue.map(withWords), { minLength, maxLength })
}

/** Random cues in order, each at least 20 ms long, none overlapping. */
export function orderlyCues(maxLength: number, minLength = 0): fc.Arbitrary<Cue[]> {
  const step = fc.record({ gap: fc.integer({ min: 20, max: 9000 }), length: fc.integer({ min: 20, max: 7000 }) })
  return fc
    .tuple(randomCues({ minLength, maxLength }), fc.array(step, { minLength: maxLength, maxLength }))
    .map(([cues, steps]) => {
      let now = 0
      return cues.map((cue, i) => {
        const start = now + steps[i]!.gap
        now = start + steps[i]!.length
        return { ...cue, start, end: now }
      })
    })
}

interface Drawn {
  start: number
  length: number
  lines: string[]
  speaker: string | undefined
  language: string | undefined
  steps: number[]
}

function withWords({ start, length, lines, speaker, language, steps }: Drawn): Cue {
  let now = start
  let at = 0
  const words = lines.map(text => text.split(' ').map(text => {
    const begin = now
    now += steps[at++ % steps.length]!
    return { text, start: begin, end: now }
  }))
  return {
    start,
    end: start + length,
    lines,
    words,
    ...(speaker !== undefined && { speaker }),
    ...(language !== undefined && { language }),
  }
}

/** Visible characters of a text, which every reader must return. */
export function letters(text: string): string {
  // A lone surrogate cannot be written in UTF-8.
  const written = Buffer.from(text).toString()
  return written.replaceAll(/[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu, '')
}

/**
 * Cues expected in a file: those with visible text, in the order of their starts, of those that start together the
 * longest first, each at least 1 ms long.
 */
export function expected(cues: readonly Cue[]): { start: number; end: number; letters: string }[] {
  return cues
    .map(({ start, end, lines }) => ({ start, end: Math.max(end, start + 1), letters: lines.map(letters).join('') }))
    .filter(cue => cue.letters !== '')
    .sort((a, b) => a.start - b.start || b.end - a.end)
}
