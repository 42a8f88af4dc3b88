import { failure, type StenopipeError } from '../errors.js'

/** Error of a call that a session does not allow any more. @param action Such as `write audio`. */
export function sessionClosedError(action: string): StenopipeError {
  return failure('STENO_SESSION_CLOSED', { action })
}

/** Error of a call while a write is in progress. @param action Such as `write audio`. */
export function overlappingWriteError(action: string): StenopipeError {
  return failure('STENO_INVALID_STATE', {
    action, reason: 'the last write is still in progress; wait for the promise it returned',
  })
}
