import { OggOpusMuxer } from './ogg-muxer.js'
import { OPUS_RATES, opusModule, APPLICATION_VOIP, type OpusHandler } from './opus-module.js'
import { OPUS_RATE } from './packet.js'
import { joined } from '../pcm/pcm.js'
import { ResamplerCore } from '../pcm/resampler.js'

const SET_BITRATE = 4002
const SET_SIGNAL = 4024
const SIGNAL_VOICE = 3001
// Look-ahead of libopus for speech: 6.5 ms, at every rate (opus_encoder.c, OPUS_GET_LOOKAHEAD).
const PRE_SKIP = 312
const PACKETS_PER_SECOND = 50
const MAX_PACKET_BYTES = 4000

/** Encodes s16 mono samples to an Ogg file of Opus. Needs `close()`: its memory is outside the heap. */
export class OggOpusEncoder {
  readonly #opus = opusModule()
  readonly #handler: OpusHandler
  readonly #muxer: OggOpusMuxer
  readonly #sampleRate: number
  readonly #packetSize: number
  readonly #resampler: ResamplerCore
  readonly #pcmAddress: number
  readonly #packetAddress: number
  #buffered = new Int16Array(0)
  #samplesIn = 0
  #packetsOut = 0
  #hasHeader = false
  #closed = false

  constructor({ sampleRate, bitrate, pageDuration }: { sampleRate: number; bitrate: number; pageDuration: number }) {
    const rate = OPUS_RATES.find(rate => rate >= sampleRate) ?? OPUS_RATE
    this.#sampleRate = sampleRate
    this.#packetSize = rate / PACKETS_PER_SECOND
    this.#resampler = new ResamplerCore(sampleRate, rate)
    this.#muxer = new OggOpusMuxer({ sampleRate, preSkip: PRE_SKIP }, pageDuration)
    this.#handler = new this.#opus.OpusScriptHandler(rate, 1, APPLICATION_VOIP)
    this.#handler._encoder_ctl(SET_BITRATE, bitrate)
    this.#handler._encoder_ctl(SET_SIGNAL, SIGNAL_VOICE)
    this.#pcmAddress = this.#opus._malloc(4 * this.#packetSize)
    this.#packetAddress = this.#opus._malloc(MAX_PACKET_BYTES)
  }

  /** Takes the next samples; returns the pages that are full. */
  push(samples: Int16Array): Buffer {
    this.#samplesIn += samples.length
    return Buffer.concat([this.#encode(this.#resampler.push(samples)), this.#muxer.readPage()])
  }

  /** Returns the rest after the last samples, and releases the memory. */
  flush(): Buffer {
    const frames = Math.round(this.#samplesIn * OPUS_RATE / this.#sampleRate)
    const tail = this.#encode(this.#resampler.flush())
    // The look-ahead comes out after the audio, so that there is always one packet more.
    const packets = Math.ceil((frames + PRE_SKIP) * PACKETS_PER_SECOND / OPUS_RATE)
    const padding = new Int16Array((packets - this.#packetsOut) * this.#packetSize - this.#buffered.length)
    const rest = Buffer.concat([tail, this.#encode(padding), this.#muxer.finish(frames)])
    this.close()
    return rest
  }

  /** Releases the memory. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#opus.OpusScriptHandler.destroy_handler(this.#handler)
    this.#opus._free(this.#pcmAddress)
    this.#opus._free(this.#packetAddress)
  }

  #encode(samples: Int16Array): Buffer {
    const pages = this.#hasHeader ? [] : [this.#muxer.header()]
    this.#hasHeader = true
    const input = joined([this.#buffered, samples])
    let at = 0
    for (; at + this.#packetSize <= input.length; at += this.#packetSize) {
      pages.push(this.#muxer.readPage())
      this.#muxer.push(this.#encodePacket(input.subarray(at, at + this.#packetSize)))
    }
    this.#buffered = input.slice(at)
    return Buffer.concat(pages)
  }

  #encodePacket(samples: Int16Array): Uint8Array {
    this.#packetsOut++
    const bytes = this.#opus.HEAPU16.subarray(this.#pcmAddress >> 1, (this.#pcmAddress >> 1) + 2 * samples.length)
    for (let i = 0; i < samples.length; i++) {
      bytes[2 * i] = samples[i]! & 0xff
      bytes[2 * i + 1] = samples[i]! >> 8 & 0xff
    }
    const length = this.#handler._encode(this.#pcmAddress, 2 * samples.length, this.#packetAddress, samples.length)
    if (length <= 0) throw new Error(`libopus refused a frame with ${length}`)
    return this.#opus.HEAPU8.slice(this.#packetAddress, this.#packetAddress + length)
  }
}
