import type { Sentence, Word } from '../../types.js'
import { type Draft, numbered } from './sentences.js'
import { list, listIfAny, object, speaker, text, time, type Unknown } from './shape.js'

/**
 * Sentences of our own results, as `toJsonl()` writes them, one parsed object a line; interims are passed over.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the place.
 */
export function readOwnLines(lines: readonly Unknown[], numbers: readonly number[] = []): Sentence[] {
  return numbered(lines.flatMap((line, i) => {
    const where = `line ${numbers[i] ?? i + 1}`
    return line['isSentenceEnd'] === false ? [] : [sentence(line['sentence'], `${where}, sentence`)]
  }))
}

/** Sentences of the document that `toJson()` writes. Errors: STENO_RESULTS_UNREADABLE, with the place. */
export function readOwnDocument(document: Unknown): Sentence[] {
  return numbered(list(document['sentences'], 'sentences').map((one, i) => sentence(one, `sentences[${i}]`)))
}

function sentence(value: unknown, where: string): Draft {
  const said = object(value, where)
  const beginTime = time(said['beginTime'], `${where}.beginTime`)
  const speakerId = speaker(said['speakerId'])
  return {
    beginTime, endTime: said['endTime'] === null ? beginTime : time(said['endTime'], `${where}.endTime`),
    text: text(said['text'], `${where}.text`),
    words: listIfAny(said['words'], `${where}.words`).map((word, i) => wordIn(word, `${where}.words[${i}]`)),
    ...speakerId !== undefined && { speakerId },
  }
}

function wordIn(value: unknown, where: string): Word {
  const word = object(value, where)
  const beginTime = time(word['beginTime'], `${where}.beginTime`)
  const speakerId = speaker(word['speakerId'])
  return {
    text: text(word['text'], `${where}.text`), punctuation: text(word['punctuation'] ?? '', `${where}.punctuation`),
    beginTime, endTime: Math.max(beginTime, time(word['endTime'], `${where}.endTime`)), ...speakerId !== undefined && { speakerId },
  }
}
