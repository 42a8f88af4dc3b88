import { msToBytes } from '../../../audio/pcm/pcm.js'
import type { SessionFormat } from '../../../engine/engine.js'

/** What the service recommends for a frame. */
const FRAME_MS = 100
/** The service's limits for a frame, in bytes. */
const LEAST = 1024
const MOST = 16 * 1024
const NOTHING = new Uint8Array(0)

/**
 * Cuts audio into the frames the service likes: of PCM 100 ms, of encoded audio 1 to 16 KB as it comes. How it was
 * cut before makes no difference to PCM.
 *
 * @example
 * ```ts
 * const cutter = new Packetizer({ encoding: 's16le', sampleRate: 16_000, channels: 1 })
 * cutter.push(new Uint8Array(8000)).length // 2 frames of 3200 bytes; 1600 bytes wait
 * ```
 */
export class Packetizer {
  readonly #least: number
  readonly #most: number
  #pending = NOTHING

  constructor({ encoding, sampleRate }: SessionFormat) {
    const frame = Math.min(msToBytes(FRAME_MS, sampleRate), MOST)
    this.#least = encoding === 's16le' ? frame : LEAST
    this.#most = encoding === 's16le' ? frame : MOST
  }

  /** Whether bytes wait for more. */
  get hasPending(): boolean {
    return this.#pending.length > 0
  }

  /** The frames that are full now. They may share the caller's memory; what waits is copied. */
  push(audio: Uint8Array): Uint8Array[] {
    const bytes = this.hasPending ? Buffer.concat([this.#pending, audio]) : audio
    const frames: Uint8Array[] = []
    let from = 0
    while (bytes.length - from >= this.#least) {
      const to = Math.min(from + this.#most, bytes.length)
      frames.push(bytes.subarray(from, to))
      from = to
    }
    this.#pending = from < bytes.length ? new Uint8Array(bytes.subarray(from)) : NOTHING
    return frames
  }

  /** What waits, as a frame of its own. */
  flush(): Uint8Array[] {
    const rest = this.#pending
    this.#pending = NOTHING
    return rest.length > 0 ? [rest] : []
  }
}
