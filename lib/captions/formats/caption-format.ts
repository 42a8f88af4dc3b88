import { checkOption, checkOptionNames, type OptionChecks, pickOptions } from '../../option-checks.js'
import { type CaptionInput, describe, isCue } from '../layout/caption-input.js'
import { type CueBuilder, cueBuilder, sentencePerCue } from '../layout/cue-builder.js'
import { layoutChecks, type LayoutOptions } from '../layout/options.js'
import { byStart, type CueWriter } from './writer.js'

/** A text format of captions; `formatX()`, the stage `toX()` and the RxJS operator are made from it. */
export interface CaptionFormat<Options> {
  /** Options of the format with their checks. */
  readonly checks: OptionChecks<Options>
  /** Writer of a new file. Errors: STENO_BAD_OPTION. */
  readonly writer: (options: Options) => CueWriter
  /** False where results are not laid out: each sentence is one cue, and there are no layout options. Default true. */
  readonly hasLayout?: boolean
}

/** Converts inputs to text piece by piece; the pieces joined are the file. */
export interface TextFormatter<Input> {
  /** Adds an input. @returns The text that cannot change any more: one piece or none. */
  readonly push: (input: Input) => readonly string[]
  /** Ends the input. @returns The remaining text. */
  readonly flush: () => readonly string[]
}

/** Formatter of results or cues in a format. Errors: STENO_BAD_OPTION, at once and from `push()`. */
export function captionFormatter<Options extends object>(
  format: CaptionFormat<Options>, options: Options & LayoutOptions,
): TextFormatter<CaptionInput> {
  const { builder, writer } = partsOf(format, options)
  return {
    push: input => pieces(builder.push(input).map(writer.write).join('')),
    flush: () => pieces(builder.flush().map(writer.write).join('') + writer.end()),
  }
}

function partsOf<Options extends object>(
  { checks, writer, hasLayout = true }: CaptionFormat<Options>, options: Options & LayoutOptions,
): { builder: CueBuilder; writer: CueWriter } {
  return {
    builder: hasLayout ? cueBuilder(pickOptions(options, layoutChecks)) : sentencePerCue(),
    writer: writer(pickOptions(options, checks)),
  }
}

/** A text as the pieces that `TextFormatter` returns. */
export function pieces(text: string): readonly string[] {
  return text === '' ? [] : [text]
}

/** Tables of the options that a format takes. */
export function tablesOf<Options>({ checks, hasLayout = true }: CaptionFormat<Options>): readonly object[] {
  return hasLayout ? [checks, layoutChecks] : [checks]
}

/**
 * Formats results or cues as a whole file. Cues are put in the order of their starts; results are written in the order
 * given, as the stage does.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION.
 *
 * @param call Call as users write it, such as `formatSrt()`.
 */
export function formatCaptions<Options extends object>(
  call: string, format: CaptionFormat<Options>, input: Iterable<CaptionInput>, options: Options & LayoutOptions,
): string {
  checkOptionNames(call, options, ...tablesOf(format))
  const { builder, writer } = partsOf(format, options)
  const inputs = itemsOf(input)
  const cues = inputs.every(isCue) ? inputs.sort(byStart)
    : [...inputs.flatMap(input => builder.push(input)), ...builder.flush()]
  return cues.map(writer.write).join('') + writer.end()
}

/** Text of a formatter for all of its inputs. */
export function joinText<Input>(inputs: readonly Input[], { push, flush }: TextFormatter<Input>): string {
  return [...inputs.flatMap(push), ...flush()].join('')
}

/** Items of an iterable of results or cues. Errors: STENO_BAD_OPTION. */
export function itemsOf<Input>(input: Iterable<Input>): Input[] {
  const isIterable = typeof input === 'object' && typeof input?.[Symbol.iterator] === 'function'
  checkOption(isIterable, 'cues', 'an iterable of cues or results', describe(input))
  return [...input]
}
