import type { Sentence, Word } from '../../types.js'
import {
  type JsonObject, readList, readObject, readOptionalList, readSpeaker, readText, readTime,
} from './json-values.js'
import { numberSentences, type UnnumberedSentence } from './sentences.js'

/**
 * Reads sentences from a file transcription of DashScope (Paraformer, Fun-ASR), the document behind
 * `transcription_url`, with times in ms. With several channels and no speakers, the channel is the speaker.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the path.
 *
 * @example
 * ```ts
 * readDashscope({ transcripts: [{ channel_id: 0, sentences: [{ begin_time: 100, end_time: 900, text: 'Hello.' }] }] })
 * ```
 */
export function readDashscope(document: JsonObject): Sentence[] {
  const channels = readList(document['transcripts'], 'transcripts')
  return numberSentences(channels.flatMap((value, i) => {
    const where = `transcripts[${i}]`
    const channel = readObject(value, where)
    const speakerId = channels.length > 1 ? readSpeaker(channel['channel_id']) : undefined
    return readOptionalList(channel['sentences'], `${where}.sentences`)
      .map((sentence, j) => readSentence(sentence, `${where}.sentences[${j}]`, speakerId))
  }))
}

function readSentence(value: unknown, where: string, channel: string | undefined): UnnumberedSentence {
  const sentence = readObject(value, where)
  const speakerId = readSpeaker(sentence['speaker_id']) ?? channel
  return {
    beginTime: readTime(sentence['begin_time'], `${where}.begin_time`),
    endTime: readTime(sentence['end_time'], `${where}.end_time`),
    text: readText(sentence['text'], `${where}.text`),
    words: readOptionalList(sentence['words'], `${where}.words`)
      .map((word, i) => readWord(word, `${where}.words[${i}]`)),
    ...speakerId !== undefined && { speakerId },
  }
}

function readWord(value: unknown, where: string): Word {
  const word = readObject(value, where)
  const beginTime = readTime(word['begin_time'], `${where}.begin_time`)
  return {
    // English words end with the space that follows them.
    text: readText(word['text'], `${where}.text`).trim(),
    punctuation: readText(word['punctuation'] ?? '', `${where}.punctuation`).trim(),
    beginTime,
    endTime: Math.max(beginTime, readTime(word['end_time'], `${where}.end_time`)),
  }
}
