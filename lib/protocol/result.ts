import type { RecognitionResult, Sentence, Word } from '../types.js'
import type { ResultGenerated, WireSentence, WireWord } from './messages.js'

/**
 * Converts an event into a result; `undefined` for heartbeats (`heartbeat`, or number 0 without text) and for the
 * opening of a sentence before its first text. A final is always a result, even without text: it withdraws the
 * interims before it.
 *
 * Times stay on the clock of the task's audio, in ms. A missing time is taken from the neighbouring words; an end is
 * never before its start, and a final always has one.
 *
 * @param sentenceId Number of the sentence when the service does not count: finals of the task so far, plus one.
 *
 * @example
 * ```ts
 * import { parseServerMessage } from './parse.js'
 *
 * const message = parseServerMessage('…')
 * if (message.type === 'result-generated') toResult(message, 1)?.sentence.text
 * ```
 */
export function toResult(event: ResultGenerated, sentenceId: number): RecognitionResult | undefined {
  const { taskId, sentence, usage } = event
  const { sentence_end: isSentenceEnd, text } = sentence
  if (sentence.heartbeat || (text === '' && (sentence.sentence_id === 0 || !isSentenceEnd))) return undefined
  return { requestId: taskId, sentence: toSentence(sentence, sentenceId), isSentenceEnd, ...usage && { usage } }
}

/**
 * Converts a result into an event, as a server in front of another engine sends it.
 *
 * @example
 * ```ts
 * const sentence = { sentenceId: 1, beginTime: 0, endTime: 500, text: 'Yes.', words: [] }
 * fromResult({ requestId: '7', sentence, isSentenceEnd: true }).sentence.end_time // 500
 * ```
 */
export function fromResult({ requestId, sentence, isSentenceEnd, usage }: RecognitionResult): ResultGenerated {
  return {
    type: 'result-generated',
    taskId: requestId,
    sentence: {
      sentence_id: sentence.sentenceId,
      begin_time: sentence.beginTime,
      end_time: sentence.endTime,
      text: sentence.text,
      channel_id: 0,
      speaker_id: sentence.speakerId ?? null,
      sentence_begin: false,
      sentence_end: isSentenceEnd,
      heartbeat: false,
      words: sentence.words.map(({ beginTime, endTime, text, punctuation, speakerId = null }) =>
        ({ begin_time: beginTime, end_time: endTime, text, punctuation, fixed: false, speaker_id: speakerId })),
      emo_tag: sentence.emoTag ?? null,
      emo_confidence: sentence.emoConfidence ?? null,
    },
    usage: usage ?? null,
  }
}

function toSentence(wire: WireSentence, sentenceId: number): Sentence {
  const beginTime = wire.begin_time ?? wire.words[0]?.begin_time ?? 0
  const words = toWords(wire.words, beginTime)
  const endTime = wire.sentence_end ? Math.max(beginTime, wire.end_time ?? words.at(-1)?.endTime ?? beginTime) : null
  return {
    sentenceId: wire.sentence_id || sentenceId,
    beginTime, endTime, text: wire.text, words,
    ...wire.speaker_id !== null && { speakerId: wire.speaker_id },
    ...wire.emo_tag !== null && { emoTag: wire.emo_tag },
    ...wire.emo_confidence !== null && { emoConfidence: wire.emo_confidence },
  }
}

function toWords(wire: readonly WireWord[], start: number): Word[] {
  let known = start
  return wire.map(({ begin_time, end_time, text, punctuation, speaker_id }) => {
    const beginTime = begin_time ?? known
    const endTime = Math.max(beginTime, end_time ?? beginTime)
    known = endTime
    const word = { beginTime, endTime, text, punctuation }
    return speaker_id === null ? word : { ...word, speakerId: speaker_id }
  })
}
