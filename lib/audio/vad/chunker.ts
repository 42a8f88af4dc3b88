import type { AudioChunk } from '../../types.js'
import { bytesOf, framesToMs, joined } from '../pcm/pcm.js'
import { VAD_WINDOW_MS, type Vad } from './vad.js'

/** How a `Chunker` cuts; all times in ms. */
export interface ChunkerOptions {
  /** Tells speech from all else. */
  readonly vad: Vad
  /** Frames a second of the audio, in Hz. */
  readonly sampleRate: number
  /** Voice shorter than this is no speech. */
  readonly minSpeech: number
  /** Silence as long as this ends speech. */
  readonly minSilence: number
  /** Audio before the first voice that belongs to speech. */
  readonly preRoll: number
  /** Audio after the last voice that belongs to speech; at most `minSilence`. */
  readonly hangover: number
  /** Speech longer than this is cut. */
  readonly maxChunk: number
  /** Silence after the last voice that is kept; the rest is left out. */
  readonly keepSilence: number
}

/** What comes out of a `Chunker`, in the order of the source clock; times in ms. */
export type ChunkerOutput =
  | { readonly kind: 'chunk'; readonly chunk: AudioChunk }
  | { readonly kind: 'speechstart' | 'speechend'; readonly time: number }

/** Frames of the detector in a chunk: 100 ms, which is what the service asks for and what its SDKs send. */
const CHUNK_FRAMES = 10
/** How many frames of silence end speech that has used up so much of `maxChunk`; the closure of a stop is shorter. */
const PAUSES = [[0.75, 5], [0.5, 10]] as const

const inFrames = (ms: number): number => Math.ceil(ms / VAD_WINDOW_MS)

/**
 * Cuts samples into chunks of at most 100 ms, pure: says which are speech, leaves out long silence. Every sample is in
 * one chunk or in one dropped span, never in two.
 *
 * @example
 * ```ts
 * import { EnergyVad } from './vad.js'
 *
 * const times = { minSpeech: 50, minSilence: 300, preRoll: 300, hangover: 300, maxChunk: 60_000, keepSilence: 1500 }
 * const chunker = new ChunkerCore({ vad: new EnergyVad(16_000), sampleRate: 16_000, ...times })
 * const outputs = [...chunker.push(new Int16Array(160_000)), ...chunker.flush()] // one dropped span of 10 s
 * ```
 */
export class ChunkerCore {
  readonly #options: ChunkerOptions
  readonly #frameSize: number
  #carry: Int16Array = new Int16Array(0)
  #output: ChunkerOutput[] = []
  #saved = 0

  /** Frames whose fate is open, oldest first; all places below count frames of the detector. */
  #held: Int16Array[] = []
  #next = 0
  /** How long the input is, once it is known. */
  #samples = Infinity
  #piece: { readonly frames: Int16Array[]; readonly from: number; readonly speech: boolean } | undefined

  #speaking = false
  #lastVoice = -1
  /** Frames of voice in a row up to now. */
  #run = 0
  #stretchFrom = 0
  #keptUntil: number

  constructor(options: ChunkerOptions) {
    this.#options = options
    this.#frameSize = Math.floor(options.sampleRate * VAD_WINDOW_MS / 1000)
    this.#keptUntil = options.keepSilence === Infinity ? Infinity : 0
  }

