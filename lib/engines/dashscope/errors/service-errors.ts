import { failure, type ServiceDetails, type StenopipeError } from '../../../errors.js'
import type { TaskFailed } from '../../../protocol/messages.js'
import { errorOfClose, errorOfSocket, errorOfTask, errorOfUpgrade, type ServiceErrorCode } from './error-codes.js'

/** Codes and statuses, which a message may show; sentences it may not, since they may quote what was sent. */
const SHOWABLE = /^[\w., ]{1,80}$/
/** Longest text of the service that an error carries, in characters. */
const MAX_TEXT = 500

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
  return serviceError(errorOfTask(errorCode, errorMessage), redact(errorCode), details)
}

/** True when a failed task only means that the audio contained no speech. */
export function isNoSpeech({ errorCode, errorMessage }: TaskFailed): boolean {
  return /^NO_(VALID|INPUT)_AUDIO/i.test(errorCode) || /^no (valid audio|speech found)/i.test(errorMessage)
}

/**
 * Error of a refused upgrade: by the code in its JSON body (`{ code, message, request_id }`) if it has one, else by its
 * status.
 *
 * @param retryAfter Header of that name.
 *
 * @example
 * ```ts
 * upgradeError(401).code // 'STENO_UNAUTHORIZED'
 * upgradeError(403, '{"code":"AllocationQuota.FreeTierOnly"}').code // 'STENO_QUOTA'
 * ```
 */
export function upgradeError(httpStatus: number, body = '', retryAfter = ''): StenopipeError {
  const { code, message, request_id: requestId } = readBody(body)
  const answer = code === '' ? `HTTP ${httpStatus}` : `HTTP ${httpStatus}, ${redact(code)}`
  const wait = Number(retryAfter) * 1000
  return serviceError(errorOfUpgrade(httpStatus, code), answer, {
    httpStatus, ...serviceText(code, message), ...requestId !== '' && { requestId },
    // A date, the other form of the header, would require a clock.
    ...retryAfter !== '' && wait >= 0 && { retryAfter: wait },
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
  const answer = SHOWABLE.test(name) ? { answer: name } : {}
  return failure(errorOfSocket(name), answer, cause, requestId === undefined ? {} : { requestId })
}

function serviceError(code: ServiceErrorCode, answer: string, details: ServiceDetails): StenopipeError {
  return failure(code, SHOWABLE.test(answer) ? { answer } : {}, undefined, details)
}

function serviceText(code: string, message: string): ServiceDetails {
  return { ...code !== '' && { serviceCode: redact(code) }, ...message !== '' && { serviceMessage: redact(message) } }
}

/** Text without keys (`sk-`, `sk-ws-`, `sk-sp-`, `st-`), on one line and of limited length. */
function redact(text: string): string {
  const redacted = text.replaceAll(/\b(s[kt]-)[\w.*-]+/gi, '$1***').replaceAll(/(bearer\s+)\S+/gi, '$1***')
  return [...redacted].slice(0, MAX_TEXT).join('').replaceAll(/\s+/g, ' ').trim()
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
