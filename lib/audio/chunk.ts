import type { Transform } from 'node:stream'
import { checkNumber, checkOption } from '../option-checks.js'
import { type PcmCore, PcmTransform } from '../stream/pcm-transform.js'
import type { StageOptions } from '../stream/stage-options.js'
import type { ChunkIterator } from '../stream/typed-transform.js'
import type { AudioChunk } from '../types.js'
import { ChunkerCore, type ChunkerOptions, type ChunkerOutput } from './vad/chunker.js'
import { EnergyVad, type Vad } from './vad/vad.js'

/** Name of a voice detector; `chunk()` compares them. */
export type VadName = 'energy' | 'fvad' | 'silero'

/** Options of `chunk()`, times in ms; the rest goes to the stream constructor (`signal` …). */
export interface ChunkOptions extends StageOptions {
  /** Voice detector. Default `'energy'`. */
  readonly vad?: VadName | Vad
  /** Path of the model of `'silero'`, an .onnx file. */
  readonly vadModel?: string
  /** Sample rate of the audio, in Hz, 8000 to 192000. Default: that of the stage piped in, else 16000. */
  readonly sampleRate?: number
  /** Shortest voice that starts speech, 0 to 60000; anything shorter counts as a click. Default 50. */
  readonly minSpeech?: number
  /** Shortest pause that ends speech, 10 to 60000. Default 300. */
  readonly minSilence?: number
  /** Audio before the first voice that belongs to speech: detectors are late. Default 300, with `'silero'` 500. */
  readonly preRoll?: number
  /** Audio after the last voice that belongs to speech: words end softly. Default 300, at most `minSilence`. */
  readonly hangover?: number
  /** Longest speech without a cut, 1000 or more; from half of it on shorter pauses end speech. Default 60000. */
  readonly maxChunk?: number
  /** Silence after the last voice that is kept; the rest is left out. Default 1500; `Infinity` leaves nothing out. */
  readonly keepSilence?: number
}

/** Content of the events `speechstart` and `speechend`. */
export interface SpeechEvent {
  /** Start or end of the voice on the source clock, in ms; without pre-roll and hangover. */
  readonly time: number
}

type Listener = Parameters<Transform['on']>[1]

export interface Chunker {
  on(event: 'speechstart' | 'speechend', listener: (event: SpeechEvent) => void): this
  on(event: 'data', listener: (chunk: AudioChunk) => void): this
  on(event: string | symbol, listener: Listener): this
  once(event: 'speechstart' | 'speechend', listener: (event: SpeechEvent) => void): this
  once(event: 'data', listener: (chunk: AudioChunk) => void): this
  once(event: string | symbol, listener: Listener): this
  [Symbol.asyncIterator](): ChunkIterator<AudioChunk>
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
      } else this.emit(output.kind, { time: Math.round(this.#offset + output.time) } satisfies SpeechEvent)
    }
  }

  async #openVad(sampleRate: number): Promise<Vad> {
    if (typeof this.#vad !== 'string') return this.#vad
    const vad = await detectors[this.#vad](sampleRate, this.#vadModel)
    this.closeWithStage({ close: () => { vad.close?.() } })
    return vad
  }
}

/** A neural detector responds later. */
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
  const expected = `${rates.join(' or ')} for this \`vad\`; put \`resample()\` before it`
  checkOption(rates.includes(sampleRate), 'sampleRate', expected, sampleRate)
}

/**
 * Cuts audio at pauses and leaves out long silence: s16le mono samples in, `AudioChunk`s of at most 100 ms out, each
 * with its exact position on the source clock, so that `recognize()` keeps times right. Every sample is in one chunk or
 * left out; half a sample at the end is dropped.
 *
 * Speech begins `preRoll` before the first `minSpeech` of voice. It ends `hangover` after the last voice, once there
 * was none for `minSilence`; its last chunk has `endOfSpeech`. Then `keepSilence` of silence is kept. The service ends
 * a sentence after 1300 ms of silence; the default adds 200 ms for the delay of detectors after a word (110 ms, median)
 * and for one packet. With a larger `maxSentenceSilence` raise `keepSilence` by the same amount. Speech beyond half of
 * `maxChunk` ends at a pause of 100 ms, beyond three quarters at one of 50 ms; without a pause it is cut at `maxChunk`.
 *
 * Emits `speechstart` and `speechend` with the time of the voice as soon as they are known, `minSpeech` and
 * `minSilence` after it, before the chunks are read. The delay of samples is at most `minSilence` less `hangover`, and
 * 110 ms.
 *
 * Detectors (`vad`; speeds in multiples of real time on one core, from 48 kHz to chunks, measured with `bench/vad.ts`):
 * - `'energy'`: the level above the noise floor. Needs nothing, no delay, some kB, 1400 times. Detects all voice, but
 *   also music, clicks and the first 2 s of a loud noise.
 * - `'fvad'`: WebRTC's detector and the energy; needs `@echogarden/fvad-wasm` and 8, 16, 32 or 48 kHz. No delay, 5 MB,
 *   1200 times. A fifth fewer false alarms in noise at 20 dB.
 * - `'silero'`: neural; needs `sherpa-onnx-node`, a model (`vadModel`; `silero_vad_v5.onnx` and `silero_vad_v6.onnx` of
 *   the npm package `@ricky0123/vad-web` were tried, and v4, there called `legacy`) and 16 kHz. Delay 32 to 64 ms;
 *   detects a voice 100 to 200 ms after it began; 45 MB once and 6 MB per stream, 160 to 270 times. Ignores clicks,
 *   slams, fans, music and tones.
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
 * speech.on('speechstart', ({ time }) => { console.error(`voice at ${time} ms`) })
 * speech.pipe(recognize()).pipe(toSrt()).pipe(process.stdout)
 * speech.once('end', () => { console.error(`${speech.skippedSilence} ms of silence left out`) })
 * ```
 */
export function chunk(options?: ChunkOptions): Chunker {
  return new Chunker(options)
}
