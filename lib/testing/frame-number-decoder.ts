import { framesToMs } from '../audio/pcm/pcm.js'
import type { Word } from '../types.js'

/** Decodes the frame numbers of `numberedAudio()`, however the samples are cut. */
export class FrameNumberDecoder {
  #position = 0
  #value = 0
  #start = 0
  #length = 0

  /** @param length Length of a frame, in samples. @param sampleRate In Hz. */
  constructor(readonly length: number, readonly sampleRate: number) {}

  /** Numbers whose frames end in these samples, as words. */
  push(audio: Int16Array): Word[] {
    const words: Word[] = []
    for (let i = 0; i < audio.length;) {
      if (audio[i] !== this.#value) {
        words.push(...this.flush())
        this.#value = audio[i]!
        this.#start = this.#position + i
      }
      const from = i
      const most = Math.min(audio.length, i + this.length - this.#length)
      while (i < most && audio[i] === this.#value) i++
      this.#length += i - from
      if (this.#length === this.length) words.push(...this.flush())
    }
    this.#position += audio.length
    return words
  }

  /** Number of the current frame, if at least half of it has arrived; the next sample starts a new frame. */
  flush(): Word[] {
    const { length, sampleRate } = this
    const [from, to] = [this.#start, this.#start + this.#length]
    const heard = this.#value > 0 && this.#length >= length / 2
    this.#start = to
    this.#length = 0
    const ms = (sample: number): number => Math.floor(framesToMs(sample, sampleRate))
    return heard ? [{ beginTime: ms(from), endTime: ms(to), text: String(this.#value), punctuation: '' }] : []
  }
}
