import { OpusDecoder } from './opus-decoder.js'
import { OPUS_RATES } from './opus-module.js'
import { OPUS_RATE, packetFrames, type OpusHead } from './packet.js'
import { bytesOf, joined } from '../pcm/pcm.js'
import { ResamplerCore } from '../pcm/resampler.js'

const DEFAULT_HEAD: OpusHead = { channels: 1, preSkip: 0, gain: 0 }
// The buffer of opusscript at 48 kHz; longer packets come from speech modes and hold nothing above 12 kHz.
const MAX_FRAMES = 2880

/** Decodes one Opus stream, packet by packet, to s16le mono at any rate; skips its beginning and trims its end. */
export class OpusStreamDecoder {
  readonly #sampleRate: number
  readonly #head: OpusHead
  #rate = 0
  #decoder: OpusDecoder | undefined
  #resampler: ResamplerCore | undefined
  #toSkip = 0
  #parts: Int16Array[] = []
  #decodedPackets = 0
  #damagedPackets = 0

  constructor(sampleRate: number, head = DEFAULT_HEAD) {
    this.#sampleRate = sampleRate
    this.#head = head
  }

  /** Number of packets that were decoded. */
  get decodedPackets(): number {
    return this.#decodedPackets
  }

  /** Number of packets that could not be decoded; silence of their length replaces them. */
  get damagedPackets(): number {
    return this.#damagedPackets
  }

  /** Takes the next packet. */
  push(packet: Uint8Array): void {
    const frames = packetFrames(packet)
    const samples = this.#open(frames).decode(packet)
    if (samples) this.#decodedPackets++
    else this.#damagedPackets++
    this.#append(samples ?? new Int16Array(this.#samples(frames)))
  }

  /** Inserts silence for lost packets. @param frames Duration in frames at 48 kHz. */
  insertSilence(frames: number): void {
    this.#open(0)
    this.#append(new Int16Array(this.#samples(frames)))
  }

  /** Removes audio from the end. @param frames Duration in frames at 48 kHz; no more than since the last `read()`. */
  trim(frames: number): void {
    const whole = joined(this.#parts)
    this.#parts = [whole.subarray(0, Math.max(0, whole.length - this.#samples(frames)))]
  }

  /** Returns the output since the last call, s16le. */
  read(): Buffer {
    const samples = joined(this.#parts)
    this.#parts = []
    return bytesOf(this.#resampler?.push(samples) ?? samples)
  }

  /** Returns the rest after the last packet, and releases the memory. */
  flush(): Buffer {
    const rest = this.read()
    const tail = this.#resampler ? bytesOf(this.#resampler.flush()) : Buffer.alloc(0)
    this.close()
    return Buffer.concat([rest, tail])
  }

  /** Releases the memory. */
  close(): void {
    this.#decoder?.close()
  }

  #open(frames: number): OpusDecoder {
    if (this.#decoder) return this.#decoder
    const fullRate = frames > MAX_FRAMES ? 24_000 : OPUS_RATE
    this.#rate = OPUS_RATES.includes(this.#sampleRate) ? Math.min(this.#sampleRate, fullRate) : fullRate
    this.#toSkip = this.#samples(this.#head.preSkip)
    if (this.#rate !== this.#sampleRate) this.#resampler = new ResamplerCore(this.#rate, this.#sampleRate)
    return this.#decoder = new OpusDecoder(this.#rate, this.#head.gain)
  }

  #append(samples: Int16Array): void {
    const skipped = Math.min(this.#toSkip, samples.length)
    this.#toSkip -= skipped
    if (samples.length > skipped) this.#parts.push(samples.subarray(skipped))
  }

  #samples(frames: number): number {
    return Math.round(frames * this.#rate / OPUS_RATE)
  }
}
