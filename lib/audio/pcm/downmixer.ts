import { bytesOf, samples } from './pcm.js'

/** Encoding of one sample in a WAV file or a raw stream; `mulaw` and `alaw` are those of G.711. */
export type SampleEncoding = 'u8' | 's16le' | 's16be' | 's24le' | 's32le' | 'f32le' | 'f64le' | 'mulaw' | 'alaw'

/** Bytes of one sample in each encoding. */
export const SAMPLE_BYTES: Readonly<Record<SampleEncoding, number>> =
  { u8: 1, s16le: 2, s16be: 2, s24le: 3, s32le: 4, f32le: 4, f64le: 8, mulaw: 1, alaw: 1 }

/**
 * Converts interleaved samples of any encoding and channel count to s16le mono: the mean of all channels, clipped.
 * Bytes may be cut anywhere; half a frame at the end of the input is dropped.
 *
 * @example
 * ```ts
 * const downmixer = new Downmixer('s16le', 2)
 * downmixer.push(Buffer.from([100, 0, 50, 0])) // one frame of 75
 * ```
 */
export class Downmixer {
  readonly #encoding: SampleEncoding
  readonly #channels: number
  readonly #frameBytes: number
  #carry: Uint8Array = new Uint8Array(0)

  constructor(encoding: SampleEncoding, channels: number) {
    this.#encoding = encoding
    this.#channels = channels
    this.#frameBytes = SAMPLE_BYTES[encoding] * channels
  }

  /** Returns the complete frames so far; they may share memory with `bytes`, and may be empty. */
  push(bytes: Uint8Array): Buffer {
    const input = this.#carry.length > 0 ? Buffer.concat([this.#carry, bytes]) : bytes
    const whole = input.length - input.length % this.#frameBytes
    this.#carry = new Uint8Array(input.subarray(whole))
    return this.#mix(input.subarray(0, whole))
  }

  #mix(bytes: Uint8Array): Buffer {
    if (this.#encoding === 'f32le') return bytesOf(averageOfFloats(floats(bytes), this.#channels))
    if (this.#encoding !== 's16le') return bytesOf(average(widen(bytes, this.#encoding), this.#channels))
    if (this.#channels === 1) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    if (this.#channels === 2) return bytesOf(averageOfTwo(samples(bytes)))
    return bytesOf(average(Float64Array.from(samples(bytes)), this.#channels))
  }
}

// One loop per kind of array: a shared loop takes twice as long.
function averageOfTwo(input: Int16Array): Int16Array {
  const output = new Int16Array(input.length >> 1)
  for (let frame = 0; frame < output.length; frame++) output[frame] = input[2 * frame]! + input[2 * frame + 1]! + 1 >> 1
  return output
}

function averageOfFloats(input: Float32Array, channels: number): Int16Array {
  const output = new Int16Array(input.length / channels)
  for (let frame = 0, at = 0; frame < output.length; frame++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += finite(input[at++]!)
    output[frame] = toSample(sum / channels)
  }
  return output
}

function average(input: Float64Array, channels: number): Int16Array {
  const output = new Int16Array(input.length / channels)
  for (let frame = 0, at = 0; frame < output.length; frame++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += input[at++]!
    output[frame] = toSample(sum / channels)
  }
  return output
}

/** Rounds and clips. */
function toSample(mean: number): number {
  if (mean >= 32_767) return 32_767
  if (mean <= -32_768) return -32_768
  // Math.round() takes several times as long; with the offset all numbers are positive, so that truncating rounds down.
  return (mean + 32_768.5 | 0) - 32_768
}

/** The float32 samples of bytes, without a copy where the alignment allows it. */
function floats(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
  return new Float32Array(aligned.buffer, aligned.byteOffset, bytes.length / 4)
}

/** Samples as numbers on the scale of s16, not yet rounded or clipped. */
function widen(bytes: Uint8Array, encoding: WideEncoding): Float64Array {
  const output = new Float64Array(bytes.length / SAMPLE_BYTES[encoding])
  readers[encoding](new DataView(bytes.buffer, bytes.byteOffset, bytes.length), output)
  return output
}

/** Encodings that are read number by number. */
type WideEncoding = Exclude<SampleEncoding, 's16le' | 'f32le'>
type Reader = (view: DataView, output: Float64Array) => void

// One loop per encoding: a loop that calls a reader for each sample would be polymorphic and several times slower.
const readers: Readonly<Record<WideEncoding, Reader>> = {
  u8(view, output) {
    for (let i = 0; i < output.length; i++) output[i] = (view.getUint8(i) - 128) * 256
  },
  s16be(view, output) {
    for (let i = 0; i < output.length; i++) output[i] = view.getInt16(2 * i)
  },
  s24le(view, output) {
    for (let i = 0; i < output.length; i++) {
      output[i] = view.getUint8(3 * i) / 256 + view.getInt16(3 * i + 1, true)
    }
  },
  s32le(view, output) {
    for (let i = 0; i < output.length; i++) output[i] = view.getInt32(4 * i, true) / 65_536
  },
  f64le(view, output) {
    for (let i = 0; i < output.length; i++) output[i] = finite(view.getFloat64(8 * i, true))
  },
  mulaw(view, output) {
    for (let i = 0; i < output.length; i++) output[i] = mulaw(view.getUint8(i))
  },
  alaw(view, output) {
    for (let i = 0; i < output.length; i++) output[i] = alaw(view.getUint8(i))
  },
}

// NaN and infinity, which minus themselves are not 0, would silence or saturate the mean of all channels.
function finite(value: number): number {
  return value - value === 0 ? value * 32_768 : 0
}

/** ITU-T G.711, µ-law. */
function mulaw(code: number): number {
  const bits = ~code & 0xff
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84
  return bits & 0x80 ? -magnitude : magnitude
}

/** ITU-T G.711, A-law. */
function alaw(code: number): number {
  const bits = code ^ 0x55
  const exponent = (bits & 0x70) >> 4
  const mantissa = ((bits & 0x0f) << 4) + 8
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1)
  return bits & 0x80 ? magnitude : -magnitude
}
