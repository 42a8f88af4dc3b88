import { failure } from '../errors.js'
import { Extent } from './extent.js'
import { Mixer } from './mono.js'
import type { Container } from './sniff.js'
import { WavReader } from './wav.js'

/** What is still to be done to the bytes of a track: nothing (`null`), or a decoder with these input arguments. */
export type Route = null | readonly string[]

/** One kind of input: takes its bytes, gives those to decode, and says how. Pure. */
export interface Track {
  /** Known before the first bytes are given. */
  readonly route: Route
  push(bytes: Uint8Array): Uint8Array
  /** Says that no more bytes come; throws when the input cannot be decoded. */
  flush(): void
  /** What is missing at the end of the input, in words. */
  shortfall(decodedSeconds: number): string | undefined
  /** The fault that explains why a decoder gave nothing. */
  readonly fault?: Error | undefined
}

/** Samples without a header. */
export class PcmTrack implements Track {
  readonly route: Route
  readonly #mixer: Mixer

  constructor(from: { sampleRate: number; channels: number }, sampleRate: number) {
    this.route = samplesRoute(from.sampleRate, sampleRate)
    this.#mixer = new Mixer('s16le', from.channels)
  }

  push(bytes: Uint8Array): Uint8Array {
    return this.#mixer.push(bytes)
  }

  flush(): void {}

  // Raw samples have no promised length, and half a frame at the end is no loss that can be heard.
  shortfall(): undefined {}
}

/** A WAV file: read here whatever its rate; codecs go to a decoder behind a header of known form. */
export class WavTrack implements Track {
  readonly #wav = new WavReader()
  readonly #sampleRate: number
  #mixer: Mixer | undefined
  #route: Route = null
  #began = false

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  get route(): Route {
    return this.#route
  }

  push(bytes: Uint8Array): Uint8Array {
    const payload = this.#wav.push(bytes)
    if (payload.length === 0) return payload
    const header = this.#began ? undefined : this.#begin()
    if (this.#mixer) return this.#mixer.push(payload)
    return header ? Buffer.concat([header, payload]) : payload
  }

  flush(): void {
    this.#wav.flush()
  }

  shortfall(): string | undefined {
    const { missing, declared } = this.#wav
    return missing > 0 ? `it has ${declared - missing} of ${declared} bytes` : undefined
  }

  #begin(): Buffer | undefined {
    this.#began = true
    const { encoding, sampleRate, channels, fmt } = this.#wav.format!
    this.#route = encoding === 'other' ? containerRoute('wav') : samplesRoute(sampleRate, this.#sampleRate)
    if (encoding === 'other') return streamedHeader(fmt)
    this.#mixer = new Mixer(encoding, channels)
    return undefined
  }
}

/** Everything else: the bytes as they are, for a decoder. */
export class ContainerTrack implements Track {
  readonly route: Route
  readonly #extent: Extent

  constructor(container: Container) {
    this.route = containerRoute(container)
    this.#extent = new Extent(container)
  }

  get fault(): Error | undefined {
    return this.#extent.indexIsLate ? failure('STENO_AUDIO_NEEDS_SEEK', {}) : undefined
  }

  push(bytes: Uint8Array): Uint8Array {
    this.#extent.push(bytes)
    if (this.#extent.isHopeless) throw failure('STENO_AUDIO_NEEDS_SEEK', {})
    return bytes
  }

  flush(): void {}

  shortfall(decodedSeconds: number): string | undefined {
    return this.#extent.shortfall(decodedSeconds)
  }
}

function samplesRoute(from: number, to: number): Route {
  return from === to ? null : ['-f', 's16le', '-ar', String(from), '-ac', '1']
}

function containerRoute(container: Container): Route {
  return ['-f', container]
}

/** A WAV header without the parts that vary, its lengths left open. */
function streamedHeader(fmt: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(fmt.length)
  const open = Buffer.alloc(4, 0xff)
  return Buffer.concat([
    Buffer.from('RIFF'), open, Buffer.from('WAVEfmt '), length, fmt, Buffer.from('data'), open,
  ])
}
