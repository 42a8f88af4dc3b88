import { opusModule, APPLICATION_VOIP, type OpusHandler } from './opus-module.js'

const SET_GAIN = 4034
// The longest packet: 120 ms in frames of at most 1275 bytes (RFC 6716, section 3.4).
const MAX_PACKET_BYTES = 48 * 1275 + 256
// Each byte of a sample takes 16 bits.
const PCM_BYTES = 4 * 5760

/**
 * Decodes one Opus stream to mono samples with libopus in WebAssembly. Needs `close()`: its memory is outside the heap.
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

  /** @param sampleRate Sample rate of the output, in Hz. @param gain Gain of the stream's header, in dB / 256. */
  constructor(sampleRate: number, gain = 0) {
    this.#handler = new this.#opus.OpusScriptHandler(sampleRate, 1, APPLICATION_VOIP)
    this.#packetAddress = this.#opus._malloc(MAX_PACKET_BYTES)
    this.#pcmAddress = this.#opus._malloc(PCM_BYTES)
    if (gain !== 0) this.#handler._decoder_ctl(SET_GAIN, gain)
  }

  /** Returns the samples of a packet; undefined when it is damaged. At 48 kHz it may last at most 60 ms. */
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

  /** Releases the memory. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#opus.OpusScriptHandler.destroy_handler(this.#handler)
    this.#opus._free(this.#packetAddress)
    this.#opus._free(this.#pcmAddress)
  }
}
