import type { RecognitionResult } from '../../types.js'

/** One result as a line of JSON, as `recognize()` gave it. */
export function jsonLine(result: RecognitionResult): string {
  return `${JSON.stringify(result)}\n`
}

/**
 * One JSON document of what was said: `{ "sentences": [ … ] }`, a sentence a line, as `recognize()` gave them.
 *
 * @example
 * ```ts
 * formatJson([]) // {"sentences":[]}\n
 * ```
 */
export function formatJson(results: readonly RecognitionResult[]): string {
  const { header, result, end } = jsonWriter()
  return header + results.map(result).join('') + end()
}

/** A JSON document on its way out, result by result. */
export interface JsonWriter {
  readonly header: string
  readonly result: (result: RecognitionResult) => string
  readonly end: () => string
}

/** The document of `formatJson()`, result by result; interims are passed over. */
export function jsonWriter(): JsonWriter {
  let count = 0
  return {
    header: '{"sentences":[',
    result: ({ sentence, isSentenceEnd }) => isSentenceEnd ? `${count++ > 0 ? ',' : ''}\n${JSON.stringify(sentence)}` : '',
    end: () => count > 0 ? '\n]}\n' : ']}\n',
  }
}
