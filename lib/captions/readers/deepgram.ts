import type { Sentence, Word } from '../../types.js'
import {
  type JsonObject, readList, readObject, readOptionalList, readSpeaker, readText, readTime,
} from './json-values.js'
import { numberSentences, splitSentences, type UnnumberedSentence, wordOf } from './sentences.js'

const SECOND = 1000

/**
 * Reads sentences from Deepgram's response for a recording, with times in seconds: from its utterances or, without
 * them, its words, which are split at punctuation, pauses and changes of speaker. With several channels and no
 * speakers, the channel is the speaker.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the path.
 *
 * @example
 * ```ts
 * readDeepgram({ results: { channels: [{ alternatives: [{ words: [{ word: 'hello', start: 0.2, end: 0.7 }] }] }] } })
 * ```
 */
export function readDeepgram(document: JsonObject): Sentence[] {
  const results = readObject(document['results'], 'results')
  const utterances = readOptionalList(results['utterances'], 'results.utterances')
  if (utterances.length > 0) {
    return numberSentences(utterances.map((utterance, i) => readUtterance(utterance, `results.utterances[${i}]`)))
  }
  const channels = readList(results['channels'], 'results.channels')
  return numberSentences(channels.flatMap((value, i) => {
    const where = `results.channels[${i}]`
    const [best] = readOptionalList(readObject(value, where)['alternatives'], `${where}.alternatives`)
    const words = best === undefined ? undefined : readObject(best, `${where}.alternatives[0]`)['words']
    const speakerId = channels.length > 1 ? String(i) : undefined
    return splitSentences(readWords(words, `${where}.alternatives[0].words`, speakerId))
  }))
}

function readUtterance(value: unknown, where: string): UnnumberedSentence {
  const utterance = readObject(value, where)
  const speakerId = readSpeaker(utterance['speaker'])
  return {
    beginTime: readTime(utterance['start'], `${where}.start`, SECOND),
    endTime: readTime(utterance['end'], `${where}.end`, SECOND),
    text: readText(utterance['transcript'], `${where}.transcript`),
    words: readWords(utterance['words'], `${where}.words`, speakerId),
    ...speakerId !== undefined && { speakerId },
  }
}

function readWords(value: unknown, where: string, speakerId: string | undefined): Word[] {
  return readOptionalList(value, where).flatMap((item, i) => {
    const path = `${where}[${i}]`
    const word = readObject(item, path)
    const text = readText(word['punctuated_word'] ?? word['word'], `${path}.word`)
    const start = readTime(word['start'], `${path}.start`, SECOND)
    const end = readTime(word['end'], `${path}.end`, SECOND)
    return wordOf(text, start, end, readSpeaker(word['speaker']) ?? speakerId) ?? []
  })
}
