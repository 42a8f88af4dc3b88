import { failure } from '../../errors.js'
import { OpusStreamDecoder } from './opus-stream-decoder.js'
import type { InputDecoder } from '../containers/input-decoder.js'

/** Decodes Opus packets without a container, as in WebRTC and Discord, to s16le mono; each push is one packet. */
export class OpusPacketsDecoder implements InputDecoder {
  readonly route = null
  readonly #stream: OpusStreamDecoder

  constructor(sampleRate: number) {
    this.#stream = new OpusStreamDecoder(sampleRate)
  }

  get damage(): string | undefined {
    return this.#stream.damagedPackets > 0 ? `${this.#stream.damagedPackets} Opus packets cannot be decoded` : undefined
  }

  push(packet: Uint8Array): Uint8Array {
    this.#stream.push(packet)
    return this.#stream.read()
  }

  flush(): Uint8Array {
    const rest = this.#stream.flush()
    if (this.#stream.decodedPackets > 0) return rest
    throw failure('STENO_AUDIO_UNREADABLE', { detail: 'no Opus packet could be decoded' })
  }

  // Nothing declares the number of packets.
  missingData(): undefined {}

  close(): void {
    this.#stream.close()
  }
}
