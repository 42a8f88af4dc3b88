import { isRecord } from '../option-checks.js'
import type { Fault, JsonObject } from './messages.js'

/**
 * A time that was sent, but is no time: not a number, or not a finite one that an integer can hold. It stands for
 * "later than any audio", so that one check of the upper bound finds these, too.
 */
export const INVALID_TIME = Number.MAX_SAFE_INTEGER

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d]

/** Most levels of a message; those of the protocol have seven. Deeply nested arrays take seconds to parse. */
const MAX_DEPTH = 64

/** Thrown by the readers and caught by the parser; it never leaves this folder. */
class Refusal extends Error {
  constructor(readonly reason: Fault['reason'], readonly path: string, readonly expected: string) {
    super(reason)
  }
}

/** A value in a frame with its path. */
export class Field {
  readonly #parent: Field | undefined
  readonly #key: string | number

  constructor(readonly value: unknown, parent?: Field, key: string | number = '') {
    this.#parent = parent
    this.#key = key
  }

  /** Path of the field; built on demand, since nearly every field is valid. */
  get path(): string {
    const before = this.#parent?.path ?? ''
    if (typeof this.#key === 'number') return `${before}[${this.#key}]`
    return before === '' ? this.#key : `${before}.${this.#key}`
  }

  /** Field of an object; empty for any other value. */
  get(key: string): Field {
    const inner = isRecord(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined
    return new Field(inner, this, key)
  }

  /** True when the field is missing or null. */
  get absent(): boolean {
    return this.value === undefined || this.value === null
  }

  /** Throws the fault of this field. */
  refuse(expected: string, reason: Fault['reason'] = this.absent ? 'missing' : 'wrong-type'): never {
    throw new Refusal(reason, this.path, expected)
  }

  /** An object; `[]` counts as `{}`, which is how PHP serialises an empty one. */
  object(): JsonObject {
    if (Array.isArray(this.value) && this.value.length === 0) return {}
    return isRecord(this.value) ? this.value : this.refuse('an object')
  }

  /** A string. */
  text(): string {
    return typeof this.value === 'string' ? this.value : this.refuse('a string')
  }

  /** A string, or `fallback` when absent. */
  textOr(fallback: string): string {
    return this.absent ? fallback : this.text()
  }

  /** A non-empty string. */
  name(): string {
    return this.value === '' ? this.refuse('a non-empty string', 'missing') : this.text()
  }

  /** Elements of an array; none when absent. */
  list(): readonly Field[] {
    if (this.absent) return []
    if (!Array.isArray(this.value)) this.refuse('an array')
    return this.value.map((value: unknown, i) => new Field(value, this, i))
  }

  /** Time in integer ms; `null` when absent, INVALID_TIME when it is none: a bad time must not cost the text. */
  time(): number | null {
    return this.absent ? null : this.#integer() ?? INVALID_TIME
  }

  /** Number of a sentence or channel; `null` when absent or invalid. */
  count(): number | null {
    return this.#integer() ?? null
  }

  /**
   * Fractions are rounded, decimal strings are parsed, negative numbers become zero. The service sends integers;
   * compatible servers send the rest.
   */
  #integer(): number | undefined {
    const { value } = this
    const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
    const rounded = typeof number === 'number' ? Math.round(number) : NaN
    return Number.isSafeInteger(rounded) ? Math.max(0, rounded) : undefined
  }

  /** True only for `true`; an absent or invalid value is false. */
  get isTrue(): boolean {
    return this.value === true
  }
}

/** Reads one text frame; a rejected frame becomes a fault. */
export function readFrame<Message>(frame: unknown, read: (root: Field) => Message): Message | Fault {
  if (typeof frame !== 'string') return { type: 'fault', reason: 'binary', path: '', expected: 'a text frame' }
  const root = isTooDeep(frame) ? undefined : parseJson(frame)
  if (!root) return { type: 'fault', reason: 'malformed', path: '', expected: `JSON of at most ${MAX_DEPTH} levels` }
  try {
    return read(root)
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    const { reason, path, expected } = refusal
    const taskId = root.get('header').get('task_id').value
    return { type: 'fault', reason, path, expected, ...typeof taskId === 'string' && { taskId } }
  }
}

/** True for JSON with more levels than a message may have; nothing is said about other text. */
function isTooDeep(frame: string): boolean {
  let depth = 0
  let isString = false
  for (let i = 0; i < frame.length; i++) {
    const code = frame.charCodeAt(i)
    if (isString) {
      if (code === BACKSLASH) i++
      else if (code === QUOTE) isString = false
    } else if (code === QUOTE) {
      isString = true
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) return true
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth--
    }
  }
  return false
}

function parseJson(frame: string): Field | undefined {
  try {
    return new Field(JSON.parse(frame))
  } catch {
    return undefined
  }
}
