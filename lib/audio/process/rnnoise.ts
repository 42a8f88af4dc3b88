import { failure } from '../../errors.js'

/** The part of the package's WebAssembly build of RNNoise that is used. */
interface Rnnoise {
  readonly HEAPF32: Float32Array
  _malloc(bytes: number): number
  _free(place: number): void
  _rnnoise_create(model: number): number
  _rnnoise_destroy(state: number): void
  _rnnoise_process_frame(state: number, output: number, input: number): number
}

/** The only rate it knows, in Hz. */
export const RNNOISE_RATE = 48_000
/** Samples of a frame: 10 ms. */
export const RNNOISE_BLOCK = 480
/** What comes out lies so many samples behind what went in. */
export const RNNOISE_DELAY = 480

const FLOAT_BYTES = 4
const INSTALL = 'npm install @echogarden/rnnoise-wasm'

let library: Promise<Rnnoise> | undefined

async function load(): Promise<Rnnoise> {
  try {
    // @ts-expect-error the package has no types, and may not be there
    const { default: open } = await import('@echogarden/rnnoise-wasm') as { default: () => Promise<Rnnoise> }
    return await open()
  } catch (cause) {
    throw failure('STENO_DENOISER_MISSING', { install: INSTALL }, cause)
  }
}

/** What takes noise away, frame by frame. */
export interface NoiseSuppressor {
  /** @param frame `RNNOISE_FRAME` samples in the range of s16, which are replaced. */
  process(frame: Float32Array): void
  /** Lets go of its memory. */
  close(): void
}

class RnnoiseSuppressor implements NoiseSuppressor {
  readonly #library: Rnnoise
  readonly #state: number
  readonly #block: number

  constructor(library: Rnnoise) {
    this.#library = library
    this.#state = library._rnnoise_create(0)
    this.#block = library._malloc(RNNOISE_BLOCK * FLOAT_BYTES)
  }

  process(frame: Float32Array): void {
    const place = this.#block / FLOAT_BYTES
    this.#library.HEAPF32.set(frame, place)
    this.#library._rnnoise_process_frame(this.#state, this.#block, this.#block)
    // The memory may have moved, so it is looked up again.
    frame.set(this.#library.HEAPF32.subarray(place, place + RNNOISE_BLOCK))
  }

  close(): void {
    this.#library._rnnoise_destroy(this.#state)
    this.#library._free(this.#block)
  }
}

/**
 * Opens RNNoise (150 kB of WebAssembly).
 *
 * Errors: STENO_DENOISER_MISSING when its package is not installed.
 */
export async function openRnnoise(): Promise<NoiseSuppressor> {
  library ??= load()
  try {
    return new RnnoiseSuppressor(await library)
  } catch (error) {
    library = undefined
    throw error
  }
}
