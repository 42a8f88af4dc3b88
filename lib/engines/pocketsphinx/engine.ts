import { failure } from '../../errors.js'
import { checkOption, checkInteger, checkOneOf, checkText } from '../../option-checks.js'
import type { Engine } from '../../engine/engine.js'
import { findModel } from './model.js'
import { DecoderThread } from './decoder-thread.js'
import { PocketSphinxSession } from './session.js'
import { type Accuracy, ENGINE, FIRST_PASS, modelSettings, SAMPLE_RATE, SECOND_PASS } from './settings.js'

const LANGUAGES = ['en', 'en-US']

/** Options of `pocketsphinx()`. */
export interface PocketSphinxOptions {
  /** Where the en-us model lies: a directory with `en-us/`, `en-us.lm.bin` and `cmudict-en-us.dict`. Default: where packages put it. */
  readonly modelDir?: string
  /** The library's file or the name the loader knows it by. Default: where packages put it. */
  readonly library?: string
  /** A BCP 47 tag; the packaged model is for `'en-US'`. */
  readonly language?: string
  /** Silence that ends a sentence, in ms, 200-6000. Default 800. */
  readonly maxSentenceSilence?: number
  /**
   * `'thorough'` (default) recognises each sentence anew when it has ended, with that sentence's own acoustics and a
   * wider search; `'fast'` makes the words of the live pass final.
   */
  readonly accuracy?: Accuracy
}

/**
 * The embedded engine: the system's libpocketsphinx, offline and without an account, English.
 *
 * Takes s16le mono at 16 kHz; gives interims with word times as speech goes and a final at each pause. Each session is
 * a thread of its own with a model of its own in memory, so the event loop never waits; opening takes about half a
 * second. Sentences longer than 10 s end at ever shorter pauses, and at 30 s between two words.
 *
 * Errors: STENO_BAD_OPTION and STENO_LANGUAGE_UNSUPPORTED at once; STENO_ENGINE_MISSING and STENO_MODEL_MISSING name
 * the command that installs what lacks; STENO_ENGINE_FAILED (retryable) when the thread breaks.
 *
 * @example
 * ```ts
 * import { recognize } from 'stenopipe'
 * import { pocketsphinx } from 'stenopipe/engines/pocketsphinx'
 *
 * const recognizer = recognize({ engine: pocketsphinx({ accuracy: 'fast', maxSentenceSilence: 500 }) })
 * ```
 */
export function pocketsphinx(options: PocketSphinxOptions = {}): Engine {
  const { modelDir, library, language = 'en-US', maxSentenceSilence = 800, accuracy = 'thorough' } = options
  checkText('modelDir', modelDir)
  checkText('library', library)
  checkInteger('maxSentenceSilence', maxSentenceSilence, 200, 6000)
  checkOneOf('accuracy', accuracy, ['fast', 'thorough'])
  checkOption(typeof language === 'string', 'language', 'a BCP 47 tag such as "en-US"', language)
  if (modelDir === undefined && !LANGUAGES.includes(language)) {
    throw failure('STENO_LANGUAGE_UNSUPPORTED', { engine: ENGINE, language, known: LANGUAGES.join(', ') })
  }

  return {
    name: 'pocketsphinx',
    capabilities: { sampleRates: [SAMPLE_RATE], languages: LANGUAGES, interimResults: true, wordTimes: true },
    async open({ format, signal }) {
      signal.throwIfAborted()
      if (format.sampleRate !== SAMPLE_RATE) {
        throw failure('STENO_FORMAT_MISMATCH', {
          engine: ENGINE, wanted: `${SAMPLE_RATE} Hz`, got: `${format.sampleRate} Hz`, sampleRate: SAMPLE_RATE,
        })
      }
      const live = { ...modelSettings(await findModel(modelDir)), ...FIRST_PASS[accuracy] }
      const second = accuracy === 'thorough' ? SECOND_PASS : undefined
      const thread = await DecoderThread.start({ live, second, library, maxSentenceSilence }, signal)
      // The live pass adapts to the voice as it goes.
      return new PocketSphinxSession(thread, second !== undefined)
    },
  }
}