  /** Silence left out so far, in ms. */
  get skippedSilence(): number {
    return framesToMs(this.#saved, this.#options.sampleRate)
  }

  /** Takes the next samples, gives what is decided. */
  push(samples: Int16Array): ChunkerOutput[] {
    const input = this.#carry.length > 0 ? joined([this.#carry, samples]) : samples
    const whole = input.length - input.length % this.#frameSize
    for (let at = 0; at < whole; at += this.#frameSize) this.#take(input.subarray(at, at + this.#frameSize))
    this.#carry = input.slice(whole)
    return this.#taken()
  }

  /** Says that no more samples come; gives the rest. Voice that the end cuts short is speech. */
  flush(): ChunkerOutput[] {
    this.#samples = this.#next * this.#frameSize + this.#carry.length
    if (this.#carry.length > 0) {
      // Too short for the detector: it is what the frame before it was.
      if (this.#run > 0) this.#lastVoice = this.#next
      if (this.#run > 0) this.#run++
      this.#held.push(this.#carry)
      this.#next++
    }
    if (!this.#speaking && this.#run > 0) this.#begin()
    if (this.#speaking) this.#end()
    this.#releaseSilence(Infinity)
    this.#closePiece()
    return this.#taken()
  }

  #taken(): ChunkerOutput[] {
    const output = this.#output
    this.#output = []
    return output
  }

  #take(frame: Int16Array): void {
    const { hangover, minSpeech } = this.#options
    const voice = this.#options.vad.push(frame)
    this.#held.push(frame)
    this.#next++
    this.#run = voice ? this.#run + 1 : 0
    if (voice) this.#lastVoice = this.#next - 1

    if (!this.#speaking && voice && this.#run >= inFrames(minSpeech)) this.#begin()
    if (!this.#speaking) this.#releaseSilence(this.#next - this.#run)
    else if (!voice && this.#next - 1 - this.#lastVoice >= this.#endingPause()) this.#end()
    else {
      // One frame is held back, so that there is a chunk to say it when speech turns out to have ended with it.
      this.#releaseSpeech(Math.min(this.#next - 1, this.#lastVoice + inFrames(hangover)))
      if (this.#next - this.#stretchFrom >= inFrames(this.#options.maxChunk)) this.#cut()
    }
  }

  /** How many frames of silence end the speech, now that it has lasted so long. */
  #endingPause(): number {
    const share = (this.#next - this.#stretchFrom) / inFrames(this.#options.maxChunk)
    const [, pause] = PAUSES.find(([from]) => share > from) ?? [0, Infinity]
    return Math.max(1, Math.min(pause, inFrames(this.#options.minSilence)))
  }

  #begin(): void {
    const onset = this.#next - this.#run
    this.#releaseSilence(onset)
    this.#closePiece()
    this.#speaking = true
    this.#stretchFrom = this.#heldFrom
    this.#output.push({ kind: 'speechstart', time: this.#timeOf(onset) })
  }

  #end(): void {
    const voiceEnd = this.#lastVoice + 1
    this.#releaseSpeech(voiceEnd + inFrames(this.#options.hangover), true)
    this.#output.push({ kind: 'speechend', time: this.#timeOf(voiceEnd) })
    this.#speaking = false
    this.#keptUntil = voiceEnd + inFrames(this.#options.keepSilence)
    this.#releaseSilence(this.#next)
  }

  /** Ends a stretch in mid-speech. */
  #cut(): void {
    this.#releaseSpeech(this.#next, true)
    this.#stretchFrom = this.#next
  }

  get #heldFrom(): number {
    return this.#next - this.#held.length
  }

  #releaseSpeech(until: number, ends = false): void {
    const end = Math.min(until, this.#next)
    while (this.#heldFrom < end) this.#keep(true, ends && this.#heldFrom + 1 === end)
  }

  /** Lets go of silence, but not of what may yet become speech, which begins at `voiceFrom`. */
  #releaseSilence(voiceFrom: number): void {
    const needed = voiceFrom - inFrames(this.#options.preRoll)
    while (this.#held.length > 0) {
      if (this.#heldFrom < Math.min(this.#keptUntil, voiceFrom)) this.#keep(false)
      else if (this.#heldFrom >= this.#keptUntil && this.#heldFrom < needed) this.#drop()
      else return
    }
  }

  #keep(speech: boolean, ends = false): void {
    if (this.#piece?.speech !== speech) this.#closePiece()
    this.#piece ??= { frames: [], from: this.#heldFrom, speech }
    this.#piece.frames.push(this.#held.shift()!)
    if (ends || this.#piece.frames.length === CHUNK_FRAMES) this.#closePiece(ends)
  }

  #drop(): void {
    this.#closePiece()
    this.#saved += this.#held.shift()!.length
  }

  #closePiece(endOfSpeech = false): void {
    if (!this.#piece) return
    const { frames, from, speech } = this.#piece
    // A copy even of a single frame, for the input belongs to somebody else.
    const samples = frames.length === 1 ? frames[0]!.slice() : joined(frames)
    const duration = framesToMs(samples.length, this.#options.sampleRate)
    const chunk = { data: bytesOf(samples), start: this.#timeOf(from), duration, speech, endOfSpeech }
    this.#output.push({ kind: 'chunk', chunk })
    this.#piece = undefined
  }

  #timeOf(frame: number): number {
    return framesToMs(Math.min(frame * this.#frameSize, this.#samples), this.#options.sampleRate)
  }
}
