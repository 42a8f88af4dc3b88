import { EnergyVad } from '../../audio/vad/vad.js'
import type { Sentence, Word } from '../../types.js'
import type { Decoder, Segment } from './decoder.js'
import { Endpointer } from './endpointer.js'
import { toWords } from './segments.js'
import { FRAME_MS, SAMPLE_RATE } from './settings.js'

const PER_MS = SAMPLE_RATE / 1000
const FRAME = FRAME_MS * PER_MS
/** Kept from before the onset and after the last speech: detectors clip an onset by up to 150 ms, 300 in noise. */
const MARGIN_MS = 300
const MARGIN_FRAMES = MARGIN_MS / FRAME_MS
/** Searched at a time: small enough to be stopped soon, large enough that calls cost nothing. */
const BLOCK = 100 * PER_MS
const INTERIM_EVERY = 2 * BLOCK
/** Nobody speaks this long without a pause; what does is cut between two words. */
const LONGEST = 30_000 * PER_MS
/** Words this near to such a cut may be cut themselves; the next utterance has them. */
const UNSURE_MS = 1000

/** Takes each interim and each final. */
export type Emit = (sentence: Sentence, isSentenceEnd: boolean) => void

/** What a `Transcriber` works with. */
export interface TranscriberOptions {
  readonly decoder: Decoder
  /** Whether finals come from a second pass over the whole utterance. */
  readonly second: boolean
  /** Silence that ends a sentence, in ms. */
  readonly maxSentenceSilence: number
  readonly emit: Emit
}

interface Utterance {
  /** Its first sample, counted from the stream's first. */
  readonly start: number
  length: number
  fed: number
  /** What the last interim said. */
  said: string
}

/** From samples to sentences: cuts the stream at pauses, runs the passes, gives clean words on the stream's clock. */
export class Transcriber {
  readonly #decoder: Decoder
  readonly #second: boolean
  readonly #emit: Emit
  readonly #endpointer: Endpointer
  readonly #frame = new Int16Array(FRAME)
  readonly #audio = new Int16Array(LONGEST + FRAME)
  #filled = 0
  #position = 0
  #margin: Int16Array[] = []
  #utterance: Utterance | undefined
  #sentences = 0
  #settled = 0

  constructor({ decoder, second, maxSentenceSilence, emit }: TranscriberOptions) {
    this.#decoder = decoder
    this.#second = second
    this.#emit = emit
    this.#endpointer = new Endpointer(new EnergyVad(SAMPLE_RATE), maxSentenceSilence)
  }

  /** Takes samples cut anyhow; calls `emit` for what they complete. */
  push(samples: Int16Array): void {
    let taken = 0
    while (taken < samples.length) {
      const part = samples.subarray(taken, taken + FRAME - this.#filled)
      this.#frame.set(part, this.#filled)
      this.#filled += part.length
      taken += part.length
      if (this.#filled === FRAME) this.#takeFrame()
    }
  }

  /** Ends the stream: the utterance under way, if any, becomes final. */
  flush(): void {
    if (!this.#utterance) return
    this.#append(this.#frame.subarray(0, this.#filled))
    this.#endUtterance(0)
  }

  #takeFrame(): void {
    const place = this.#endpointer.push(this.#frame)
    this.#filled = 0
    this.#position += FRAME
    if (place === 'outside') this.#remember()
    else if (place === 'begin') this.#begin()
    else {
      this.#append(this.#frame)
      if (place === 'end') this.#endUtterance(this.#endpointer.silence)
      else if ((this.#utterance as Utterance).length >= LONGEST) this.#splitUtterance()
      else this.#advance()
    }
  }

  #remember(): void {
    if (this.#margin.length === MARGIN_FRAMES) this.#margin.shift()
    this.#margin.push(this.#frame.slice())
  }

  #begin(): void {
    const start = this.#position - FRAME * (this.#margin.length + 1)
    this.#utterance = { start, length: 0, fed: 0, said: '' }
    for (const frame of this.#margin.splice(0)) this.#append(frame)
    this.#append(this.#frame)
    this.#decoder.begin()
  }

  #append(samples: Int16Array): void {
    const utterance = this.#utterance as Utterance
    this.#audio.set(samples, utterance.length)
    utterance.length += samples.length
  }

  #advance(): void {
    const utterance = this.#utterance as Utterance
    if (utterance.length - utterance.fed < BLOCK) return
    this.#feed(utterance)
    if (utterance.fed % INTERIM_EVERY < BLOCK) this.#interim(utterance)
  }

  #feed(utterance: Utterance): void {
    if (utterance.length > utterance.fed) this.#decoder.feed(this.#audio.subarray(utterance.fed, utterance.length))
    utterance.fed = utterance.length
  }

  #interim(utterance: Utterance): void {
    const words = this.#words(this.#decoder.segments(), utterance)
    const text = toText(words)
    if (text === '' || text === utterance.said) return
    if (utterance.said === '') this.#sentences++
    utterance.said = text
    this.#emit({ ...this.#sentence(words, utterance), endTime: null }, false)
  }

