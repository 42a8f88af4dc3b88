import { failure } from '../../errors.js'
import { checkInteger, checkKnown, checkOneOf, checkOption, checkText } from '../../option-checks.js'
import type { Engine } from '../../engine/engine.js'
import { findModel } from './model.js'
import { DecoderThread } from './decoder-thread.js'
import { PocketSphinxSession } from './session.js'
import { type Accuracy, ENGINE, FIRST_PASS, modelSettings, SAMPLE_RATE, SECOND_PASS } from './settings.js'

const LANGUAGES = ['en', 'en-US']

/** Options of `pocketsphinx()`. */
export interface PocketSphinxOptions {
  /**
   * Directory of the en-us model, with `en-us/`, `en-us.lm.bin` and `cmudict-en-us.dict`. Default: the first one found
   * where packages install it.
   */
  readonly modelDir?: string
  /** File of the library, or its name for the dynamic linker. Default: the first found where packages install it. */
  readonly library?: string
  /**
   * Language as a BCP 47 tag. Default `'en-US'`, the language of the packaged model, which is used for every other
   * region of English too.
   */
  readonly language?: string
  /** Silence that ends a sentence, in ms, 200-6000. Default 800. */
  readonly maxSentenceSilence?: number
  /**
   * `'thorough'` recognises each sentence again when it has ended, adapted to the acoustics of that sentence and with a
   * wider search; `'fast'` uses one pass. Default `'thorough'`, and behind a live source `'fast'`, since audio would be
   * lost while the second pass runs.
   */
  readonly accuracy?: Accuracy
}

/**
 * The embedded engine: libpocketsphinx of the system, offline and without an account, English.
 *
 * Input is s16le mono at 16 kHz. Interim results have word times; a final follows at each pause. Each session has a
 * thread and a model of its own in memory, so the event loop never blocks; opening takes about half a second. Sentences
 * longer than 10 s end at ever shorter pauses, and at 30 s between two words.
 *
 * Errors: STENO_BAD_OPTION and STENO_LANGUAGE_UNSUPPORTED at once; when a session is opened, STENO_ENGINE_MISSING and
 * STENO_MODEL_MISSING with the command that installs what is missing; STENO_ENGINE_FAILED (retryable) if the thread
 * fails.
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
  const { modelDir, library, language = 'en-US', maxSentenceSilence = 800, accuracy, ...rest } = options
  checkKnown('pocketsphinx()', rest, ['modelDir', 'library', 'language', 'maxSentenceSilence', 'accuracy'], [])
  checkText('modelDir', modelDir)
  checkText('library', library)
  checkInteger('maxSentenceSilence', maxSentenceSilence, 200, 6000)
  if (accuracy !== undefined) checkOneOf('accuracy', accuracy, ['fast', 'thorough'])
  checkOption(typeof language === 'string', 'language', 'a BCP 47 tag such as "en-US"', language)
  if (modelDir === undefined && !isSupported(language)) {
    throw failure('STENO_LANGUAGE_UNSUPPORTED', { engine: ENGINE, language, known: LANGUAGES.join(', ') })
  }

  return {
    name: 'pocketsphinx',
    capabilities: { sampleRates: [SAMPLE_RATE], languages: LANGUAGES, interimResults: true, wordTimes: true },
    async open({ format, signal, isLive = false }) {
      signal.throwIfAborted()
      if (format.sampleRate !== SAMPLE_RATE) {
        throw failure('STENO_FORMAT_MISMATCH', {
          engine: ENGINE, wanted: `${SAMPLE_RATE} Hz`, got: `${format.sampleRate} Hz`, sampleRate: SAMPLE_RATE,
        })
      }
      const passes = accuracy ?? defaultAccuracy(isLive)
      const firstPass = { ...modelSettings(await findModel(modelDir)), ...FIRST_PASS[passes] }
      const secondPass = passes === 'thorough' ? SECOND_PASS : undefined
      const thread = await DecoderThread.start({ firstPass, secondPass, library, maxSentenceSilence }, signal)
      // The first pass adapts to the voice, so that only results of the second do not depend on earlier audio.
      return new PocketSphinxSession(thread, secondPass !== undefined)
    },
  }
}

/** Accuracy when none was chosen. The second pass takes about the duration of the audio, too long for a live source. */
export function defaultAccuracy(isLive: boolean): Accuracy {
  return isLive ? 'fast' : 'thorough'
}

/** True for English of any region. */
function isSupported(language: string): boolean {
  return /^en(-|$)/i.test(language)
}
