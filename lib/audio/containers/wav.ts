import { failure } from '../../errors.js'
import type { SampleEncoding } from '../pcm/downmixer.js'
import { SAMPLE_BYTES } from '../pcm/downmixer.js'

/** Content of the `fmt ` chunk of a WAV file. */
export interface WavFormat {
  /** Encoding of the samples; `'other'` for codecs that need a decoder (ADPCM, GSM, MP3 in WAV, …). */
  readonly encoding: SampleEncoding | 'other'
  /** Sample rate, in Hz. */
  readonly sampleRate: number
  /** Channels, interleaved. */
  readonly channels: number
  /** Bytes of the `fmt ` chunk, for a decoder of `'other'`. */
  readonly fmt: Buffer
}

type State = 'riff' | 'chunk' | 'fmt' | 'ds64' | 'skip' | 'data' | 'tail'

const UNKNOWN_LENGTH = Number.POSITIVE_INFINITY
const MIN_CHUNK_BYTES = { fmt: 16, ds64: 24 }
// These chunks are buffered, so their declared length must not set the size of the buffer.
const MAX_CHUNK_BYTES = 4096

/**
 * Reads a WAV file: RIFF, RF64 and BW64, any chunks before the audio, lengths that were never filled in. The bytes may
 * be cut anywhere. Throws STENO_AUDIO_UNREADABLE for what is no WAV file.
 *
 * @example
 * ```ts
 * const wav = new WavReader()
 * const payload = wav.push(Buffer.from('RIFF')) // the part of it that is audio
 * wav.format // known before the first byte of payload
 * ```
 */
export class WavReader {
  #state: State = 'riff'
  #format: WavFormat | undefined
  #buffered = Buffer.alloc(0)
  #remaining = 12
  #position = 0
  #riffBytes = 0
  #ds64Bytes: number | undefined
  #declaredBytes = UNKNOWN_LENGTH

  /** Format; known once the `data` chunk begins. */
  get format(): WavFormat | undefined {
    return this.#state === 'data' || this.#state === 'tail' ? this.#format : undefined
  }

  /** Bytes of audio that the header declares and that have not come; 0 when it declares no length. */
  get missingBytes(): number {
    return this.#state === 'data' && this.#remaining !== UNKNOWN_LENGTH ? this.#remaining : 0
  }

  /** Bytes of audio that the header declares; `Infinity` when it was written before they were known. */
  get declaredBytes(): number {
    return this.#declaredBytes
  }

  /** Takes the next bytes; returns those that are audio, in the encoding of the file. */
  push(bytes: Uint8Array): Uint8Array {
    let at = 0
    while (at < bytes.length) {
      const rest = bytes.subarray(at)
      if (this.#state === 'tail') break
      if (this.#state === 'data') return this.#data(rest)
      at += this.#state === 'skip' ? this.#skip(rest) : this.#collect(rest)
    }
    return bytes.subarray(0, 0)
  }

  /** Ends the input. Throws when the header is incomplete. */
  flush(): void {
    if (!this.format) throw unreadable('the WAV header is truncated')
  }

  #data(bytes: Uint8Array): Uint8Array {
    const audio = bytes.subarray(0, this.#remaining)
    this.#remaining -= audio.length
    // Chunks after the audio (LIST, id3, padding) are not needed.
    if (this.#remaining === 0) this.#state = 'tail'
    return audio
  }

  #skip(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.#remaining)
    this.#position += taken
    this.#remaining -= taken
    if (this.#remaining === 0) this.#expect('chunk', 8)
    return taken
  }

  #collect(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.#remaining - this.#buffered.length)
    this.#buffered = Buffer.concat([this.#buffered, bytes.subarray(0, taken)])
    this.#position += taken
    if (this.#buffered.length === this.#remaining) this.#parse(this.#buffered)
    return taken
  }

  #expect(state: State, bytes: number): void {
    this.#state = state
    this.#remaining = bytes
    this.#buffered = Buffer.alloc(0)
  }

  #parse(held: Buffer): void {
    if (this.#state === 'riff') this.#riff(held)
    else if (this.#state === 'chunk') this.#chunk(held.toString('latin1', 0, 4), held.readUInt32LE(4))
    else if (this.#state === 'fmt') this.#fmt(held)
    else this.#ds64(held)
  }

  #riff(held: Buffer): void {
    const isRiff = ['RIFF', 'RF64', 'BW64'].includes(held.toString('latin1', 0, 4))
    if (!isRiff || held.toString('latin1', 8) !== 'WAVE') throw unreadable('no RIFF/WAVE header')
    this.#riffBytes = held.readUInt32LE(4)
    this.#expect('chunk', 8)
  }

  #chunk(id: string, bytes: number): void {
    const padded = bytes + bytes % 2
    if (id === 'data') this.#beginData(bytes)
    else if (id === 'fmt ' || id === 'ds64') this.#expectHeader(id === 'fmt ' ? 'fmt' : 'ds64', padded)
    else if (padded === 0) this.#expect('chunk', 8)
    else this.#expect('skip', padded)
  }

  #expectHeader(state: 'fmt' | 'ds64', bytes: number): void {
    const fits = bytes >= MIN_CHUNK_BYTES[state] && bytes <= MAX_CHUNK_BYTES
    if (!fits) throw unreadable(`a \`${state}\` chunk of ${bytes} bytes`)
    this.#expect(state, bytes)
  }

  #fmt(held: Buffer): void {
    this.#format = parseFormat(held)
    this.#expect('chunk', 8)
  }

