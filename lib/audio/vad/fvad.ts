import { failure } from '../../errors.js'
import { EnergyVad, type Vad } from './vad.js'

/** The part of the package's WebAssembly build of libfvad that is used. */
interface Fvad {
  readonly HEAP16: Int16Array
  _malloc(bytes: number): number
  _free(place: number): void
  _fvad_new(): number
  _fvad_free(detector: number): void
  _fvad_set_mode(detector: number, mode: number): number
  _fvad_set_sample_rate(detector: number, sampleRate: number): number
  _fvad_process(detector: number, frame: number, length: number): number
}

/** The rates that the detector takes, in Hz. */
export const FVAD_RATES: readonly number[] = [8000, 16_000, 32_000, 48_000]

const INSTALL = 'npm install @echogarden/fvad-wasm'
// Of the four modes the one that, together with the energy, gave the best balance on the labelled set.
const MODE = 2

let library: Promise<Fvad> | undefined

async function load(): Promise<Fvad> {
  try {
    // @ts-expect-error the package has no types, and may not be there
    const { default: open } = await import('@echogarden/fvad-wasm') as { default: () => Promise<Fvad> }
    return await open()
  } catch (cause) {
    throw failure('STENO_VAD_MISSING', { vad: 'fvad', install: INSTALL }, cause)
  }
}

/**
 * WebRTC's voice detector (libfvad, 20 kB of WebAssembly) and the energy together: speech is what both take for it. Of
 * noise it lets less through than the energy alone, of speech in loud noise, too.
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

  push(frame: Int16Array): boolean {
    this.#library.HEAP16.set(frame, this.#window >> 1)
    // -1 for a frame of a wrong length is no speech.
    const heard = this.#library._fvad_process(this.#detector, this.#window, frame.length) === 1
    return this.#energy.push(frame) && heard
  }

  close(): void {
    this.#library._fvad_free(this.#detector)
    this.#library._free(this.#window)
  }
}

/**
 * Opens the light detector.
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
