import { isRecord } from '../../option-checks.js'
import type { Sentence, Word } from '../../types.js'
import {
  type JsonObject, readList, readObject, readOptionalList, readSpeaker, readText, readTime,
} from './json-values.js'
import { numberSentences, splitSentences, type UnnumberedSentence, wordOf } from './sentences.js'

const SECOND = 1000

/**
 * Reads sentences from the JSON of whisper, with times in seconds: that of the command and of the API (`verbose_json`),
 * also as faster-whisper and whisperX write it. A segment is a sentence.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the path.
 *
 * @example
 * ```ts
 * const words = [{ word: ' Hello.', start: 0.2, end: 1.1 }]
 * readWhisper({ segments: [{ start: 0, end: 1.5, text: ' Hello.', words }] })
 * ```
 */
export function readWhisper(document: JsonObject): Sentence[] {
  const words = readWords(document['words'], 'words', 0)
  if (document['segments'] === undefined) return numberSentences(splitSentences(words))
  const segments = readList(document['segments'], 'segments')
  const timed = words.map(word => ({ word, middle: (word.beginTime + word.endTime) / 2 }))
    .toSorted((left, right) => left.middle - right.middle)
  return numberSentences(segments.map((segment, i) => readSegment(segment, `segments[${i}]`, timed)))
}

/** Word with the middle of its time, in ms. */
interface TimedWord {
  readonly word: Word
  readonly middle: number
}

/** @param documentWords Words beside the segments, in the order of their middles, used where a segment has none. */
function readSegment(value: unknown, where: string, documentWords: readonly TimedWord[]): UnnumberedSentence {
  const segment = readObject(value, where)
  const beginTime = readTime(segment['start'], `${where}.start`, SECOND)
  const endTime = readTime(segment['end'], `${where}.end`, SECOND)
  const text = readText(segment['text'], `${where}.text`)
  const own = readWords(segment['words'], `${where}.words`, beginTime)
  const words = own.length > 0 ? own : punctuated(documentWords, text, beginTime, endTime)
  const speakerId = readSpeaker(segment['speaker'])
  return { beginTime, endTime, text, words, ...speakerId !== undefined && { speakerId } }
}

/** Words without times, such as numbers that whisperX cannot align, get those of their neighbours. */
function readWords(value: unknown, where: string, beginTime: number): Word[] {
  let previous = beginTime
  return readOptionalList(value, where).flatMap((item, i) => {
    const path = `${where}[${i}]`
    const word = readObject(item, path)
    const start = readOptionalTime(word['start'], `${path}.start`) ?? previous
    previous = readOptionalTime(word['end'], `${path}.end`) ?? start
    return wordOf(readText(word['word'], `${path}.word`), start, previous, readSpeaker(word['speaker'])) ?? []
  })
}

function readOptionalTime(value: unknown, where: string): number | undefined {
  return value === undefined || value === null ? undefined : readTime(value, where, SECOND)
}

/**
 * Words of the API whose middle is in a segment; they have no punctuation and get that of its text. None where the two
 * differ in number. The number is found without a look at each word, of which other segments may share many.
 */
function punctuated(words: readonly TimedWord[], text: string, start: number, end: number): Word[] {
  const from = countBefore(words, start)
  const to = Math.max(from, countBefore(words, end))
  const written = text.trim().split(/\s+/)
  if (written.length !== to - from) return []
  return words.slice(from, to)
    .flatMap(({ word: { beginTime, endTime } }, i) => wordOf(written[i]!, beginTime, endTime) ?? [])
}

/** Number of words whose middle is before a time; binary search. */
function countBefore(words: readonly TimedWord[], time: number): number {
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (words[middle]!.middle < time) low = middle + 1
    else high = middle
  }
  return low
}

/** True for a document with words as whisper's API returns them. */
export function hasWhisperWords(document: JsonObject): boolean {
  const [first] = Array.isArray(document['words']) ? document['words'] as unknown[] : []
  return isRecord(first) && 'word' in first
}
