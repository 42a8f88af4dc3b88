import { failure } from '../../errors.js'
import type { OpusHead } from './packet.js'
import { OpusStreamDecoder } from './opus-stream-decoder.js'

/** Decodes the Opus streams of one container, one after another. */
export class OpusStreams {
  readonly #sampleRate: number
  #current: OpusStreamDecoder | undefined
  #decodedPackets = 0
  #damagedPackets = 0

  /** @param sampleRate Sample rate of the output, in Hz. */
  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  /** Stream that is being decoded. */
  get current(): OpusStreamDecoder | undefined {
    return this.#current
  }

  /** Description of the packets that could not be decoded, if there are any. */
  get damage(): string | undefined {
    const damaged = this.#damagedPackets + (this.#current?.damagedPackets ?? 0)
    return damaged > 0 ? `${damaged} Opus packets cannot be decoded` : undefined
  }

  /** Begins a stream; the one before must be finished. */
  begin(head: OpusHead | undefined): void {
    this.#current = new OpusStreamDecoder(this.#sampleRate, head)
  }

  /** Counts a packet that was not found. */
  countMissing(): void {
    this.#damagedPackets++
  }

  /** Ends the stream; returns its rest. */
  finish(): Buffer {
    const rest = this.#current?.flush() ?? Buffer.alloc(0)
    this.#decodedPackets += this.#current?.decodedPackets ?? 0
    this.#damagedPackets += this.#current?.damagedPackets ?? 0
    this.#current = undefined
    return rest
  }

  /** Returns the rest after the last bytes. Errors: STENO_AUDIO_UNREADABLE when no packet could be decoded. */
  flush(): Buffer {
    const rest = this.finish()
    if (this.#decodedPackets > 0) return rest
    throw failure('STENO_AUDIO_UNREADABLE', { detail: 'no Opus packet in it can be decoded' })
  }

  /** Releases the memory. */
  close(): void {
    this.#current?.close()
  }
}
