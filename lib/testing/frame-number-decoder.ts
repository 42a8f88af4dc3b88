import { framesToMs } from '../audio/pcm/pcm.js'
import type { Word } from '../types.js'

/** Finds the numbers in samples, however they are cut. */
export class FrameNumberDecoder {
  #now = 0
  #value = 0
  #first = 0
  #came = 0

  /** @param length Samples of a frame. */
  constructor(readonly length: number, readonly sampleRate: number) {}

  /** @returns The numbers that these samples end. */
  push(audio: Int16Array): Word[] {
    const words: Word[] = []
    for (let i = 0; i < audio.length;) {
      if (audio[i] !== this.#value) {
        words.push(...this.flush())
        this.#value = audio[i]!
        this.#first = this.#now + i
      }
      const from = i
      const most = Math.min(audio.length, i + this.length - this.#came)
      while (i < most && audio[i] === this.#value) i++
      this.#came += i - from
      if (this.#came === this.length) words.push(...this.flush())
    }
    this.#now += audio.length
    return words
  }

  /** The number in progress, if enough of it came; what follows is counted anew. */
  flush(): Word[] {
    const { length, sampleRate } = this
    const [from, to] = [this.#first, this.#first + this.#came]
    const heard = this.#value > 0 && this.#came >= length / 2
    this.#first = to
    this.#came = 0
    const ms = (sample: number): number => Math.floor(framesToMs(sample, sampleRate))
    return heard ? [{ beginTime: ms(from), endTime: ms(to), text: String(this.#value), punctuation: '' }] : []
  }
}
