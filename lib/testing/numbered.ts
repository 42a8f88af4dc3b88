import { randomUUID } from 'node:crypto'
import { bytesOf, msToFrames, samples } from '../audio/pcm/pcm.js'
import { failure } from '../errors.js'
import { checkInteger } from '../option-checks.js'
import type { Engine, EngineSession } from '../engine/engine.js'
import { ResultQueue } from '../engine/result-queue.js'
import { sessionClosedError } from '../engine/session-errors.js'
import type { RecognitionResult, Word } from '../types.js'
import { FrameNumberDecoder } from './frame-number-decoder.js'

const ENGINE = 'numbered'
const MAX_FRAMES = 32_767

/** Options of `numberedAudio()`. */
export interface NumberedAudioOptions {
  /** Number of frames, 1 to 32767. */
  readonly frames: number
  /** Duration of a frame, in ms. Default 20. */
  readonly frameDuration?: number
  /** Sample rate, in Hz. Default 16000. */
  readonly sampleRate?: number
}

/**
 * Makes s16le mono audio whose frames carry their number: every sample of frame n, from 1, has the value n. With
 * `numberedEngine()` it shows which frames a connection has lost or sent twice.
 *
 * Errors: STENO_BAD_OPTION for numbers out of range.
 *
 * @example
 * ```ts
 * const audio = numberedAudio({ frames: 500 }) // 10 s
 * ```
 */
export function numberedAudio({ frames, frameDuration = 20, sampleRate = 16_000 }: NumberedAudioOptions): Buffer {
  checkInteger('frames', frames, 1, MAX_FRAMES)
  checkInteger('frameDuration', frameDuration, 1, 1000)
  checkInteger('sampleRate', sampleRate, 1000, 192_000)
  const length = msToFrames(frameDuration, sampleRate)
  const audio = new Int16Array(frames * length)
  for (let n = 1; n <= frames; n++) audio.fill(n, (n - 1) * length, n * length)
  return bytesOf(audio)
}

/** Options of `numberedEngine()`. */
export interface NumberedEngineOptions {
  /** Number of words in a sentence. Default 10. */
  readonly wordsPerSentence?: number
  /** Duration of the frames of the audio, in ms. Default 20. */
  readonly frameDuration?: number
}

/**
 * Makes an engine that recognises `numberedAudio()`: each number of which at least half a frame arrives is a word, from
 * its first sample to its last; a frame that arrives twice is recognised twice. It gives an interim with each word, and
 * a final after every `wordsPerSentence`th number and at the end. Silence, value 0, is skipped. Accepts s16le at 16 or
 * 8 kHz.
 *
 * Errors: STENO_BAD_OPTION at once, STENO_FORMAT_MISMATCH at opening.
 *
 * @example
 * ```ts
 * import { emulate, numberedEngine } from 'stenopipe/testing'
 *
 * const service = await emulate({ engine: numberedEngine(), faults: [{ type: 'disconnect', frames: 40 }] })
 * await service.close()
 * ```
 */
export function numberedEngine({ wordsPerSentence = 10, frameDuration = 20 }: NumberedEngineOptions = {}): Engine {
  checkInteger('wordsPerSentence', wordsPerSentence, 1, MAX_FRAMES)
  checkInteger('frameDuration', frameDuration, 1, 1000)
  const sampleRates = [16_000, 8000] as const
  return {
    name: ENGINE,
    capabilities: { sampleRates, languages: [], interimResults: true, wordTimes: true },
    open: ({ format: { encoding, sampleRate }, signal }) => new Promise(resolve => {
      signal.throwIfAborted()
      if (encoding !== 's16le' || !sampleRates.some(rate => rate === sampleRate)) {
        throw failure('STENO_FORMAT_MISMATCH', {
          engine: ENGINE,
          wanted: 's16le at 16000 or 8000 Hz',
          got: `${encoding} at ${sampleRate} Hz`,
          sampleRate: 16_000,
        })
      }
      resolve(
        new NumberedSession(
          new FrameNumberDecoder(msToFrames(frameDuration, sampleRate), sampleRate),
          wordsPerSentence,
        ),
      )
    }),
  }
}

class NumberedSession implements EngineSession {
  readonly id = randomUUID()
  readonly #results = new ResultQueue()
  #words: Word[] = []
  #sentence = 1
  #isClosed = false

  constructor(readonly decoder: FrameNumberDecoder, readonly wordsPerSentence: number) {}

  write(audio: Uint8Array): Promise<void> | void {
    this.#assertOpen('write audio')
    for (const word of this.decoder.push(samples(audio))) this.#addWord(word)
    // It may be closed while the reader is behind.
    return this.#results.drain()?.then(() => { this.#assertOpen('write audio') })
  }

  finish(): Promise<void> {
    return new Promise(resolve => {
      this.#assertOpen('finish')
      for (const word of this.decoder.flush()) this.#addWord(word)
      if (this.#words.length > 0) this.#endSentence()
      this.#isClosed = true
      this.#results.end()
      resolve()
    })
  }

  close(): Promise<void> {
    this.#isClosed = true
    this.#results.fail(sessionClosedError('go on'))
    return Promise.resolve()
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  #addWord(word: Word): void {
    this.#words.push(word)
    this.#pushResult(false)
    if (Number(word.text) % this.wordsPerSentence === 0) this.#endSentence()
  }

  #endSentence(): void {
    this.#pushResult(true)
    this.#sentence++
    this.#words = []
  }

  #pushResult(isSentenceEnd: boolean): void {
    const words = [...this.#words]
    this.#results.push({
      requestId: this.id,
      isSentenceEnd,
      sentence: {
        sentenceId: this.#sentence,
        beginTime: words[0]!.beginTime,
        endTime: isSentenceEnd ? words.at(-1)!.endTime : null,
        text: words.map(word => word.text).join(' '),
        words,
      },
    })
  }

  #assertOpen(action: string): void {
    if (this.#isClosed) throw sessionClosedError(action)
  }
}
