import { open } from 'node:fs/promises'
import { check, checkText, failure } from '../../errors.js'
import type { Vad } from './vad.js'

/** The part of sherpa-onnx's detector that is used. */
export interface SherpaVad {
  acceptWaveform(samples: Float32Array): void
  isDetected(): boolean
  isEmpty(): boolean
  pop(): void
  flush(): void
}

interface Sherpa {
  readonly Vad: new (config: object, bufferSeconds: number) => SherpaVad
}

/** The rates that the detector takes, in Hz. */
export const SILERO_RATES: readonly number[] = [16_000]

const INSTALL = 'npm install sherpa-onnx-node'
/** Samples that every version of the model takes at a time, at 16 kHz: 32 ms. */
const WINDOW = 512
/** How much speech without a pause it may gather: beyond `MOST_SPEECH_S` it turns deaf, beyond `BUFFER_S` it halts for minutes. */
const GATHERED_S = 5
const MOST_SPEECH_S = 10
const BUFFER_S = 20
const FIRST_BYTE_OF_ONNX = 0x08

/** The neural detector: asks the model for each 32 ms and repeats its last answer in between. */
export class SileroVad implements Vad {
  readonly #detector: SherpaVad
  readonly #window = new Float32Array(WINDOW)
  #filled = 0
  #speech = false
  /** Windows of speech since it last let go of what it gathers. */
  #gathered = 0

  constructor(detector: SherpaVad) {
    this.#detector = detector
  }

  push(frame: Int16Array): boolean {
    for (const sample of frame) {
      this.#window[this.#filled++] = sample / 32_768
      if (this.#filled === WINDOW) this.#ask()
    }
    return this.#speech
  }

  #ask(): void {
    this.#filled = 0
    this.#detector.acceptWaveform(this.#window)
    this.#speech = this.#detector.isDetected()
    this.#gathered = this.#speech ? this.#gathered + 1 : 0
    // It gathers the audio of each stretch of speech, which nobody wants here.
    if (this.#gathered * WINDOW >= GATHERED_S * SILERO_RATES[0]!) {
      this.#detector.flush()
      this.#gathered = 0
    }
    while (!this.#detector.isEmpty()) this.#detector.pop()
  }
}

/**
 * Opens the neural detector.
 *
 * Errors: STENO_VAD_MISSING when its package is not installed, STENO_BAD_OPTION and STENO_FILE_NOT_FOUND when `model` is
 * not the path of an ONNX model.
 *
 * @param model Path of a Silero model.
 */
export async function openSilero(model: string | undefined): Promise<Vad> {
  checkText('vadModel', model)
  check(model !== undefined, 'vadModel', 'the path of a Silero model (.onnx)', model)
  await checkModel(model)
  // @ts-expect-error the package need not be there
  const { default: sherpa } = await import('sherpa-onnx-node').catch((cause: unknown) => {
    throw failure('STENO_VAD_MISSING', { vad: 'silero', install: INSTALL }, cause)
  }) as { default: Sherpa }
  const sileroVad = { model, threshold: 0.5, minSpeechDuration: 0.01, minSilenceDuration: 0.01, maxSpeechDuration: MOST_SPEECH_S, windowSize: WINDOW }
  // More threads than one burn more CPU and are no sooner done.
  return new SileroVad(new sherpa.Vad({ sileroVad, sampleRate: SILERO_RATES[0], numThreads: 1, debug: false }, BUFFER_S))
}

// A path that leads nowhere would give a detector that crashes, a file that is no model ends the process.
async function checkModel(path: string): Promise<void> {
  const file = await open(path).catch((cause: unknown) => { throw failure('STENO_FILE_NOT_FOUND', { path }, cause) })
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(1) }).catch(() => ({ buffer: Buffer.alloc(1) }))
    check(buffer[0] === FIRST_BYTE_OF_ONNX, 'vadModel', 'the path of a Silero model (.onnx)', path)
  } finally {
    await file.close()
  }
}
