import type { RecognitionResult } from '../../types.js'
import type { Cue } from '../../types.js'
import { Layout } from './layout.js'
import type { LayoutOptions } from './options.js'

/**
 * Results in, cues out: finals are laid out; interims only say how far the source has come, so that with them a cue
 * leaves sooner but never another one.
 *
 * @example
 * ```ts
 * const captions = new Captioner({ profile: 'bbc' })
 * const sentence = { sentenceId: 1, beginTime: 0, endTime: 900, text: 'Good evening.', words: [] }
 * captions.push({ requestId: '', sentence, isSentenceEnd: true }) // []
 * captions.flush() // [{ start: 0, end: 1400, lines: ['Good evening.'] }]
 * ```
 */
export class Captioner {
  readonly #layout: Layout

  /** Errors: STENO_BAD_OPTION. */
  constructor(options: LayoutOptions = {}) {
    this.#layout = new Layout(options)
  }

  /** The cues that cannot change any more after a result. */
  push({ sentence, isSentenceEnd }: RecognitionResult): Cue[] {
    return isSentenceEnd ? this.#layout.push(sentence) : this.#layout.advance(sentence.beginTime)
  }

  /** The rest, when no result follows. */
  flush(): Cue[] {
    return this.#layout.flush()
  }
}
