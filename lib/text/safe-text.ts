// Text of services, devices and other strangers on its way to people: error messages, warnings, logs, terminals, JSON.

const LINE_BREAKS = /[\t-\r\u0085\u2028\u2029]+/g
const LONE_SURROGATES = /\p{Cs}/gu
// Bidi embeddings, overrides and isolates: a line break may separate one from its end, and it then reverses all that
// follows. The marks (U+200E, U+200F, U+061C) stay: they affect no more than their neighbours.
const BIDI_CONTROLS = '\\u202A-\\u202E\\u2066-\\u2069'
const REMOVED = new RegExp(`[\\p{Cc}${BIDI_CONTROLS}\\uFEFF\\p{Noncharacter_Code_Point}]`, 'gu')
/** Escape sequences (ECMA-48): CSI, and the control strings such as OSC with their content. */
const ESCAPE_SEQUENCES = new RegExp([
  '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]',
  '(?:\\x1b[P\\]X^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x90\\x98\\x9b-\\x9f]*(?:\\x07|\\x1b\\\\|\\x9c)',
].join('|'), 'g')
const SPACES = /\s+/g
/** API keys and temporary tokens (`sk-`, `sk-ws-`, `sk-sp-`, `st-`), and what follows a `Bearer`. */
const KEYS = /\b(s[kt]-)[\w.*-]+/gi
const BEARER = /\b(bearer\s+)\S+/gi
/** Characters not escaped by `JSON.stringify()`: DEL, C1, line separators, bidi controls. Terminals may obey them. */
const NOT_ESCAPED = new RegExp(`[\\x7f-\\x9f\\u2028\\u2029${BIDI_CONTROLS}]`, 'g')

/** Longest text of a stranger in a message, in UTF-16 units, with the ellipsis. */
const MAX_LENGTH = 500
/** Removed characters and keys count against this many times the length, so that cost is bounded by it, too. */
const MARGIN = 4

/**
 * Removes what may not be in one line of text: line breaks and tabs become spaces; control characters (C0, DEL, C1),
 * bidi embeddings, overrides and isolates, byte order marks and noncharacters are removed; a lone surrogate becomes
 * U+FFFD. Spaces stay.
 *
 * @example
 * ```ts
 * removeControls('one\r\n\u009b31mtwo') // 'one 31mtwo'
 * ```
 */
export function removeControls(text: string): string {
  return text.replaceAll(LINE_BREAKS, ' ').replaceAll(LONE_SURROGATES, '\uFFFD').replaceAll(REMOVED, '')
}

/**
 * One line that a terminal shows as text: without escape sequences and without what `removeControls()` removes.
 *
 * @example
 * ```ts
 * singleLine('\u001b]0;title\u0007red\u001b[31m') // 'red'
 * ```
 */
export function singleLine(text: string): string {
  return /[^ -~]/.test(text) ? removeControls(text.replaceAll(ESCAPE_SEQUENCES, '')) : text
}

/**
 * Text of a service, a device or a file for a message or a log: one line, without API keys, of limited length.
 *
 * @example
 * ```ts
 * safeText('Invalid key\nsk-12345') // 'Invalid key sk-***'
 * ```
 */
export function safeText(text: string, maxLength = MAX_LENGTH): string {
  const line = singleLine(text.slice(0, maxLength * MARGIN)).replaceAll(SPACES, ' ').trim()
  const redacted = line.replaceAll(KEYS, '$1***').replaceAll(BEARER, '$1***')
  if (redacted.length <= maxLength) return redacted
  const shown = [...redacted.slice(0, maxLength - 1)]
  // The slice may have cut a pair of surrogates.
  if (/\p{Cs}/u.test(shown.at(-1) ?? '')) shown.pop()
  return `${shown.join('').trimEnd()}…`
}

/**
 * JSON of a value in which control characters, line separators and bidi controls are escaped, so that a terminal shows
 * it as it is. It parses to the same value as the output of `JSON.stringify()`.
 *
 * @param space Indentation, as in `JSON.stringify()`.
 *
 * @example
 * ```ts
 * toJsonText('\u009b31m') // '"\\u009b31m"'
 * ```
 */
export function toJsonText(value: unknown, space?: number): string {
  return JSON.stringify(value, undefined, space).replaceAll(NOT_ESCAPED, character =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
