import { EnergyVad } from '../../audio/vad/vad.js'
import type { Sentence, Word } from '../../types.js'
import type { Decoder, Segment } from './decoder.js'
import { Endpointer } from './endpointer.js'
import { toWords } from './segments.js'
import { FRAME_MS, SAMPLE_RATE } from './settings.js'

const SAMPLES_PER_MS = SAMPLE_RATE / 1000
const FRAME_SAMPLES = FRAME_MS * SAMPLES_PER_MS
/** Audio added before the onset and after the last speech, in ms: detectors clip up to 150 ms, 300 in noise. */
const PADDING_MS = 300
const PADDING_FRAMES = PADDING_MS / FRAME_MS
/** Samples decoded at a time: few enough to stop soon, enough to make the cost of a call negligible. */
const BLOCK_SAMPLES = 100 * SAMPLES_PER_MS
/** Samples between two interim results. */
const INTERIM_SAMPLES = 2 * BLOCK_SAMPLES
/** Longest utterance in samples; speech without a pause is split between two words. */
const MAX_SAMPLES = 30_000 * SAMPLES_PER_MS
/** Words this close to a split, in ms, may be incomplete; the next utterance contains them again. */
const UNRELIABLE_MS = 1000

/** Called for each interim and each final result. */
export type Emit = (sentence: Sentence, isSentenceEnd: boolean) => void

/** Options of a `Transcriber`. */
export interface TranscriberOptions {
  readonly decoder: Decoder
  /** True when finals come from a second pass over the complete utterance. */
  readonly hasSecondPass: boolean
  /** Silence that ends a sentence, in ms. */
  readonly maxSentenceSilence: number
  /** Receiver of the results. */
  readonly emit: Emit
}

interface Utterance {
  /** Position of its first sample in the stream, in samples. */
  readonly start: number
  /** Samples so far. */
  length: number
  /** Samples that the first pass has decoded. */
  decoded: number
  /** Text of the last interim result. */
  interimText: string
}

/** Turns samples into sentences: splits the stream at pauses, runs the passes, and sets times on the stream's clock. */
export class Transcriber {
  readonly #decoder: Decoder
  readonly #hasSecondPass: boolean
  readonly #emit: Emit
  readonly #endpointer: Endpointer
  /** Frame that is being filled. */
  readonly #frame = new Int16Array(FRAME_SAMPLES)
  #frameLength = 0
  /** Samples of the utterance. */
  readonly #audio = new Int16Array(MAX_SAMPLES + FRAME_SAMPLES)
  /** Position in the stream, in samples. */
  #position = 0
  /** Frames before a possible onset. */
  #padding: Int16Array[] = []
  #utterance: Utterance | undefined
  #sentenceCount = 0
  /** End of the last final, in ms. */
  #lastEnd = 0

  constructor({ decoder, hasSecondPass, maxSentenceSilence, emit }: TranscriberOptions) {
    this.#decoder = decoder
    this.#hasSecondPass = hasSecondPass
    this.#emit = emit
    this.#endpointer = new Endpointer(new EnergyVad(SAMPLE_RATE), maxSentenceSilence)
  }

  /** Takes samples, split anywhere, and emits the results that they complete. */
  push(samples: Int16Array): void {
    let taken = 0
    while (taken < samples.length) {
      const part = samples.subarray(taken, taken + FRAME_SAMPLES - this.#frameLength)
      this.#frame.set(part, this.#frameLength)
      this.#frameLength += part.length
      taken += part.length
      if (this.#frameLength === FRAME_SAMPLES) this.#processFrame()
    }
  }

  /** Ends the stream: the current utterance, if any, becomes final. */
  flush(): void {
    if (!this.#utterance) return
    this.#append(this.#frame.subarray(0, this.#frameLength))
    this.#endUtterance(0)
  }

  #processFrame(): void {
    const state = this.#endpointer.push(this.#frame)
    this.#frameLength = 0
    this.#position += FRAME_SAMPLES
    if (state === 'outside') this.#bufferPadding()
    else if (state === 'begin') this.#startUtterance()
    else {
      this.#append(this.#frame)
      if (state === 'end') this.#endUtterance(this.#endpointer.silence)
      else if (this.#utterance!.length >= MAX_SAMPLES) this.#splitUtterance()
      else this.#decodeBlock()
    }
  }

  #bufferPadding(): void {
    if (this.#padding.length === PADDING_FRAMES) this.#padding.shift()
    this.#padding.push(this.#frame.slice())
  }

  #startUtterance(): void {
    const start = this.#position - FRAME_SAMPLES * (this.#padding.length + 1)
    this.#utterance = { start, length: 0, decoded: 0, interimText: '' }
    for (const frame of this.#padding.splice(0)) this.#append(frame)
    this.#append(this.#frame)
    this.#decoder.startUtterance()
  }

  #append(samples: Int16Array): void {
    const utterance = this.#utterance!
    this.#audio.set(samples, utterance.length)
    utterance.length += samples.length
  }

  #decodeBlock(): void {
    const utterance = this.#utterance!
    if (utterance.length - utterance.decoded < BLOCK_SAMPLES) return
    this.#decodeAll(utterance)
    if (utterance.decoded % INTERIM_SAMPLES < BLOCK_SAMPLES) this.#emitInterim(utterance)
  }

  #decodeAll(utterance: Utterance): void {
    const { decoded, length } = utterance
    if (length > decoded) this.#decoder.process(this.#audio.subarray(decoded, length))
    utterance.decoded = length
  }

