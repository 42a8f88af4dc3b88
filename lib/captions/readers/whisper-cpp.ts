import { endsUnspaced, startsUnspaced } from '../../text/spacing.js'
import type { Sentence, Word } from '../../types.js'
import { type JsonObject, readList, readObject, readOptionalList, readText, readTime } from './json-values.js'
import { numberSentences, type UnnumberedSentence, wordOf } from './sentences.js'

/**
 * Reads sentences from the JSON of whisper.cpp, with times in ms; they have words if it was written with
 * `--output-json-full`.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the path.
 *
 * @example
 * ```ts
 * readWhisperCpp({ transcription: [{ offsets: { from: 0, to: 1500 }, text: ' Hello.' }] })
 * ```
 */
export function readWhisperCpp(document: JsonObject): Sentence[] {
  const segments = readList(document['transcription'], 'transcription')
  return numberSentences(segments.map((segment, i) => readSegment(segment, `transcription[${i}]`)))
}

interface TimedToken {
  readonly text: string
  readonly start: number
  readonly end: number
}

function readSegment(value: unknown, where: string): UnnumberedSentence {
  const segment = readObject(value, where)
  const text = readText(segment['text'], `${where}.text`)
  const tokens = readOptionalList(segment['tokens'], `${where}.tokens`)
    .flatMap((token, i) => readToken(token, `${where}.tokens[${i}]`))
  const words = joinTokens(tokens)
  const { start, end } = readOffsets(segment, where)
  // A character of several bytes may be split across tokens, which loses it in the words but not in the text.
  const isComplete = words.map(word => word.text + word.punctuation).join('') === text.replaceAll(/\s+/g, '')
  return { beginTime: start, endTime: end, text, words: isComplete ? words : [] }
}

function readToken(value: unknown, where: string): TimedToken | [] {
  const token = readObject(value, where)
  const text = readText(token['text'], `${where}.text`)
  const isSpecial = /^\[_.*\]$|^<\|.*\|>$/.test(text)
  return isSpecial || token['offsets'] === undefined ? [] : { text, ...readOffsets(token, where) }
}

function readOffsets(item: JsonObject, where: string): { start: number; end: number } {
  const offsets = readObject(item['offsets'], `${where}.offsets`)
  return {
    start: readTime(offsets['from'], `${where}.offsets.from`),
    end: readTime(offsets['to'], `${where}.offsets.to`),
  }
}

/** A token with a space before it begins a word; in scripts without spaces every token does. */
function joinTokens(tokens: readonly TimedToken[]): Word[] {
  const words: TimedToken[] = []
  for (const token of tokens) {
    const last = words.at(-1)
    if (!last || beginsWord(token.text, last.text)) words.push(token)
    else words[words.length - 1] = { text: last.text + token.text, start: last.start, end: token.end }
  }
  return words.flatMap(({ text, start, end }) => wordOf(text, start, end) ?? [])
}

function beginsWord(token: string, previous: string): boolean {
  if (/^\s/.test(token)) return true
  const isMark = /^(?:\p{P}+$|\p{M})/u.test(token)
  return !isMark && (startsUnspaced(token) || endsUnspaced(previous))
}
