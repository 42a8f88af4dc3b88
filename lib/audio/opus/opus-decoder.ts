import { opusModule, APPLICATION_VOIP, type OpusHandler } from './opus-module.js'

const SET_GAIN = 4034
// 120 ms, the longest packet, in at most so many bytes a frame (RFC 6716, section 3.4).
const MAX_PACKET_BYTES = 48 * 1275 + 256
// Each byte of a sample comes in a number of 16 bits.
const PCM_BYTES = 4 * 5760

/**
 * libopus in WebAssembly: one Opus stream to mono samples. Needs `close()`, for its memory is not Node.js's own.
 *
 * @example
 * ```ts
 * const decoder = new OpusDecoder(16_000)
 * const silence = decoder.decode(Buffer.from([0xf8, 0xff, 0xfe])) // 320 samples
 * decoder.close()
 * ```
 */
export class OpusDecoder {
  readonly #opus = opusModule()
  readonly #handler: OpusHandler
  readonly #packetAddress: number
  readonly #pcmAddress: number
  #closed = false

  /** @param gain Amplification in dB / 256, as the header of a stream tells it. */
  constructor(sampleRate: number, gain = 0) {
    this.#handler = new this.#opus.OpusScriptHandler(sampleRate, 1, APPLICATION_VOIP)
    this.#packetAddress = this.#opus._malloc(MAX_PACKET_BYTES)
    this.#pcmAddress = this.#opus._malloc(PCM_BYTES)
    if (gain !== 0) this.#handler._decoder_ctl(SET_GAIN, gain)
  }

  /** The samples of a packet; undefined when it is damaged. At 48 kHz it may last no longer than 60 ms. */
  decode(packet: Uint8Array): Int16Array | undefined {
    if (this.#closed || packet.length === 0 || packet.length > MAX_PACKET_BYTES) return undefined
    this.#opus.HEAPU8.set(packet, this.#packetAddress)
    const count = this.#handler._decode(this.#packetAddress, packet.length, this.#pcmAddress)
    if (count <= 0) return undefined

    const bytes = this.#opus.HEAPU16.subarray(this.#pcmAddress >> 1, (this.#pcmAddress >> 1) + 2 * count)
    const samples = new Int16Array(count)
    for (let i = 0; i < count; i++) samples[i] = bytes[2 * i]! & 0xff | bytes[2 * i + 1]! << 8
    return samples
  }

  /** Gives the memory back. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#opus.OpusScriptHandler.destroy_handler(this.#handler)
    this.#opus._free(this.#packetAddress)
    this.#opus._free(this.#pcmAddress)
  }
}
