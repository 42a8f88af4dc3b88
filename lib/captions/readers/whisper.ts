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
  return numberSentences(segments.map((segment, i) => readSegment(segment, `segments[${i}]`, words)))
}

/** @param documentWords Words beside the segments, used where a segment has none. */
function readSegment(value: unknown, where: string, documentWords: readonly Word[]): UnnumberedSentence {
  const segment = readObject(value, where)
  const beginTime = readTime(segment['start'], `${where}.start`, SECOND)
  const endTime = readTime(segment['end'], `${where}.end`, SECOND)
  const text = readText(segment['text'], `${where}.text`)
  const own = readWords(segment['words'], `${where}.words`, beginTime)
  const words = own.length > 0 ? own : punctuated(wordsBetween(documentWords, beginTime, endTime), text)
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

function wordsBetween(words: readonly Word[], start: number, end: number): Word[] {
  return words.filter(({ beginTime, endTime }) => {
    const middle = (beginTime + endTime) / 2
    return start <= middle && middle < end
  })
}

/** Words of the API, which have no punctuation, with that of their text; none where the two differ in number. */
function punctuated(words: readonly Word[], text: string): Word[] {
  const written = text.trim().split(/\s+/)
  if (written.length !== words.length) return []
  return words.flatMap(({ beginTime, endTime }, i) => wordOf(written[i]!, beginTime, endTime) ?? [])
}

/** True for a document with words as whisper's API returns them. */
export function hasWhisperWords(document: JsonObject): boolean {
  const [first] = Array.isArray(document['words']) ? document['words'] as unknown[] : []
  return isRecord(first) && 'word' in first
}
