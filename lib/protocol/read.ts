import { isRecord } from '../option-checks.js'
import type { Fault, JsonObject } from './messages.js'

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

  /**
   * An integer, or null when absent: fractions are rounded, decimal strings are parsed, negative numbers become zero.
   * The service sends integers; compatible servers send the rest.
   */
  integer(): number | null {
    if (this.absent) return null
    const { value } = this
    const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
    if (typeof number !== 'number' || !Number.isSafeInteger(Math.round(number))) this.refuse('an integer')
    return Math.max(0, Math.round(number))
  }

  /** True only for `true`; an absent or invalid value is false. */
  get isTrue(): boolean {
    return this.value === true
  }
}

/** Reads one text frame; a rejected frame becomes a fault. */
export function readFrame<Message>(frame: unknown, read: (root: Field) => Message): Message | Fault {
  if (typeof frame !== 'string') return { type: 'fault', reason: 'binary', path: '', expected: 'a text frame' }
  const root = parseJson(frame)
  if (!root) return { type: 'fault', reason: 'malformed', path: '', expected: 'JSON' }
  try {
    return read(root)
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    const { reason, path, expected } = refusal
    const taskId = root.get('header').get('task_id').value
    return { type: 'fault', reason, path, expected, ...typeof taskId === 'string' && { taskId } }
  }
}

function parseJson(frame: string): Field | undefined {
  try {
    return new Field(JSON.parse(frame))
  } catch {
    return undefined
  }
}
