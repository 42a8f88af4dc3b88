import type { Sentence, Word } from '../../types.js'
import {
  type JsonObject, readList, readObject, readOptionalList, readSpeaker, readText, readTime,
} from './json-values.js'
import { numberSentences, type UnnumberedSentence } from './sentences.js'

/**
 * Reads sentences from the lines of `toJsonl()`, one parsed object each; interims are skipped.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the path.
 *
 * @param lineNumbers Number of each line in its file. Default: 1, 2, 3 …
 */
export function readOwnLines(lines: readonly JsonObject[], lineNumbers: readonly number[] = []): Sentence[] {
  return numberSentences(lines.flatMap((line, i) => {
    if (line['isSentenceEnd'] === false) return []
    return [readSentence(line['sentence'], `line ${lineNumbers[i] ?? i + 1}, sentence`)]
  }))
}

/** Reads sentences from the document of `toJson()`. Errors: STENO_RESULTS_UNREADABLE, with the path. */
export function readOwnDocument(document: JsonObject): Sentence[] {
  const sentences = readList(document['sentences'], 'sentences')
  return numberSentences(sentences.map((sentence, i) => readSentence(sentence, `sentences[${i}]`)))
}

function readSentence(value: unknown, where: string): UnnumberedSentence {
  const sentence = readObject(value, where)
  const beginTime = readTime(sentence['beginTime'], `${where}.beginTime`)
  const speakerId = readSpeaker(sentence['speakerId'])
  return {
    beginTime,
    endTime: sentence['endTime'] === null ? beginTime : readTime(sentence['endTime'], `${where}.endTime`),
    text: readText(sentence['text'], `${where}.text`),
    words: readOptionalList(sentence['words'], `${where}.words`)
      .map((word, i) => readWord(word, `${where}.words[${i}]`)),
    ...speakerId !== undefined && { speakerId },
  }
}

function readWord(value: unknown, where: string): Word {
  const word = readObject(value, where)
  const beginTime = readTime(word['beginTime'], `${where}.beginTime`)
  const speakerId = readSpeaker(word['speakerId'])
  return {
    text: readText(word['text'], `${where}.text`),
    punctuation: readText(word['punctuation'] ?? '', `${where}.punctuation`),
    beginTime,
    endTime: Math.max(beginTime, readTime(word['endTime'], `${where}.endTime`)),
    ...speakerId !== undefined && { speakerId },
  }
}
