import type { Sentence, Word } from '../../types.js'
import { type Draft, numbered } from './sentences.js'
import { list, listIfAny, object, speaker, text, time, type Unknown } from './shape.js'

/**
 * Sentences of a file transcription of DashScope (Paraformer, Fun-ASR): the document behind `transcription_url`, times
 * in ms. Where there are several channels and no speakers, the channel is the speaker.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the place.
 *
 * @example
 * ```ts
 * readDashscope({ transcripts: [{ channel_id: 0, sentences: [{ begin_time: 100, end_time: 900, text: 'Hello.' }] }] })
 * ```
 */
export function readDashscope(document: Unknown): Sentence[] {
  const channels = list(document['transcripts'], 'transcripts')
  return numbered(channels.flatMap((value, i) => {
    const where = `transcripts[${i}]`
    const channel = object(value, where)
    const name = channels.length > 1 ? speaker(channel['channel_id']) : undefined
    return listIfAny(channel['sentences'], `${where}.sentences`)
      .map((one, k) => sentence(one, `${where}.sentences[${k}]`, name))
  }))
}

function sentence(value: unknown, where: string, channel: string | undefined): Draft {
  const said = object(value, where)
  const speakerId = speaker(said['speaker_id']) ?? channel
  return {
    beginTime: time(said['begin_time'], `${where}.begin_time`), endTime: time(said['end_time'], `${where}.end_time`),
    text: text(said['text'], `${where}.text`),
    words: listIfAny(said['words'], `${where}.words`).map((word, i) => wordIn(word, `${where}.words[${i}]`)),
    ...speakerId !== undefined && { speakerId },
  }
}

function wordIn(value: unknown, where: string): Word {
  const word = object(value, where)
  const beginTime = time(word['begin_time'], `${where}.begin_time`)
  return {
    // English words come with the space that follows them.
    text: text(word['text'], `${where}.text`).trim(), punctuation: text(word['punctuation'] ?? '', `${where}.punctuation`).trim(),
    beginTime, endTime: Math.max(beginTime, time(word['end_time'], `${where}.end_time`)),
  }
}
