import { checkBoolean, checkOptionNames, checkOptions, type OptionChecks } from '../../option-checks.js'
import { toJsonText } from '../../text/safe-text.js'
import type { RecognitionResult } from '../../types.js'
import { checkResult } from '../layout/caption-input.js'
import { itemsOf, joinText, pieces, type TextFormatter } from './caption-format.js'

/** Options of JSON lines. */
export interface JsonlOptions {
  /** Interims, too. Default false. */
  readonly interimResults?: boolean
}

/** Every option of JSON lines with its check. */
export const jsonlChecks: OptionChecks<JsonlOptions> = { interimResults: checkBoolean }

/**
 * Formats finals as one JSON document, `{ "sentences": [ … ] }`, with a sentence on each line, as `recognize()`
 * returned them.
 *
 * Errors: STENO_BAD_OPTION for anything but results.
 *
 * @example
 * ```ts
 * import { formatJson } from 'stenopipe'
 *
 * formatJson([]) // {"sentences":[]}\n
 * ```
 */
export function formatJson(results: Iterable<RecognitionResult>): string {
  return joinText(itemsOf(results), jsonFormatter())
}

/**
 * Formats results as JSON lines, one result on each line, as `recognize()` returned them.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION.
 *
 * @example
 * ```ts
 * import { formatJsonl } from 'stenopipe'
 *
 * const sentence = { sentenceId: 1, beginTime: 0, endTime: 900, text: 'One.', words: [] }
 * formatJsonl([{ requestId: '', sentence, isSentenceEnd: true }])
 * // {"requestId":"","sentence":{ … },"isSentenceEnd":true}\n
 * ```
 */
export function formatJsonl(results: Iterable<RecognitionResult>, options: JsonlOptions = {}): string {
  checkOptionNames('formatJsonl()', options, jsonlChecks)
  return joinText(itemsOf(results), jsonlFormatter(options))
}

/** Formatter of one JSON document. Errors: STENO_BAD_OPTION from `push()`. */
export function jsonFormatter(): TextFormatter<RecognitionResult> {
  let separator = '{"sentences":[\n'
  return {
    push(result) {
      checkResult(result)
      if (!result.isSentenceEnd) return []
      const text = separator + toJsonText(result.sentence)
      separator = ',\n'
      return [text]
    },
    flush: () => [separator === ',\n' ? '\n]}\n' : '{"sentences":[]}\n'],
  }
}

/** Formatter of JSON lines. Errors: STENO_BAD_OPTION, at once and from `push()`. */
export function jsonlFormatter(options: JsonlOptions): TextFormatter<RecognitionResult> {
  checkOptions(options, jsonlChecks)
  const { interimResults = false } = options
  return {
    push(result) {
      checkResult(result)
      return pieces(result.isSentenceEnd || interimResults ? `${toJsonText(result)}\n` : '')
    },
    flush: () => [],
  }
}
