import { messageOf, StenopipeError } from '../../errors.js'
import { nameOf } from './names.js'

/** Message of an error in terms of the command line. */
export function errorText(error: unknown): string {
  const { message } = error as Error
  return error instanceof StenopipeError ? messageOf(error, nameOf) : `Unexpected failure: ${message}`
}

/** A message that came as text, such as a warning of an engine, in terms of the command line: code is in backticks. */
export function withFlagNames(message: string): string {
  return message.split('`').map((part, i) => i % 2 === 0 ? part : nameOf(part)).join('')
}

/** Calls functions that check options. Returns the errors of those that refuse theirs. */
export function collectErrors(...checks: readonly (() => unknown)[]): StenopipeError[] {
  return checks.flatMap(check => {
    try {
      check()
      return []
    } catch (error) {
      if (error instanceof StenopipeError) return [error]
      throw error
    }
  })
}
