import { checkOption } from '../option-checks.js'
import type { RecognitionResult } from '../types.js'
import type { Cue } from '../types.js'
import { Captioner as LaidOut } from './layout/captioner.js'

/** What the stages of this folder take: results of `recognize()`, or cues that were laid out before. */
export type CaptionInput = RecognitionResult | Cue

/** Makes cues of results; a layout looks ahead and gives the rest at the end. */
interface CueMaker {
  push(result: RecognitionResult): Cue[]
  flush(): Cue[]
}

/** Cues of whatever comes, and those that are left at the end. */
export interface Captioner {
  readonly push: (input: CaptionInput) => Cue[]
  readonly flush: () => Cue[]
}

/** Cues of whatever comes: results are made cues of, cues left as they are. */
export function captioner(maker: CueMaker = new LaidOut()): Captioner {
  return {
    push(input) {
      if (isCue(input)) return [input]
      checkResult(input)
      return maker.push(input)
    },
    flush: () => maker.flush(),
  }
}

/** Sentences as they were said, each as one line. */
export const spoken: CueMaker = {
  push: ({ isSentenceEnd, sentence: { text, beginTime, endTime, speakerId } }) => !isSentenceEnd ? []
    : [{ start: beginTime, end: endTime ?? beginTime, lines: [text], ...speakerId !== undefined && { speaker: speakerId } }],
  flush: () => [],
}

/** Throws STENO_BAD_OPTION unless it is a result. */
export function checkResult(input: unknown): asserts input is RecognitionResult {
  checkOption(typeof (input as RecognitionResult | null)?.sentence?.text === 'string', 'chunk', 'a RecognitionResult', input)
}

function isCue(input: CaptionInput): input is Cue {
  return Array.isArray((input as Cue | null)?.lines)
}
