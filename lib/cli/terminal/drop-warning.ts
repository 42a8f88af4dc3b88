import type { PcmSource } from '../../audio/sources/pcm-source.js'
import { formatSeconds } from './report.js'

const FIRST_LOSS_MS = 500

/** Warnings about lost audio: after half a second of it, and whenever it has doubled. */
export class DropWarning {
  readonly #source: Pick<PcmSource, 'dropped' | 'buffered'>
  #next = FIRST_LOSS_MS

  constructor(source: Pick<PcmSource, 'dropped' | 'buffered'>) {
    this.#source = source
  }

  /** Warning that is due after a loss; undefined when none is. */
  next(): string | undefined {
    const { dropped, buffered } = this.#source
    if (dropped < this.#next) return undefined
    while (this.#next <= dropped) this.#next *= 2
    const [behind, lost] = [buffered, dropped].map(formatSeconds)
    return `warning: recognition is slower than speech: ${behind!} behind, ${lost!} lost`
  }
}
