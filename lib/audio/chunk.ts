import type { Transform } from 'node:stream'
import { checkNumber, checkOption } from '../option-checks.js'
import { type PcmCore, PcmTransform } from '../stream/pcm-transform.js'
import type { StageOptions } from '../stream/stage-options.js'
import type { AudioChunk } from '../types.js'
import { ChunkerCore, type ChunkerOptions, type ChunkerOutput } from './vad/chunker.js'
import { EnergyVad, type Vad } from './vad/vad.js'

/** The voice detectors by name; what each costs and hears is said at `chunk()`. */
export type VadName = 'energy' | 'fvad' | 'silero'

/** Options of `chunk()`, times in ms; what is not named here goes to the stream constructor (`signal` …). */
export interface ChunkOptions extends StageOptions {
  /** What tells speech from all else. Default `'energy'`. */
  readonly vad?: VadName | Vad
  /** Path of the model of `'silero'`, an .onnx file. */
  readonly vadModel?: string
  /** Frames a second of the audio, in Hz, 8000 to 192000. Default: what the stage that is piped in says, else 16000. */
  readonly sampleRate?: number
  /** Voice shorter than this is taken for a click. Default 50. */
  readonly minSpeech?: number
  /** A pause as long as this ends speech. Default 300. */
  readonly minSilence?: number
  /** Audio before the first voice that belongs to speech: detectors hear it late. Default 300, with `'silero'` 500. */
  readonly preRoll?: number
  /** Audio after the last voice that belongs to speech: words end softly. At most `minSilence`. Default 300, or `minSilence`. */
  readonly hangover?: number
  /** Speech longer than this is cut; from half of it on shorter pauses end speech. At least 1000. Default 60 000. */
  readonly maxChunk?: number
  /** Silence after the last voice that is kept; the rest is left out. Default 1500; `Infinity` leaves nothing out. */
  readonly keepSilence?: number
}

/** What `speechstart` and `speechend` tell. */
export interface SpeechEvent {
  /** When the voice begins or ends, on the source clock, in ms; without pre-roll and hangover. */
  readonly time: number
}

type Listener = Parameters<Transform['on']>[1]

export interface Chunker {
  on(event: 'speechstart' | 'speechend', listener: (event: SpeechEvent) => void): this
  on(event: 'data', listener: (chunk: AudioChunk) => void): this
  on(event: string | symbol, listener: Listener): this
  once(event: 'speechstart' | 'speechend', listener: (event: SpeechEvent) => void): this
  once(event: string | symbol, listener: Listener): this
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<AudioChunk>
}

const A_MINUTE = 60_000
const OPTIONS = [
  'vad', 'vadModel', 'sampleRate', 'minSpeech', 'minSilence', 'preRoll', 'hangover', 'maxChunk', 'keepSilence',
]

/** Stage of `chunk()`: s16le mono samples in, `AudioChunk`s out. */
export class Chunker extends PcmTransform<readonly ChunkerOutput[]> {
  readonly #vad: VadName | Vad
  readonly #vadModel: string | undefined
  readonly #times: Omit<ChunkerOptions, 'vad' | 'sampleRate'>
  #core: ChunkerCore | undefined
  #offset = 0

  constructor({
    vad = 'energy', vadModel, sampleRate, minSpeech = 50, minSilence = 300, preRoll = preRollFor(vad),
    hangover = Math.min(300, minSilence), maxChunk = 60_000, keepSilence = 1500, ...rest
  }: ChunkOptions = {}) {
    const isKnown = typeof vad === 'string' ? Object.hasOwn(detectors, vad) : typeof vad?.push === 'function'
    checkOption(isKnown, 'vad', `one of ${Object.keys(detectors).map(name => `"${name}"`).join(', ')}, or a Vad`, vad)
    checkNumber('minSpeech', minSpeech, 0, A_MINUTE)
    checkNumber('minSilence', minSilence, 10, A_MINUTE)
    checkNumber('preRoll', preRoll, 0, A_MINUTE)
    checkNumber('hangover', hangover, 0, minSilence)
    checkNumber('maxChunk', maxChunk, 1000, Infinity)
    checkNumber('keepSilence', keepSilence, 0, Infinity)
    super({ name: 'chunk()', options: OPTIONS, sampleRate, objectOutput: true }, rest)
    this.#vad = vad
    this.#vadModel = vadModel
    this.#times = { minSpeech, minSilence, preRoll, hangover, maxChunk, keepSilence }
  }

  /** Silence left out so far, in ms. */
  get skippedSilence(): number {
    return this.#core?.skippedSilence ?? 0
  }

  protected override async createCore(sampleRate: number): Promise<PcmCore<readonly ChunkerOutput[]>> {
    const vad = await this.#openVad(sampleRate)
    this.#offset = this.start
    return this.#core = new ChunkerCore({ ...this.#times, vad, sampleRate })
  }