  #emitInterim(utterance: Utterance): void {
    const words = this.#toWords(this.#decoder.segments(), utterance)
    const text = toText(words)
    if (text === '' || text === utterance.interimText) return
    if (utterance.interimText === '') this.#sentenceCount++
    utterance.interimText = text
    this.#emit({ ...this.#toSentence(words, utterance), endTime: null }, false)
  }

  /** @param silence Silence at the end of the utterance, in ms. */
  #endUtterance(silence: number): void {
    const utterance = this.#utterance!
    const surplus = Math.max(silence - PADDING_MS, 0) * SAMPLES_PER_MS
    this.#emitFinal(this.#finalWords(utterance, utterance.length - surplus), utterance)
    this.#utterance = undefined
    const silentFrames = Math.min(silence / FRAME_MS, PADDING_FRAMES)
    const { length } = utterance
    for (let i = silentFrames; i > 0; i--) {
      this.#padding.push(this.#audio.slice(length - i * FRAME_SAMPLES, length - (i - 1) * FRAME_SAMPLES))
    }
  }

  /** Ends an utterance in the middle of speech, after a word that is certainly complete; the rest starts the next. */
  #splitUtterance(): void {
    const utterance = this.#utterance!
    const end = (utterance.start + utterance.length) / SAMPLES_PER_MS
    const words = this.#finalWords(utterance, utterance.length)
    const reliable = words.filter(word => word.endTime <= end - UNRELIABLE_MS)
    const isReliable = reliable.length > 0
    this.#emitFinal(isReliable ? reliable : words, utterance)
    const split = isReliable ? this.#lastEnd * SAMPLES_PER_MS - utterance.start : utterance.length
    this.#audio.copyWithin(0, split, utterance.length)
    const start = utterance.start + split
    this.#utterance = { start, length: utterance.length - split, decoded: 0, interimText: '' }
    this.#endpointer.restart()
    this.#decoder.startUtterance()
  }

  #finalWords(utterance: Utterance, length: number): Word[] {
    this.#decodeAll(utterance)
    const firstPass = this.#decoder.endUtterance()
    if (this.#hasSecondPass) {
      const words = this.#toWords(this.#decoder.decodeUtterance(this.#audio.subarray(0, length)), utterance)
      if (words.length > 0) return words
    }
    return this.#toWords(firstPass, utterance)
  }

  #emitFinal(words: Word[], utterance: Utterance): void {
    if (words.length === 0 && utterance.interimText === '') return
    if (utterance.interimText === '') this.#sentenceCount++
    const sentence = this.#toSentence(words, utterance)
    this.#lastEnd = sentence.endTime
    this.#emit(sentence, true)
  }

  #toWords(segments: Segment[], utterance: Utterance): Word[] {
    const words = toWords(segments, utterance.start / SAMPLES_PER_MS)
    // The padding of two utterances may overlap; times never go backwards.
    return words.map(word => ({
      ...word, beginTime: Math.max(word.beginTime, this.#lastEnd), endTime: Math.max(word.endTime, this.#lastEnd),
    }))
  }

  #toSentence(words: Word[], utterance: Utterance): Sentence & { readonly endTime: number } {
    const beginTime = words[0]?.beginTime ?? Math.max(utterance.start / SAMPLES_PER_MS, this.#lastEnd)
    const endTime = words.at(-1)?.endTime ?? beginTime
    return { sentenceId: this.#sentenceCount, beginTime, endTime, text: toText(words), words }
  }
}

function toText(words: readonly Word[]): string {
  return words.map(word => word.text).join(' ')
}
