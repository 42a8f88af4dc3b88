import { failure } from '../../errors.js'
import { EnergyVad, type Vad } from './vad.js'

/** Functions that are used of the package's WebAssembly build of libfvad. */
interface Fvad {
  readonly HEAP16: Int16Array
  _malloc(bytes: number): number
  _free(address: number): void
  _fvad_new(): number
  _fvad_free(detector: number): void
  _fvad_set_mode(detector: number, mode: number): number
  _fvad_set_sample_rate(detector: number, sampleRate: number): number
  _fvad_process(detector: number, window: number, length: number): number
}

/** Sample rates that the detector takes, in Hz. */
export const FVAD_RATES: readonly number[] = [8000, 16_000, 32_000, 48_000]

const INSTALL = 'npm install @echogarden/fvad-wasm'
// The mode of the four with the best balance, together with the energy, on the labelled set.
const MODE = 2

let library: Promise<Fvad> | undefined

async function load(): Promise<Fvad> {
  try {
    // @ts-expect-error the package has no types, and is optional
    const { default: open } = await import('@echogarden/fvad-wasm') as { default: () => Promise<Fvad> }
    return await open()
  } catch (cause) {
    throw failure('STENO_VAD_MISSING', { vad: 'fvad', install: INSTALL }, cause)
  }
}

/**
 * WebRTC's voice detector (libfvad, 20 kB of WebAssembly) and the energy together: speech is what both detect. It
 * passes less noise than the energy alone, but also less speech in loud noise.
 */
class FvadVad implements Vad {
  readonly #library: Fvad
  readonly #energy: EnergyVad
  readonly #detector: number
  readonly #window: number

  constructor(library: Fvad, sampleRate: number) {
    this.#library = library
    this.#energy = new EnergyVad(sampleRate)
    this.#detector = library._fvad_new()
    this.#window = library._malloc(sampleRate / 50)
    library._fvad_set_mode(this.#detector, MODE)
    library._fvad_set_sample_rate(this.#detector, sampleRate)
  }

  push(window: Int16Array): boolean {
    this.#library.HEAP16.set(window, this.#window >> 1)
    // -1, for a window of a wrong length, is no speech.
    const isVoice = this.#library._fvad_process(this.#detector, this.#window, window.length) === 1
    return this.#energy.push(window) && isVoice
  }

  close(): void {
    this.#library._fvad_free(this.#detector)
    this.#library._free(this.#window)
  }
}

/**
 * Opens the detector.
 *
 * Errors: STENO_VAD_MISSING when its package is not installed.
 *
 * @param sampleRate One of `FVAD_RATES`, in Hz.
 */
export async function openFvad(sampleRate: number): Promise<Vad> {
  library ??= load()
  try {
    return new FvadVad(await library, sampleRate)
  } catch (error) {
    library = undefined
    throw error
  }
}
