import type { ResultGenerated, WireSentence } from '../protocol/messages.js'
import { fromResult } from '../protocol/result.js'
import type { RecognitionResult } from '../types.js'

/** Writes results as events of the service: an event without text opens each sentence, finals carry the usage. */
export class EventWriter {
  readonly #taskId: string
  #opened = 0

  constructor(taskId: string) {
    this.#taskId = taskId
  }

  /**
   * Events of a result. @param ms Audio of the task so far; started seconds are billed, as in captures of the service.
   */
  write(result: RecognitionResult, ms: number): ResultGenerated[] {
    const usage = result.isSentenceEnd ? { duration: Math.ceil(ms / 1000) } : null
    const event: ResultGenerated = { ...fromResult({ ...result, requestId: this.#taskId }), usage }
    if (result.sentence.sentenceId <= this.#opened) return [event]
    this.#opened = result.sentence.sentenceId
    return [{ ...event, usage: null, sentence: { ...event.sentence, ...SENTENCE_START } }, event]
  }

  /** Heartbeat event. */
  heartbeat(): ResultGenerated {
    return event(this.#taskId, { heartbeat: true })
  }
}

const SENTENCE_START = {
  sentence_begin: true, sentence_end: false, end_time: null, text: '', words: [], emo_tag: null, emo_confidence: null,
} satisfies Partial<WireSentence>

/** Final of an unspoken sentence for another task. */
export function eventOfOtherTask(taskId: string): ResultGenerated {
  return event(taskId, { sentence_id: 1, end_time: 1, sentence_end: true, text: 'Not yours.' })
}

function event(taskId: string, sentence: Partial<WireSentence>): ResultGenerated {
  return {
    type: 'result-generated',
    taskId,
    sentence: {
      sentence_id: 0,
      begin_time: 0,
      channel_id: 0,
      speaker_id: null,
      heartbeat: false,
      ...SENTENCE_START,
      sentence_begin: false,
      ...sentence,
    },
    usage: null,
  }
}
