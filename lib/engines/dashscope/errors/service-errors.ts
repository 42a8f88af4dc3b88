import { failure, type StenopipeError } from '../../../errors.js'
import type { ServiceDetails } from '../../../types.js'
import type { TaskFailed } from '../../../protocol/messages.js'
import { safeText } from '../../../text/safe-text.js'
import { errorOfClose, errorOfSocket, errorOfTask, errorOfUpgrade, type ServiceErrorCode } from './error-codes.js'

/** A code, which a message may show; anything longer it may not, since it may quote what was said. */
const CODE = /^(?:[\w.]{1,64}|NOT AUTHORIZED)$/

/**
 * Error of a `task-failed`. An undocumented code counts as a failure of the service, which is retryable, unless it says
 * that the request is invalid.
 *
 * @example
 * ```ts
 * const message = { type: 'task-failed', taskId: '7', errorCode: 'Throttling', errorMessage: '' } as const
 * taskError(message).retryable // true
 * ```
 */
export function taskError({ taskId, errorCode, errorMessage }: TaskFailed): StenopipeError {
  const details = { ...serviceText(errorCode, errorMessage), ...taskId !== '' && { requestId: taskId } }
  return serviceError(errorOfTask(errorCode, errorMessage), codeOf(errorCode), details)
}

/** Warning about a task that ended without speech; see `isNoSpeech()`. */
export function noSpeechWarning({ errorCode }: TaskFailed): string {
  return serviceError('STENO_NO_SPEECH', codeOf(errorCode), {}).message
}

/** True when a failed task only means that the audio contained no speech. */
export function isNoSpeech({ errorCode, errorMessage }: TaskFailed): boolean {
  return /^NO_(VALID|INPUT)_AUDIO/i.test(errorCode) || /^no (valid audio|speech found)/i.test(errorMessage)
}

/**
 * Error of a refused upgrade: by the code in its JSON body (`{ code, message, request_id }`) if it has one, else by its
 * status.
 *
 * @param retryAfter Time that the service asks for, in ms, if any.
 *
 * @example
 * ```ts
 * upgradeError(401).code // 'STENO_UNAUTHORIZED'
 * upgradeError(403, '{"code":"AllocationQuota.FreeTierOnly"}').code // 'STENO_QUOTA'
 * ```
 */
export function upgradeError(httpStatus: number, body = '', retryAfter?: number): StenopipeError {
  const { code, message, request_id: requestId } = readBody(body)
  const answer = codeOf(code) === '' ? `HTTP ${httpStatus}` : `HTTP ${httpStatus}, ${codeOf(code)}`
  return serviceError(errorOfUpgrade(httpStatus, code), answer, {
    httpStatus, ...serviceText(code, message), ...requestId !== '' && { requestId },
    ...retryAfter !== undefined && { retryAfter },
  })
}

/**
 * Error of a proxy that refused to connect to the service. One that is overloaded or fails can be tried again; it says
 * nothing about the rate limit of the service.
 *
 * @param retryAfter Time that the proxy asks for, in ms, if any.
 *
 * @example
 * ```ts
 * proxyError(407).code // 'STENO_PROXY_REFUSED'
 * proxyError(502).retryable // true
 * ```
 */
export function proxyError(httpStatus: number, retryAfter?: number): StenopipeError {
  const isTemporary = httpStatus >= 500 || httpStatus === 408 || httpStatus === 429
  return serviceError(isTemporary ? 'STENO_SERVICE_UNAVAILABLE' : 'STENO_PROXY_REFUSED', `proxy, HTTP ${httpStatus}`, {
    httpStatus, ...retryAfter !== undefined && { retryAfter },
  })
}

/**
 * Error of a connection that was closed before `task-finished`.
 *
 * @param closeCode Close code of the socket; 1006 if no close frame was received.
 * @param reason Reason in the close frame.
 * @param requestId Id of the running task, if any.
 *
 * @example
 * ```ts
 * closeError(1006).code // 'STENO_CONNECTION_LOST'
 * closeError(1000, 'bye').code // 'STENO_CONNECTION_CLOSED'
 * ```
 */
export function closeError(closeCode: number, reason = '', requestId?: string): StenopipeError {
  const details = { closeCode, ...serviceText('', reason), ...requestId !== undefined && { requestId } }
  return serviceError(errorOfClose(closeCode, reason), `close code ${closeCode}`, details)
}

/**
 * Error of a connection that could not be established, or that failed below WebSocket.
 *
 * @param cause Error of the socket, such as ECONNRESET.
 * @param requestId Id of the running task, if any.
 *
 * @example
 * ```ts
 * connectionError(new Error('ECONNRESET')).retryable // true
 * ```
 */
export function connectionError(cause: unknown, requestId?: string): StenopipeError {
  const { code } = (cause ?? {}) as { code?: unknown }
  const name = typeof code === 'string' ? code : ''
  const answer = codeOf(name) === '' ? {} : { answer: name }
  return failure(errorOfSocket(name), answer, cause, requestId === undefined ? {} : { requestId })
}

function serviceError(code: ServiceErrorCode, answer: string, details: ServiceDetails): StenopipeError {
  const { retryAfter } = details
  return failure(code, { ...answer !== '' && { answer }, retryAfter }, undefined, details)
}

/** Details in the words of the service; the error makes them safe to print. */
function serviceText(code: string, message: string): ServiceDetails {
  return { ...code !== '' && { serviceCode: code }, ...message !== '' && { serviceMessage: message } }
}

/** The code as a message shows it; `''` for what is no code. */
function codeOf(text: string): string {
  const code = safeText(text)
  return CODE.test(code) ? code : ''
}

function readBody(body: string): { code: string; message: string; request_id: string } {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch { /* the page of a proxy, or an empty body */ }
  const text = (key: string): string => {
    const value = (parsed as Record<string, unknown> | null | undefined)?.[key]
    return typeof value === 'string' ? value : ''
  }
  return { code: text('code'), message: text('message'), request_id: text('request_id') }
}
