import { bytesToMs } from '../audio/pcm/pcm.js'
import { failure } from '../errors.js'
import type { AudioChunk, Drop } from '../types.js'

/** Policy for audio that arrives faster than it is consumed; the names are those of RxJava's Flowable. */
export type BackpressureStrategy = 'buffer' | 'drop' | 'latest' | 'error'

/** All strategies. */
export const strategies: readonly BackpressureStrategy[] = ['buffer', 'drop', 'latest', 'error']

/** A position on the source clock: a number of bytes after an anchor in ms. */
interface Position {
  readonly anchor: number
  readonly offset: number
}

/** Audio in the queue. */
interface QueuedAudio extends Position {
  readonly data: Uint8Array
  readonly chunk?: AudioChunk
}

/**
 * Bounded queue of PCM between a source that cannot be paused and a session. Pure. Audio keeps its position on the
 * source clock, whatever was dropped before it.
 */
export class BoundedBuffer {
  /** Sample rate of the audio, in Hz. */
  sampleRate: number
  readonly #strategy: BackpressureStrategy
  readonly #maxBuffer: number
  #queue: QueuedAudio[] = []
  #queuedBytes = 0
  /** End of the audio that has arrived, and of the audio that has left. */
  #enqueued: Position = { anchor: 0, offset: 0 }
  #dequeued: Position = { anchor: 0, offset: 0 }
  #hasCaughtUp = false

  /** @param maxBuffer Limit of the queue, in ms. */
  constructor(strategy: BackpressureStrategy, maxBuffer: number, sampleRate: number) {
    this.#strategy = strategy
    this.#maxBuffer = maxBuffer
    this.sampleRate = sampleRate
  }

  /** Audio in the queue, in ms. */
  get waiting(): number {
    return bytesToMs(this.#queuedBytes, this.sampleRate)
  }

  /**
   * Adds whole samples, or a chunk of them; returns the audio that was dropped to make room.
   *
   * Errors: STENO_BACKPRESSURE_OVERFLOW.
   */
  push(input: Uint8Array | AudioChunk): Drop | undefined {
    const isBare = input instanceof Uint8Array
    if (!isBare) this.#enqueued = { anchor: input.start, offset: 0 }
    const data = isBare ? input : input.data
    const audio: QueuedAudio = { data, ...!isBare && { chunk: input }, ...this.#enqueued }
    this.#enqueued = { anchor: audio.anchor, offset: audio.offset + data.length }
    const dropped = this.#discardFor(audio)
    if (dropped.includes(audio)) return this.#dropOf(dropped)
    this.#queue.push(audio)
    this.#queuedBytes += data.length
    return dropped.length > 0 ? this.#dropOf(dropped) : undefined
  }

  /** Removes and returns the oldest audio; a chunk with its position where it does not continue the audio before. */
  shift(): Uint8Array | AudioChunk | undefined {
    const audio = this.#queue.shift()
    this.#hasCaughtUp ||= audio === undefined
    if (audio === undefined) return undefined
    const { data, chunk, anchor, offset } = audio
    const followsGap = anchor !== this.#dequeued.anchor || offset !== this.#dequeued.offset
    this.#queuedBytes -= data.length
    this.#dequeued = { anchor, offset: offset + data.length }
    if (chunk || !followsGap) return chunk ?? data
    return { data, start: this.#startOf(audio), duration: bytesToMs(data.length, this.sampleRate) }
  }

  /** Discards everything. */
  clear(): void {
    this.#queue = []
    this.#queuedBytes = 0
  }

  /** Audio to discard so that `audio` fits, perhaps `audio` itself. An empty queue has room for anything. */
  #discardFor(audio: QueuedAudio): QueuedAudio[] {
    if (this.#fits(audio)) return []
    if (this.#strategy === 'drop') return [audio]
    if (this.#strategy !== 'latest') throw this.#overflow(audio)
    const dropped: QueuedAudio[] = []
    while (!this.#fits(audio)) {
      const oldest = this.#queue.shift() as QueuedAudio
      this.#queuedBytes -= oldest.data.length
      dropped.push(oldest)
    }
    return dropped
  }

  #fits({ data }: QueuedAudio): boolean {
    if (this.#queue.length === 0) return true
    const mayWait = this.#strategy !== 'error' || !this.#hasCaughtUp
    return mayWait && bytesToMs(this.#queuedBytes + data.length, this.sampleRate) <= this.#maxBuffer
  }

  #overflow({ data }: QueuedAudio): Error {
    const waiting = Math.round(bytesToMs(this.#queuedBytes + data.length, this.sampleRate))
    const isStrict = this.#strategy === 'error' && this.#hasCaughtUp
    const limit = isStrict ? "`backpressure: 'error'`" : `\`maxBuffer\` of ${this.#maxBuffer} ms`
    return failure('STENO_BACKPRESSURE_OVERFLOW', { waiting, limit })
  }

  #dropOf(dropped: readonly QueuedAudio[]): Drop {
    const bytes = dropped.reduce((sum, { data }) => sum + data.length, 0)
    return { start: this.#startOf(dropped[0]!), duration: bytesToMs(bytes, this.sampleRate) }
  }

  #startOf({ anchor, offset }: QueuedAudio): number {
    return anchor + bytesToMs(offset, this.sampleRate)
  }
}
