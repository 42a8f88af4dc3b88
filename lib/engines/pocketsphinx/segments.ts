import type { Word } from '../../types.js'
import type { Segment } from './decoder.js'
import { FRAME_MS } from './settings.js'

/** `<s>`, `</s>`, `<sil>`, `[NOISE]`, `++BREATH++`: what the decoder says where nobody says a word. */
const NOT_A_WORD = /^(<.*>|\[.*\]|\+\+.*\+\+)$/
/** `read(2)`: the second of a word's pronunciations. */
const PRONUNCIATION = /\(\d+\)$/

/**
 * The words among the decoder's segments, spelt as words are.
 *
 * @param offset Where the utterance's first sample lies, in ms.
 */
export function toWords(segments: readonly Segment[], offset: number): Word[] {
  return segments
    .filter(({ word }) => !NOT_A_WORD.test(word))
    .map(({ word, startFrame, endFrame }) => ({
      beginTime: offset + startFrame * FRAME_MS,
      endTime: offset + (endFrame + 1) * FRAME_MS,
      text: word.replace(PRONUNCIATION, ''),
      punctuation: '',
    }))
}
