import { open } from 'node:fs/promises'
import { failure } from '../../errors.js'
import { checkOption, checkText } from '../../option-checks.js'
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
const FLUSH_AFTER_S = 5
const MAX_SPEECH_S = 10
const BUFFER_S = 20
const FIRST_BYTE_OF_ONNX = 0x08
/** How an ONNX file names an input; the rate is one of every Silero model and of hardly any other. */
const RATE_INPUT = Buffer.from('\n\x02sr')
/** A Silero model has 2.3 MB. */
const MAX_MODEL_BYTES = 50_000_000

/** The neural detector: asks the model for each 32 ms and repeats its last answer in between. */
export class SileroVad implements Vad {
  readonly #detector: SherpaVad
  readonly #window = new Float32Array(WINDOW)
  #filled = 0
  #isSpeech = false
  /** Windows of speech since it last let go of what it gathers. */
  #speechWindows = 0

  constructor(detector: SherpaVad) {
    this.#detector = detector
  }

  push(frame: Int16Array): boolean {
    for (const sample of frame) {
      this.#window[this.#filled++] = sample / 32_768
      if (this.#filled === WINDOW) this.#detect()
    }
    return this.#isSpeech
  }

  #detect(): void {
    this.#filled = 0
    this.#detector.acceptWaveform(this.#window)
    this.#isSpeech = this.#detector.isDetected()
    this.#speechWindows = this.#isSpeech ? this.#speechWindows + 1 : 0
    // It gathers the audio of each stretch of speech, which nobody wants here.
    if (this.#speechWindows * WINDOW >= FLUSH_AFTER_S * SILERO_RATES[0]!) {
      this.#detector.flush()
      this.#speechWindows = 0
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
 * @param load Imports the package.
 */
export async function openSilero(model: string | undefined, load = loadSherpa): Promise<Vad> {
  checkText('vadModel', model)
  checkOption(model !== undefined, 'vadModel', 'the path of a Silero model (.onnx)', model)
  await checkModel(model)
  const { default: sherpa } = await load().catch((cause: unknown) => {
    throw failure('STENO_VAD_MISSING', { vad: 'silero', install: INSTALL }, cause)
  })
  const sileroVad = { model, threshold: 0.5, minSpeechDuration: 0.01, minSilenceDuration: 0.01, maxSpeechDuration: MAX_SPEECH_S, windowSize: WINDOW }
  // More threads than one burn more CPU and are no sooner done.
  return new SileroVad(new sherpa.Vad({ sileroVad, sampleRate: SILERO_RATES[0], numThreads: 1, debug: false }, BUFFER_S))
}

function loadSherpa(): Promise<{ readonly default: Sherpa }> {
  // @ts-expect-error the package need not be there
  return import('sherpa-onnx-node') as Promise<{ readonly default: Sherpa }>
}

// A path that leads nowhere would give a detector that crashes, a file that is another model or none ends the process.
async function checkModel(path: string): Promise<void> {
  const file = await open(path).catch((cause: unknown) => { throw failure('STENO_FILE_NOT_FOUND', { path }, cause) })
  try {
    const entry = await file.stat()
    const bytes = entry.isFile() && entry.size <= MAX_MODEL_BYTES ? await file.readFile() : Buffer.alloc(0)
    checkOption(bytes[0] === FIRST_BYTE_OF_ONNX && bytes.includes(RATE_INPUT), 'vadModel', 'the path of a Silero model (.onnx)', path)
  } finally {
    await file.close()
  }
}