  #ds64(held: Buffer): void {
    this.#ds64Bytes = Number(held.readBigUInt64LE(8))
    this.#expect('chunk', 8)
  }

  #beginData(bytes: number): void {
    if (!this.#format) throw unreadable('audio before its `fmt ` chunk')
    this.#declaredBytes = this.#dataBytes(bytes)
    this.#expect(this.#declaredBytes === 0 ? 'tail' : 'data', this.#declaredBytes)
  }

  #dataBytes(bytes: number): number {
    if (bytes === 0xffff_ffff && this.#ds64Bytes) return this.#ds64Bytes
    // Left by recorders that write to a pipe: 0xFFFFFFFF or so by ffmpeg, 0x7FFFF000 by sox, 0x80000000 by arecord.
    if (bytes >= 0xffff_ff00 || (bytes >= 0x7fff_f000 && bytes <= 0x8000_0000)) return UNKNOWN_LENGTH
    // 0 is another such value, unless the RIFF length shows that other chunks follow the audio.
    if (bytes === 0 && !(this.#riffBytes + 8 > this.#position && this.#riffBytes < 0x7fff_f000)) return UNKNOWN_LENGTH
    return bytes
  }
}

function parseFormat(fmt: Buffer): WavFormat {
  const extensible = fmt.readUInt16LE(0) === 0xfffe && fmt.length >= 26
  const tag = fmt.readUInt16LE(extensible ? 24 : 0)
  const channels = fmt.readUInt16LE(2)
  const sampleRate = fmt.readUInt32LE(4)
  const sampleBytes = Math.ceil(fmt.readUInt16LE(14) / 8)
  // An absurd rate would make the resampler work without bound.
  if (channels === 0) throw unreadable('a WAV header with 0 channels')
  if (sampleRate < 1000 || sampleRate > 768_000) throw unreadable(`a WAV header with a rate of ${sampleRate} Hz`)

  const encoding = encodings[`${tag}:${sampleBytes}`] ?? 'other'
  const packed = encoding !== 'other' && fmt.readUInt16LE(12) === channels * SAMPLE_BYTES[encoding]
  return { encoding: packed ? encoding : 'other', sampleRate, channels, fmt }
}

/** Keys are `tag:bytes of a sample`. */
const encodings: Readonly<Partial<Record<string, SampleEncoding>>> = {
  '1:1': 'u8', '1:2': 's16le', '1:3': 's24le', '1:4': 's32le',
  '3:4': 'f32le', '3:8': 'f64le', '6:1': 'alaw', '7:1': 'mulaw',
}

function unreadable(detail: string): Error {
  return failure('STENO_AUDIO_UNREADABLE', { detail })
}
