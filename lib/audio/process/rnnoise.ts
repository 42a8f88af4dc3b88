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
export const RNNOISE_FRAME = 480
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
export interface FrameDenoiser {
  /** @param frame `RNNOISE_FRAME` samples in the range of s16, which are replaced. */
  process(frame: Float32Array): void
  /** Lets go of its memory. */
  close(): void
}

class RnnoiseState implements FrameDenoiser {
  readonly #library: Rnnoise
  readonly #state: number
  readonly #frame: number

  constructor(library: Rnnoise) {
    this.#library = library
    this.#state = library._rnnoise_create(0)
    this.#frame = library._malloc(RNNOISE_FRAME * FLOAT_BYTES)
  }

  process(frame: Float32Array): void {
    const place = this.#frame / FLOAT_BYTES
    this.#library.HEAPF32.set(frame, place)
    this.#library._rnnoise_process_frame(this.#state, this.#frame, this.#frame)
    // The memory may have moved, so it is looked up again.
    frame.set(this.#library.HEAPF32.subarray(place, place + RNNOISE_FRAME))
  }

  close(): void {
    this.#library._rnnoise_destroy(this.#state)
    this.#library._free(this.#frame)
  }
}

/**
 * Opens RNNoise (150 kB of WebAssembly).
 *
 * Errors: STENO_DENOISER_MISSING when its package is not installed.
 */
export async function openRnnoise(): Promise<FrameDenoiser> {
  library ??= load()
  try {
    return new RnnoiseState(await library)
  } catch (error) {
    library = undefined
    throw error
  }
}
