import { Transform, type TransformOptions } from 'node:stream'
import { omitOptions, pickOptions } from '../option-checks.js'
import { linkSource } from '../stream/link-source.js'
import type { RecognitionResult } from '../types.js'
import { captionPen, type Pen, textPieces } from './caption-text.js'
import { captioner, type Captioner, checkResult, spoken } from './captioner.js'
import { Captioner as LaidOut } from './layout/captioner.js'
import { type LayoutOptions, layoutChecks } from './layout/options.js'
import { jsonLine, jsonWriter } from './formats/json.js'
import { textWriter, type TextOptions } from './formats/plain-text.js'
import { checkSwitch } from './formats/vtt-options.js'
import type { CueWriter } from './formats/writer.js'

/** Options of the stages that write text; what is not named goes to the stream constructor. */
export type FormatterOptions = Omit<TransformOptions, 'transform' | 'flush' | 'objectMode' | 'writableObjectMode'>

/** Options of the stages that write captions: how they are laid out, and those of the stream. */
export type CueFormatOptions = LayoutOptions & FormatterOptions

/** Options of `toJsonl()`. */
export interface JsonlOptions extends FormatterOptions {
  /** Whether interims are written, too. Default false. */
  readonly interimResults?: boolean
}

/** UTF-8 text out, as soon as it cannot change any more. */
export function formatter<Input>(options: FormatterOptions, pen: Pen<Input>): Transform {
  const { push, flush } = textPieces(pen)
  const stage = new Transform({
    ...options,
    writableObjectMode: true,
    transform(input: Input, _encoding, done) {
      attempt(done, () => push(input))
    },
    flush(done) {
      attempt(done, flush)
    },
  })
  linkSource(stage)
  return stage
}

function attempt(done: (error: Error | null, text?: string) => void, write: () => string): void {
  let text: string
  try {
    text = write()
  } catch (error) {
    done(error as Error)
    return
  }
  done(null, text || undefined)
}

/** The stage of a caption format: results are laid out, cues taken as they are. */
export function captionStage(options: CueFormatOptions, writer: CueWriter, maker?: Captioner): Transform {
  const layout = pickOptions(options, layoutChecks)
  const rest = omitOptions(options, layoutChecks)
  return formatter(rest, captionPen(writer, maker ?? captioner(new LaidOut(layout))))
}

/**
 * Finals to plain text: a line each or, with `paragraph`, running text with an empty line where a pause was that long
 * or another speaker began. Interims are passed over.
 *
 * Errors: STENO_BAD_OPTION, at once.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toText } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toText({ paragraph: 2000 })).pipe(process.stdout)
 * ```
 */
export function toText(options: TextOptions & FormatterOptions = {}): Transform {
  return captionStage(options, textWriter(options), captioner(spoken))
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
  checkSwitch('interimResults', interimResults)
  return formatter<RecognitionResult>(options, {
    push(result) {
      checkResult(result)
      return result.isSentenceEnd || interimResults ? jsonLine(result) : ''
    },
  })
}

/**
 * Finals to one JSON document, `{ "sentences": [ … ] }`, each as `recognize()` gave it. It is whole at the end.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toJson } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toJson()).pipe(process.stdout)
 * ```
 */
export function toJson(options: FormatterOptions = {}): Transform {
  const { header, result, end } = jsonWriter()
  return formatter<RecognitionResult>(options, {
    header,
    push(input) {
      checkResult(input)
      return result(input)
    },
    end,
  })
}
