import { joined } from '../pcm/pcm.js'
import { ChunkBuilder, type ChunkerOutput } from './chunk-builder.js'
import { VAD_WINDOW_MS, type Vad } from './vad.js'

export type { ChunkerOutput }

/** Options of a `ChunkerCore`; all times in ms. */
export interface ChunkerOptions {
  /** Voice detector. */
  readonly vad: Vad
  /** Sample rate of the audio, in Hz. */
  readonly sampleRate: number
  /** Shortest voice that starts speech. */
  readonly minSpeech: number
  /** Shortest pause that ends speech. */
  readonly minSilence: number
  /** Audio before the first voice that belongs to speech. */
  readonly preRoll: number
  /** Audio after the last voice that belongs to speech; at most `minSilence`. */
  readonly hangover: number
  /** Longest speech without a cut. */
  readonly maxChunk: number
  /** Silence after the last voice that is kept; the rest is left out. */
  readonly keepSilence: number
}

/** Pause, in windows, that ends speech beyond this share of `maxChunk`; the closure of a stop consonant is shorter. */
const PAUSES = [[0.75, 5], [0.5, 10]] as const

const inWindows = (ms: number): number => Math.ceil(ms / VAD_WINDOW_MS)

/**
 * Cuts samples into chunks of at most 100 ms, marks those of speech and leaves out long silence. Pure. Every sample is
 * in one chunk or left out.
 *
 * @example
 * ```ts
 * import { EnergyVad } from './vad.js'
 *
 * const times = { minSpeech: 50, minSilence: 300, preRoll: 300, hangover: 300, maxChunk: 60_000, keepSilence: 1500 }
 * const chunker = new ChunkerCore({ vad: new EnergyVad(16_000), sampleRate: 16_000, ...times })
 * const outputs = [...chunker.push(new Int16Array(160_000)), ...chunker.flush()] // none: 10 s of silence
 * console.log(outputs.length, chunker.skippedSilence) // 0 10000
 * ```
 */
export class ChunkerCore {
  readonly #options: ChunkerOptions
  readonly #windowSize: number
  readonly #builder: ChunkBuilder
  #carry: Int16Array = new Int16Array(0)

  /** Windows that may still become speech, oldest first; all positions below count windows. */
  #pending: Int16Array[] = []
  #position = 0
  #isSpeech = false
  #lastVoice = -1
  /** Windows of voice in a row up to now. */
  #voiceRun = 0
  /** Start of the speech since its last cut. */
  #segmentStart = 0
  #keepUntil: number

  constructor(options: ChunkerOptions) {
    this.#options = options
    this.#windowSize = Math.floor(options.sampleRate * VAD_WINDOW_MS / 1000)
    this.#builder = new ChunkBuilder(options.sampleRate, this.#windowSize)
    this.#keepUntil = options.keepSilence === Infinity ? Infinity : 0
  }

  /** Silence left out so far, in ms. */
  get skippedSilence(): number {
    return this.#builder.skippedSilence
  }

  /** Takes the next samples; returns the output that is decided. */
  push(samples: Int16Array): ChunkerOutput[] {
    const input = this.#carry.length > 0 ? joined([this.#carry, samples]) : samples
    const end = input.length - input.length % this.#windowSize
    for (let at = 0; at < end; at += this.#windowSize) this.#processWindow(input.subarray(at, at + this.#windowSize))
    this.#carry = input.slice(end)
    return this.#builder.read()
  }

  /** Returns the rest after the last samples. Voice that the end cuts short is speech. */
  flush(): ChunkerOutput[] {
    this.#builder.setLength(this.#position * this.#windowSize + this.#carry.length)
    if (this.#carry.length > 0) {
      // Too short for the detector: it continues the window before it.
      if (this.#voiceRun > 0) this.#lastVoice = this.#position
      if (this.#voiceRun > 0) this.#voiceRun++
      this.#pending.push(this.#carry)
      this.#position++
    }
    if (!this.#isSpeech && this.#voiceRun > 0) this.#startSpeech()
    if (this.#isSpeech) this.#endSpeech()
    this.#releaseSilence(Infinity)
    this.#builder.close()
    return this.#builder.read()
  }

  #processWindow(window: Int16Array): void {
    const { hangover, minSpeech, maxChunk, vad } = this.#options
    const isVoice = vad.push(window)
    this.#pending.push(window)
    this.#position++
    this.#voiceRun = isVoice ? this.#voiceRun + 1 : 0
    if (isVoice) this.#lastVoice = this.#position - 1

    if (!this.#isSpeech && isVoice && this.#voiceRun >= inWindows(minSpeech)) this.#startSpeech()
    if (!this.#isSpeech) this.#releaseSilence(this.#position - this.#voiceRun)
    else if (!isVoice && this.#position - 1 - this.#lastVoice >= this.#endingPause()) this.#endSpeech()
    else {
      // One window stays pending, so that a chunk is left to mark as the last when speech turns out to have ended.
      this.#releaseSpeech(Math.min(this.#position - 1, this.#lastVoice + inWindows(hangover)))
      if (this.#position - this.#segmentStart >= inWindows(maxChunk)) this.#cutSpeech()
    }
  }

  /** Length of the pause that ends the speech, in windows; shorter the longer the speech already is. */
  #endingPause(): number {
    const share = (this.#position - this.#segmentStart) / inWindows(this.#options.maxChunk)
    const [, pause] = PAUSES.find(([from]) => share > from) ?? [0, Infinity]
    return Math.max(1, Math.min(pause, inWindows(this.#options.minSilence)))
  }

  #startSpeech(): void {
    const onset = this.#position - this.#voiceRun
    this.#releaseSilence(onset)
    this.#builder.close()
    this.#isSpeech = true
    this.#segmentStart = this.#pendingStart
    this.#builder.addEvent('speechstart', onset)
  }

  #endSpeech(): void {
    const voiceEnd = this.#lastVoice + 1
    this.#releaseSpeech(voiceEnd + inWindows(this.#options.hangover), true)
    this.#builder.addEvent('speechend', voiceEnd)
    this.#isSpeech = false
    this.#keepUntil = voiceEnd + inWindows(this.#options.keepSilence)
    this.#releaseSilence(this.#position)
  }

  /** Cuts speech that has become too long. */
  #cutSpeech(): void {
    this.#releaseSpeech(this.#position, true)
    this.#segmentStart = this.#position
  }

  get #pendingStart(): number {
    return this.#position - this.#pending.length
  }

  #releaseSpeech(until: number, ends = false): void {
    const end = Math.min(until, this.#position)
    while (this.#pendingStart < end) this.#emitWindow(true, ends && this.#pendingStart + 1 === end)
  }

  /** Releases silence, except for the pre-roll of voice that begins at `voiceStart` and may become speech. */
  #releaseSilence(voiceStart: number): void {
    const needed = voiceStart - inWindows(this.#options.preRoll)
    while (this.#pending.length > 0) {
      if (this.#pendingStart < Math.min(this.#keepUntil, voiceStart)) this.#emitWindow(false)
      else if (this.#pendingStart >= this.#keepUntil && this.#pendingStart < needed) {
        this.#builder.skip(this.#pending.shift()!)
      } else return
    }
  }

  #emitWindow(speech: boolean, endsSpeech = false): void {
    const position = this.#pendingStart
    this.#builder.append(this.#pending.shift()!, { position, speech, endsSpeech })
  }
}
