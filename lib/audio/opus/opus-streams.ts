import { failure } from '../../errors.js'
import type { OpusHead } from './packet.js'
import { OpusStreamDecoder } from './opus-stream-decoder.js'

/** The Opus streams of one container, one after another, and what of them all could be decoded. */
export class OpusStreams {
  readonly #sampleRate: number
  #current: OpusStreamDecoder | undefined
  #decodedPackets = 0
  #damagedPackets = 0

  /** @param sampleRate Frames a second that come out, in Hz. */
  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  /** The stream that is being read. */
  get current(): OpusStreamDecoder | undefined {
    return this.#current
  }

  /** What could not be decoded, in words. */
  get damage(): string | undefined {
    const damaged = this.#damagedPackets + (this.#current?.damagedPackets ?? 0)
    return damaged > 0 ? `${damaged} Opus packets cannot be decoded` : undefined
  }

  /** Begins a stream; the one before must have been left. */
  begin(head: OpusHead | undefined): void {
    this.#current = new OpusStreamDecoder(this.#sampleRate, head)
  }

  /** Counts a packet that could not even be found. */
  countMissing(): void {
    this.#damagedPackets++
  }

  /** Ends the stream and gives its rest. */
  finish(): Buffer {
    const rest = this.#current?.flush() ?? Buffer.alloc(0)
    this.#decodedPackets += this.#current?.decodedPackets ?? 0
    this.#damagedPackets += this.#current?.damagedPackets ?? 0
    this.#current = undefined
    return rest
  }

  /** Says that no more comes; gives the rest. Errors: STENO_AUDIO_UNREADABLE when nothing of it all could be decoded. */
  flush(): Buffer {
    const rest = this.finish()
    if (this.#decodedPackets === 0) throw failure('STENO_AUDIO_UNREADABLE', { detail: 'there is no Opus packet in it that can be decoded' })
    return rest
  }

  /** Gives memory back. */
  close(): void {
    this.#current?.close()
  }
}
