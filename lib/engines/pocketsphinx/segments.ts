import type { Word } from '../../types.js'
import type { Segment } from './decoder.js'
import { FRAME_MS } from './settings.js'

/** Segments without a word: `<s>`, `</s>`, `<sil>`, `[NOISE]`, `++BREATH++`. */
const FILLER = /^(<.*>|\[.*\]|\+\+.*\+\+)$/
/** Number of an alternative pronunciation, as in `read(2)`. */
const PRONUNCIATION_NUMBER = /\(\d+\)$/

/**
 * Words of a hypothesis, without fillers and numbers of pronunciations.
 *
 * @param offset Time of the first sample of the utterance, in ms.
 */
export function toWords(segments: readonly Segment[], offset: number): Word[] {
  return segments
    .filter(({ word }) => !FILLER.test(word))
    .map(({ word, startFrame, endFrame }) => ({
      beginTime: offset + startFrame * FRAME_MS,
      endTime: offset + (endFrame + 1) * FRAME_MS,
      text: word.replace(PRONUNCIATION_NUMBER, ''),
      punctuation: '',
    }))
}