  /** @param silence How much silence the utterance ends with, in ms. */
  #endUtterance(silence: number): void {
    const utterance = this.#utterance as Utterance
    const surplus = Math.max(silence - MARGIN_MS, 0) * PER_MS
    this.#final(this.#finalWords(utterance, utterance.length - surplus), utterance)
    this.#utterance = undefined
    const quiet = Math.min(silence / FRAME_MS, MARGIN_FRAMES)
    for (let frame = quiet; frame > 0; frame--) {
      this.#margin.push(this.#audio.slice(utterance.length - frame * FRAME, utterance.length - (frame - 1) * FRAME))
    }
  }

  /** Ends an utterance in mid-speech after a word that is surely whole; the rest begins the next. */
  #splitUtterance(): void {
    const utterance = this.#utterance as Utterance
    const end = (utterance.start + utterance.length) / PER_MS
    const words = this.#finalWords(utterance, utterance.length)
    const sure = words.filter(word => word.endTime <= end - UNSURE_MS)
    const kept = sure.length > 0 ? sure : words
    this.#final(kept, utterance)
    const from = sure.length > 0 ? this.#settled * PER_MS - utterance.start : utterance.length
    this.#audio.copyWithin(0, from, utterance.length)
    this.#utterance = { start: utterance.start + from, length: utterance.length - from, fed: 0, said: '' }
    this.#endpointer.restart()
    this.#decoder.begin()
  }

  #finalWords(utterance: Utterance, length: number): Word[] {
    this.#feed(utterance)
    const live = this.#decoder.end()
    const whole = this.#second ? this.#words(this.#decoder.recognizeWhole(this.#audio.subarray(0, length)), utterance) : []
    return whole.length > 0 ? whole : this.#words(live, utterance)
  }

  #final(words: Word[], utterance: Utterance): void {
    if (words.length === 0 && utterance.said === '') return
    if (utterance.said === '') this.#sentences++
    const sentence = this.#sentence(words, utterance)
    this.#settled = sentence.endTime as number
    this.#emit(sentence, true)
  }

  #words(segments: Segment[], utterance: Utterance): Word[] {
    const words = toWords(segments, utterance.start / PER_MS)
    // The margins of two utterances may overlap; times never go backwards.
    return words.map(word => ({
      ...word, beginTime: Math.max(word.beginTime, this.#settled), endTime: Math.max(word.endTime, this.#settled),
    }))
  }

  #sentence(words: Word[], utterance: Utterance): Sentence {
    const beginTime = words[0]?.beginTime ?? Math.max(utterance.start / PER_MS, this.#settled)
    const endTime = words.at(-1)?.endTime ?? beginTime
    return { sentenceId: this.#sentences, beginTime, endTime, text: toText(words), words }
  }
}

function toText(words: readonly Word[]): string {
  return words.map(word => word.text).join(' ')
}
