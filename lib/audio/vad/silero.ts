import { open } from 'node:fs/promises'
import { failure } from '../../errors.js'
import { checkOption, checkText } from '../../option-checks.js'
import type { Vad } from './vad.js'

/** Methods that are used of sherpa-onnx's detector. */
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

/** Sample rates that the detector takes, in Hz. */
export const SILERO_RATES: readonly number[] = [16_000]

const INSTALL = 'npm install sherpa-onnx-node'
/** Samples per window of every version of the model, at 16 kHz: 32 ms. */
const WINDOW = 512
/**
 * Speech without a pause after which its buffer is flushed: beyond `MAX_SPEECH_S` it detects nothing more, beyond
 * `BUFFER_S` it halts for minutes.
 */
const FLUSH_AFTER_S = 5
const MAX_SPEECH_S = 10
const BUFFER_S = 20
const FIRST_BYTE_OF_ONNX = 0x08
/** Name of the sample rate input in an ONNX file; every Silero model has one, and hardly any other. */
const RATE_INPUT = Buffer.from('\n\x02sr')
/** A Silero model has 2.3 MB. */
const MAX_MODEL_BYTES = 50_000_000

/** Neural detector: runs the model for each 32 ms and repeats its last result in between. */
export class SileroVad implements Vad {
  readonly #detector: SherpaVad
  readonly #window = new Float32Array(WINDOW)
  #filled = 0
  #isSpeech = false
  /** Windows of speech since the buffer was last flushed. */
  #speechWindows = 0

  constructor(detector: SherpaVad) {
    this.#detector = detector
  }

  push(window: Int16Array): boolean {
    for (const sample of window) {
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
    // It buffers the audio of each stretch of speech, which is not needed here.
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
 * Errors: STENO_VAD_MISSING when its package is not installed, STENO_BAD_OPTION and STENO_FILE_NOT_FOUND when `model`
 * is not the path of an ONNX model.
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
  const sileroVad = {
    model, threshold: 0.5, windowSize: WINDOW,
    minSpeechDuration: 0.01, minSilenceDuration: 0.01, maxSpeechDuration: MAX_SPEECH_S,
  }
  // More threads take more CPU and no less time.
  const config = { sileroVad, sampleRate: SILERO_RATES[0], numThreads: 1, debug: false }
  return new SileroVad(new sherpa.Vad(config, BUFFER_S))
}

function loadSherpa(): Promise<{ readonly default: Sherpa }> {
  // Bundlers accept a package that is not installed where the failure of import() itself is handled.
  // @ts-expect-error the package need not be there
  return import('sherpa-onnx-node').catch((cause: unknown) => { throw cause }) as Promise<{ readonly default: Sherpa }>
}

// With a path that does not exist the detector crashes; with a file that is no Silero model the process ends.
async function checkModel(path: string): Promise<void> {
  const file = await open(path).catch((cause: unknown) => { throw failure('STENO_FILE_NOT_FOUND', { path }, cause) })
  try {
    const entry = await file.stat()
    const bytes = entry.isFile() && entry.size <= MAX_MODEL_BYTES ? await file.readFile() : Buffer.alloc(0)
    const isSilero = bytes[0] === FIRST_BYTE_OF_ONNX && bytes.includes(RATE_INPUT) && isCompleteModel(bytes)
    checkOption(isSilero, 'vadModel', 'the path of a Silero model (.onnx)', path)
  } finally {
    await file.close()
  }
}

/** Fields of ONNX's ModelProto that a model must have: `graph`, the network, and `opset_import`. */
const REQUIRED_FIELDS = [7, 8]
/** Wire types of protobuf. */
const VARINT = 0
const FIXED_64 = 1
const LENGTH_DELIMITED = 2
const FIXED_32 = 5

/**
 * True when the fields of the outermost protobuf message end exactly at the end of the file and none is missing; the
 * part of a model that an interrupted download leaves would end the process.
 */
function isCompleteModel(bytes: Buffer): boolean {
  let at = 0
  const fields = new Set<number>()
  while (at < bytes.length) {
    const tag = varint(bytes, at)
    const end = tag && endOfField(bytes, tag.end, tag.value % 8)
    if (!end || end > bytes.length) return false
    fields.add(Math.floor(tag.value / 8))
    at = end
  }
  return REQUIRED_FIELDS.every(field => fields.has(field))
}

/** Position after the content of a field; undefined when it is malformed. */
function endOfField(bytes: Buffer, at: number, wireType: number): number | undefined {
  if (wireType === FIXED_64) return at + 8
  if (wireType === FIXED_32) return at + 4
  const number = wireType === VARINT || wireType === LENGTH_DELIMITED ? varint(bytes, at) : undefined
  return wireType === LENGTH_DELIMITED && number ? number.end + number.value : number?.end
}

/** Number in the encoding of protobuf, and the position after it; undefined when it is cut or too long. */
function varint(bytes: Buffer, at: number): { value: number; end: number } | undefined {
  let value = 0
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, end: at + i + 1 }
  }
  return undefined
}
