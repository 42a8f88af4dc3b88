import { OggOpusMuxer } from './ogg-muxer.js'
import { OPUS_RATES, opusModule, VOIP, type OpusHandler } from './opus-module.js'
import { OPUS_HZ } from './packet.js'
import { joined } from '../pcm/pcm.js'
import { ResamplerCore } from '../pcm/resampler.js'

const [SET_BITRATE, SET_SIGNAL, VOICE] = [4002, 4024, 3001]
// What libopus looks ahead for speech: 6.5 ms, at every rate (opus_encoder.c, OPUS_GET_LOOKAHEAD).
const PRE_SKIP = 312
const FRAMES_A_SECOND = 50
const MOST_PACKET_BYTES = 4000

/** s16 mono samples to an Ogg file of Opus, at once. Needs `close()`, for its memory is not Node.js's own. */
export class OggOpusEncoder {
  readonly #opus = opusModule()
  readonly #handler: OpusHandler
  readonly #muxer: OggOpusMuxer
  readonly #sampleRate: number
  readonly #frame: number
  readonly #resampler: ResamplerCore
  readonly #pcm: number
  readonly #packet: number
  #held = new Int16Array(0)
  #taken = 0
  #encoded = 0
  #began = false
  #closed = false

  constructor({ sampleRate, bitrate, pageDuration }: { sampleRate: number; bitrate: number; pageDuration: number }) {
    const rate = OPUS_RATES.find(rate => rate >= sampleRate) ?? OPUS_HZ
    this.#sampleRate = sampleRate
    this.#frame = rate / FRAMES_A_SECOND
    this.#resampler = new ResamplerCore(sampleRate, rate)
    this.#muxer = new OggOpusMuxer({ sampleRate, preSkip: PRE_SKIP }, pageDuration)
    this.#handler = new this.#opus.OpusScriptHandler(rate, 1, VOIP)
    this.#handler._encoder_ctl(SET_BITRATE, bitrate)
    this.#handler._encoder_ctl(SET_SIGNAL, VOICE)
    this.#pcm = this.#opus._malloc(4 * this.#frame)
    this.#packet = this.#opus._malloc(MOST_PACKET_BYTES)
  }

  /** Takes the next samples; gives the pages that are full. */
  push(samples: Int16Array): Buffer {
    this.#taken += samples.length
    return Buffer.concat([this.#encode(this.#resampler.push(samples)), this.#muxer.take()])
  }

  /** Says that no more samples come; gives the rest and the memory back. */
  flush(): Buffer {
    const frames = Math.round(this.#taken * OPUS_HZ / this.#sampleRate)
    const tail = this.#encode(this.#resampler.flush())
    // What was looked ahead comes out behind the sound, so that there is always one packet more.
    const packets = Math.ceil((frames + PRE_SKIP) * FRAMES_A_SECOND / OPUS_HZ)
    const padding = new Int16Array((packets - this.#encoded) * this.#frame - this.#held.length)
    const rest = Buffer.concat([tail, this.#encode(padding), this.#muxer.end(frames)])
    this.close()
    return rest
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#opus.OpusScriptHandler.destroy_handler(this.#handler)
    this.#opus._free(this.#pcm)
    this.#opus._free(this.#packet)
  }

  #encode(samples: Int16Array): Buffer {
    const pages = this.#began ? [] : [this.#muxer.header()]
    this.#began = true
    const input = joined([this.#held, samples])
    let at = 0
    for (; at + this.#frame <= input.length; at += this.#frame) {
      pages.push(this.#muxer.take())
      this.#muxer.push(this.#packetOf(input.subarray(at, at + this.#frame)))
    }
    this.#held = input.slice(at)
    return Buffer.concat(pages)
  }

  #packetOf(samples: Int16Array): Uint8Array {
    this.#encoded++
    const bytes = this.#opus.HEAPU16.subarray(this.#pcm >> 1, (this.#pcm >> 1) + 2 * samples.length)
    for (let i = 0; i < samples.length; i++) {
      bytes[2 * i] = samples[i]! & 0xff
      bytes[2 * i + 1] = samples[i]! >> 8 & 0xff
    }
    const length = this.#handler._encode(this.#pcm, 2 * samples.length, this.#packet, samples.length)
    if (length <= 0) throw new Error(`libopus refused a frame with ${length}`)
    return this.#opus.HEAPU8.slice(this.#packet, this.#packet + length)
  }
}
