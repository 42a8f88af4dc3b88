import { Transform, type TransformOptions } from 'node:stream'
import { check } from '../errors.js'
import { linkSource } from '../stage.js'
import type { RecognitionResult } from '../types.js'
import type { Cue } from './cue.js'
import { Captioner } from './layout/captioner.js'
import { type LayoutOptions, partOptions } from './layout/options.js'
import { formatSrt } from './srt.js'

/** Options of the stages that write text; what is not named goes to the stream constructor. */
export type FormatterOptions = Omit<TransformOptions, 'transform' | 'flush' | 'objectMode' | 'writableObjectMode'>

/** Options of the stages that write captions: how they are laid out, and what goes to the stream constructor. */
export interface CaptionOptions extends FormatterOptions, LayoutOptions {}

/** Options of `toJsonl()`. */
export interface JsonlOptions extends FormatterOptions {
  /** Whether interims are written, too. Default false. */
  readonly interimResults?: boolean
}

/** Results in, UTF-8 text out, as soon as it cannot change any more. */
function formatter(options: FormatterOptions, format: (result: RecognitionResult) => string, end = (): string => ''): Transform {
  const stage = new Transform({
    ...options,
    writableObjectMode: true,
    transform(result: RecognitionResult, _encoding, done) {
      try {
        check(typeof result?.sentence?.text === 'string', 'chunk', 'a RecognitionResult', result)
        done(null, format(result) || undefined)
      } catch (error) {
        done(error as Error)
      }
    },
    flush(done) { done(null, end() || undefined) },
  })
  linkSource(stage)
  return stage
}

/**
 * Finals to SRT: laid out by professional rules (see `LayoutOptions`), integer ms, in order, never overlapping. A cue is
 * written as soon as it cannot change any more: at the latest with the sentence after it. Interims are passed over.
 *
 * Errors: STENO_BAD_OPTION, also when something else than a `RecognitionResult` is written.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toSrt } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toSrt({ profile: 'bbc' })).pipe(process.stdout)
 * ```
 */
export function toSrt(options: CaptionOptions = {}): Transform {
  const [layout, rest] = partOptions(options)
  const captions = new Captioner(layout)
  let number = 0
  const write = (cues: readonly Cue[]): string => cues.map(cue => formatSrt(cue, ++number)).join('')
  return formatter(rest, result => write(captions.push(result)), () => write(captions.flush()))
}

/**
 * Finals to plain text, a line each. Interims are passed over.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toText } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toText()).pipe(process.stdout)
 * ```
 */
export function toText(options: FormatterOptions = {}): Transform {
  return formatter(options, ({ sentence, isSentenceEnd }) =>
    isSentenceEnd && sentence.text.trim() !== '' ? `${sentence.text.trim().replaceAll(/\s+/g, ' ')}\n` : '')
}

/**
 * Results to JSON lines, one object a line, as `recognize()` gave them.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toJsonl } from 'stenopipe'
 *
 * const lines = fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toJsonl({ interimResults: true }))
 * ```
 */
export function toJsonl({ interimResults = false, ...options }: JsonlOptions = {}): Transform {
  check(typeof interimResults === 'boolean', 'interimResults', 'true or false', interimResults)
  return formatter(options, result => result.isSentenceEnd || interimResults ? `${JSON.stringify(result)}\n` : '')
}
