import type { Sentence, Word } from '../../types.js'
import { type Draft, group, numbered, wordOf } from './sentences.js'
import { isObject, list, listIfAny, object, speaker, text, time, type Unknown } from './shape.js'

const S = 1000

/**
 * Sentences of whisper's JSON: the command's and the API's (`verbose_json`), also as faster-whisper and whisperX write
 * it; times in seconds. A segment is a sentence.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the place.
 *
 * @example
 * ```ts
 * readWhisper({ segments: [{ start: 0, end: 1.5, text: ' Hello.', words: [{ word: ' Hello.', start: 0.2, end: 1.1 }] }] })
 * ```
 */
export function readWhisper(document: Unknown): Sentence[] {
  const loose = words(document['words'], 'words', 0)
  if (document['segments'] === undefined) return numbered(group(loose))
  return numbered(list(document['segments'], 'segments').map((value, i) => segment(value, `segments[${i}]`, loose)))
}

function segment(value: unknown, where: string, loose: readonly Word[]): Draft {
  const said = object(value, where)
  const beginTime = time(said['start'], `${where}.start`, S)
  const endTime = time(said['end'], `${where}.end`, S)
  const whole = text(said['text'], `${where}.text`)
  const own = words(said['words'], `${where}.words`, beginTime)
  const speakerId = speaker(said['speaker'])
  return {
    beginTime, endTime, text: whole, words: own.length > 0 ? own : within(loose, beginTime, endTime, whole),
    ...speakerId !== undefined && { speakerId },
  }
}

/** whisperX gives no times to words it could not align, such as numbers: they have those of their neighbours. */
function words(value: unknown, where: string, from: number): Word[] {
  let last = from
  return listIfAny(value, where).flatMap((one, i) => {
    const word = object(one, `${where}[${i}]`)
    const start = (word['start'] ?? undefined) === undefined ? last : time(word['start'], `${where}[${i}].start`, S)
    last = (word['end'] ?? undefined) === undefined ? start : time(word['end'], `${where}[${i}].end`, S)
    return wordOf(text(word['word'], `${where}[${i}].word`), start, last, speaker(word['speaker'])) ?? []
  })
}

/** The API gives words beside the segments, without punctuation; the segment's own text has it, where both agree in number. */
function within(loose: readonly Word[], from: number, to: number, whole: string): Word[] {
  const mine = loose.filter(({ beginTime, endTime }) => from <= (beginTime + endTime) / 2 && (beginTime + endTime) / 2 < to)
  const spoken = whole.trim().split(/\s+/)
  return spoken.length === mine.length
    ? mine.flatMap(({ beginTime, endTime }, i) => wordOf(spoken[i]!, beginTime, endTime) ?? []) : []
}

/** Whether a document has words as whisper's API has them. */
export function hasWhisperWords(document: Unknown): boolean {
  const [first] = Array.isArray(document['words']) ? document['words'] as unknown[] : []
  return isObject(first) && 'word' in first
}
