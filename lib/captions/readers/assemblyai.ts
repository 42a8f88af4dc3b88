import type { Sentence, Word } from '../../types.js'
import {
  type JsonObject, readList, readObject, readOptionalList, readSpeaker, readText, readTime,
} from './json-values.js'
import { numberSentences, splitSentences, type UnnumberedSentence, wordOf } from './sentences.js'

/**
 * Reads sentences from AssemblyAI's transcript, with times in ms: from its utterances or, without them, its words,
 * which are split at punctuation, pauses and changes of speaker. A bare list of words is read as well.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the path.
 *
 * @example
 * ```ts
 * readAssemblyAi({ words: [{ text: 'Hello.', start: 200, end: 700, speaker: 'A' }] })
 * ```
 */
export function readAssemblyAi(document: JsonObject): Sentence[] {
  const utterances = readOptionalList(document['utterances'], 'utterances')
  const sentences = utterances.length > 0
    ? utterances.flatMap((utterance, i) => readUtterance(utterance, `utterances[${i}]`))
    : splitSentences(readWords(readList(document['words'], 'words'), 'words', undefined))
  return numberSentences(sentences)
}

/** An utterance is a whole turn and may be long, so its words are split into sentences. */
function readUtterance(value: unknown, where: string): UnnumberedSentence[] {
  const utterance = readObject(value, where)
  const speakerId = readSpeaker(utterance['speaker'])
  const words = readWords(utterance['words'], `${where}.words`, speakerId)
  if (words.length > 0) return splitSentences(words)
  return [{
    beginTime: readTime(utterance['start'], `${where}.start`),
    endTime: readTime(utterance['end'], `${where}.end`),
    text: readText(utterance['text'], `${where}.text`),
    words: [],
    ...speakerId !== undefined && { speakerId },
  }]
}

function readWords(value: unknown, where: string, speakerId: string | undefined): Word[] {
  return readOptionalList(value, where).flatMap((item, i) => {
    const path = `${where}[${i}]`
    const word = readObject(item, path)
    const text = readText(word['text'], `${path}.text`)
    const start = readTime(word['start'], `${path}.start`)
    const end = readTime(word['end'], `${path}.end`)
    return wordOf(text, start, end, readSpeaker(word['speaker']) ?? speakerId) ?? []
  })
}
