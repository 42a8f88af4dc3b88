import { msToBytes } from '../../../audio/pcm/pcm.js'
import type { SessionFormat } from '../../../engine/engine.js'

/** Duration that the service recommends for a packet. */
const PACKET_MS = 100
/** Limits of the service for a packet, in bytes. */
const MIN_BYTES = 1024
const MAX_BYTES = 16 * 1024

/**
 * Cuts audio into the packets that the service recommends: PCM into 100 ms, encoded audio into 1 to 16 KB. How PCM was
 * cut before makes no difference.
 *
 * @example
 * ```ts
 * const packetizer = new Packetizer({ encoding: 's16le', sampleRate: 16_000, channels: 1 })
 * packetizer.push(new Uint8Array(8000)).length // 2 packets of 3200 bytes; 1600 bytes are pending
 * ```
 */
export class Packetizer {
  readonly #min: number
  readonly #max: number
  /** Less than a packet. */
  readonly #pending: Uint8Array
  #pendingBytes = 0

  constructor({ encoding, sampleRate }: SessionFormat) {
    const packet = Math.min(msToBytes(PACKET_MS, sampleRate), MAX_BYTES)
    this.#min = encoding === 's16le' ? packet : MIN_BYTES
    this.#max = encoding === 's16le' ? packet : MAX_BYTES
    this.#pending = new Uint8Array(this.#min)
  }

  /** True when bytes are pending. */
  get hasPending(): boolean {
    return this.#pendingBytes > 0
  }

  /** Returns the packets that are complete. They may share the caller's memory; what is pending is copied. */
  push(audio: Uint8Array): Uint8Array[] {
    const packets: Uint8Array[] = []
    let at = 0
    if (this.hasPending && this.#pendingBytes + audio.length >= this.#min) {
      const packet = new Uint8Array(Math.min(this.#pendingBytes + audio.length, this.#max))
      at = packet.length - this.#pendingBytes
      packet.set(this.#takePending())
      packet.set(audio.subarray(0, at), packet.length - at)
      packets.push(packet)
    }
    if (!this.hasPending) {
      for (; audio.length - at >= this.#min; at += this.#max) packets.push(audio.subarray(at, at + this.#max))
    }
    if (at < audio.length) {
      this.#pending.set(at > 0 ? audio.subarray(at) : audio, this.#pendingBytes)
      this.#pendingBytes += audio.length - at
    }
    return packets
  }

  /** Returns the pending bytes as the last packet, if there are any. */
  flush(): Uint8Array[] {
    return this.hasPending ? [this.#takePending().slice()] : []
  }

  /** View of the pending bytes, which are pending no more. */
  #takePending(): Uint8Array {
    const pending = this.#pending.subarray(0, this.#pendingBytes)
    this.#pendingBytes = 0
    return pending
  }
}
