import { failure } from '../../errors.js'
import { OpusStreamDecoder } from './opus-stream-decoder.js'
import type { InputDecoder } from '../containers/input-decoder.js'

/** Bare Opus packets, as WebRTC and Discord carry them, to s16le mono; each push is one packet. */
export class OpusPacketsTrack implements InputDecoder {
  readonly route = null
  readonly #voice: OpusStreamDecoder

  constructor(sampleRate: number) {
    this.#voice = new OpusStreamDecoder(sampleRate)
  }

  get damage(): string | undefined {
    return this.#voice.damaged > 0 ? `${this.#voice.damaged} Opus packets cannot be decoded` : undefined
  }

  push(packet: Uint8Array): Uint8Array {
    this.#voice.push(packet)
    return this.#voice.take()
  }

  flush(): Uint8Array {
    const rest = this.#voice.flush()
    if (this.#voice.decoded === 0) throw failure('STENO_AUDIO_UNREADABLE', { detail: 'no Opus packet could be decoded' })
    return rest
  }

  // Packets come one by one: nothing tells how many there should have been.
  missing(): undefined {}

  close(): void {
    this.#voice.close()
  }
}
