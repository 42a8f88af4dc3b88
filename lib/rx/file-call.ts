import type { Sentence, Usage } from '../types.js'
import type { CallMetrics } from './call-metrics.js'
import { openFileAudio } from './file-audio.js'
import { checkParam, type RecognitionParam } from './param.js'
import { RecognitionRun } from './recognition-run.js'

/** Transcription of a file: plain data, whose JSON has the SDK's `sentences`. */
export interface Transcription {
  /** Id of the session, the service's task id. */
  readonly requestId: string
  /** The finals, in order. */
  readonly sentences: readonly Sentence[]
  /** Only where the engine bills. */
  readonly usage?: Usage
}

/** Recognises a whole file. The first delay is counted from the call, as in the SDK. */
export async function callFile(
  param: RecognitionParam, file: string | URL, metrics: CallMetrics,
): Promise<Transcription> {
  metrics.onAudio(performance.now())
  checkParam(param)
  const audio = await openFileAudio(file, param)
  const sentences: Sentence[] = []
  let usage: Usage | undefined
  return new Promise((resolve, reject) => {
    const run = new RecognitionRun(audio.param, metrics, {
      result(result) {
        if (result.isSentenceEnd) sentences.push(result.sentence)
        usage = result.usage ?? usage
      },
      error: reject,
      close: () => { resolve({ requestId: metrics.requestId ?? '', sentences, ...usage && { usage } }) },
    })
    audio.pipe(run.input)
  })
}