  protected override emitOutput(outputs: readonly ChunkerOutput[]): void {
    for (const output of outputs) {
      if (output.kind === 'chunk') {
        this.push({ ...output.chunk, start: this.#offset + output.chunk.start } satisfies AudioChunk)
      } else this.emit(output.kind, { time: this.#offset + output.time } satisfies SpeechEvent)
    }
  }

  async #openVad(sampleRate: number): Promise<Vad> {
    if (typeof this.#vad !== 'string') return this.#vad
    const vad = await detectors[this.#vad](sampleRate, this.#vadModel)
    this.closeWithStage({ close: () => { vad.close?.() } })
    return vad
  }
}

/** A neural detector hears a voice later. */
function preRollFor(vad: VadName | Vad): number {
  return vad === 'silero' ? 500 : 300
}

type Open = (sampleRate: number, model: string | undefined) => Promise<Vad>

const detectors: Readonly<Record<VadName, Open>> = {
  energy: sampleRate => Promise.resolve(new EnergyVad(sampleRate)),
  async fvad(sampleRate) {
    const { FVAD_RATES, openFvad } = await import('./vad/fvad.js')
    checkRate(sampleRate, FVAD_RATES)
    return openFvad(sampleRate)
  },
  async silero(sampleRate, model) {
    const { openSilero, SILERO_RATES } = await import('./vad/silero.js')
    checkRate(sampleRate, SILERO_RATES)
    return openSilero(model)
  },
}

function checkRate(sampleRate: number, rates: readonly number[]): void {
  checkOption(rates.includes(sampleRate), 'sampleRate', `${rates.join(' or ')} for this \`vad\`; put \`resample()\` before it`, sampleRate)
}

/**
 * Cuts audio at pauses and leaves long silence out: s16le mono samples in, cut anyhow, `AudioChunk`s of at most 100 ms
 * out, each with its exact place on the source clock, so that `recognize()` keeps times right. Every sample is in one
 * chunk or left out; half a sample at the end is dropped.
 *
 * Speech begins with the first of `minSpeech` ms of voice, less `preRoll`, and ends when no voice was heard for
 * `minSilence`, plus `hangover`; its last chunk has `endOfSpeech`. Of the silence that follows `keepSilence` is kept: the
 * service ends a sentence after 1300 ms of silence, to which the default adds 200 for the time detectors hang on to a word
 * (110 ms, median) and for one packet; for a larger `maxSentenceSilence` set it so much larger. Speech that grows beyond
 * half of `maxChunk` ends at a pause of 100 ms, beyond three quarters at one of 50; without any it is cut at `maxChunk`.
 *
 * Emits `speechstart` and `speechend` with the time of the voice as soon as they are known, `minSpeech` and
 * `minSilence` after it, before the chunks are read. Samples wait for at most `minSilence` less `hangover`, and 110 ms.
 *
 * Detectors (`vad`; speeds in times real time on one core, from 48 kHz to chunks, measured with `bench/vad.ts`):
 * - `'energy'`: the level against the noise floor. Needs nothing, answers at once, some kB, 1400 times. Hears all voice, and
 *   music, clicks and the first 2 s of a loud noise, too.
 * - `'fvad'`: WebRTC's detector and the energy; needs `@echogarden/fvad-wasm` and 8, 16, 32 or 48 kHz. Answers at once, 5 MB,
 *   1200 times. Lets a fifth less noise through at 20 dB.
 * - `'silero'`: neural; needs `sherpa-onnx-node`, a model (`vadModel`; `silero_vad_v5.onnx` and `silero_vad_v6.onnx` of the npm
 *   package `@ricky0123/vad-web` were tried, and v4 there called `legacy`) and 16 kHz. Answers 32 to 64 ms later and hears a
 *   voice 100 to 200 ms after it began; 45 MB once and 6 MB a stream, 160 to 270 times. Hears neither clicks nor slams, fans,
 *   music or tones.
 * - any `Vad` of your own; it is not closed.
 *
 * Errors: STENO_BAD_OPTION at once; as stream errors STENO_VAD_MISSING, STENO_FILE_NOT_FOUND (the model), and
 * STENO_BAD_OPTION for a rate that the detector does not take.
 *
 * @example
 * ```ts
 * import { chunk, decode, fileSource, recognize, toSrt } from 'stenopipe'
 *
 * const speech = fileSource('meeting.mp3').pipe(decode()).pipe(chunk({ keepSilence: 2000 }))
 * speech.on('speechstart', ({ time }) => { console.error(`somebody speaks at ${time} ms`) })
 * speech.pipe(recognize()).pipe(toSrt()).pipe(process.stdout)
 * speech.once('end', () => { console.error(`${speech.skippedSilence} ms of silence left out`) })
 * ```
 */
export function chunk(options?: ChunkOptions): Chunker {
  return new Chunker(options)
}
