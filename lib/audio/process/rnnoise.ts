import { failure } from '../../errors.js'

/** Functions that are used of the package's WebAssembly build of RNNoise. */
interface Rnnoise {
  readonly HEAPF32: Float32Array
  _malloc(bytes: number): number
  _free(address: number): void
  _rnnoise_create(model: number): number
  _rnnoise_destroy(state: number): void
  _rnnoise_process_frame(state: number, output: number, input: number): number
}

/** Sample rate of RNNoise, in Hz. */
export const RNNOISE_RATE = 48_000
/** Samples of a block: 10 ms. */
export const RNNOISE_BLOCK = 480
/** Delay of the output, in samples. */
export const RNNOISE_DELAY = 480

const FLOAT_BYTES = 4
const INSTALL = 'npm install @echogarden/rnnoise-wasm'

let library: Promise<Rnnoise> | undefined

async function load(): Promise<Rnnoise> {
  try {
    // @ts-expect-error the package has no types, and is optional
    const { default: open } = await import('@echogarden/rnnoise-wasm') as { default: () => Promise<Rnnoise> }
    return await open()
  } catch (cause) {
    throw failure('STENO_DENOISER_MISSING', { install: INSTALL }, cause)
  }
}

/** Removes noise block by block. */
export interface NoiseSuppressor {
  /** Replaces a block of `RNNOISE_BLOCK` samples in the range of s16. */
  process(block: Float32Array): void
  /** Releases its memory. */
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

  process(block: Float32Array): void {
    const index = this.#block / FLOAT_BYTES
    this.#library.HEAPF32.set(block, index)
    this.#library._rnnoise_process_frame(this.#state, this.#block, this.#block)
    // The memory may have moved, so it is looked up again.
    block.set(this.#library.HEAPF32.subarray(index, index + RNNOISE_BLOCK))
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
