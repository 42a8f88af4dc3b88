import type { Sentence, Usage } from '../types.js'
import type { CallMetrics } from './call-metrics.js'
import { openFile } from './file-audio.js'
import { checkParam, type RecognitionParam } from './param.js'
import { RecognitionRun } from './recognition-run.js'

/** What was said in a file; plain data, whose JSON has the SDK's `sentences`. */
export interface Transcription {
  /** Name of the session, the service's task id. */
  readonly requestId: string
  /** The finals, in order. */
  readonly sentences: readonly Sentence[]
  /** Only where the engine bills. */
  readonly usage?: Usage
}

/** Recognises a file, and waits for the end. The clock of the first delay starts with the call, as the SDK's does. */
export async function callFile(param: RecognitionParam, file: string | URL, record: CallMetrics): Promise<Transcription> {
  record.audio(performance.now())
  checkParam(param)
  const audio = await openFile(file, param)
  const sentences: Sentence[] = []
  let usage: Usage | undefined
  return new Promise((resolve, reject) => {
    const run = new RecognitionRun(audio.param, record, {
      result(result) {
        if (result.isSentenceEnd) sentences.push(result.sentence)
        usage = result.usage ?? usage
      },
      error: reject,
      close: () => { resolve({ requestId: record.requestId ?? '', sentences, ...usage && { usage } }) },
    })
    audio.pipe(run.input)
  })
}
