import { failure, type ServiceDetails, type StenopipeError } from '../../../errors.js'
import type { TaskFailed } from '../../../protocol/messages.js'

/** The errors that a service's answer can mean. */
export type ServiceErrorCode =
  | 'STENO_UNAUTHORIZED' | 'STENO_FORBIDDEN' | 'STENO_QUOTA' | 'STENO_NOT_FOUND' | 'STENO_BAD_REQUEST'
  | 'STENO_AUDIO_REFUSED' | 'STENO_NO_SPEECH' | 'STENO_THROTTLED' | 'STENO_SERVICE_UNAVAILABLE' | 'STENO_TASK_TIMEOUT'
  | 'STENO_CONNECTION_LOST' | 'STENO_CONNECTION_CLOSED' | 'STENO_TLS_REFUSED'

/**
 * Codes of the service by what they mean; case does not count, and `.*` stands for any rest. The first that fits
 * counts. From the official error-code page, the server event references and the Java SDK's public error names, 2026.
 */
const codes: readonly (readonly [ServiceErrorCode, ...string[]])[] = [
  ['STENO_UNAUTHORIZED', 'InvalidApiKey', 'AuthenticationError'],
  [
    'STENO_QUOTA', 'Arrearage', 'AllocationQuota.FreeTierOnly', 'AccessDenied.Unpurchased', 'CommodityNotPurchased',
    'PrepaidBillOverdue', 'PostpaidBillOverdue',
  ],
  ['STENO_FORBIDDEN', 'AccessDenied.*', 'Model.AccessDenied', 'Workspace.AccessDenied', 'Endpoint.AccessDenied',
    'WorkSpaceNotFound', 'NOT AUTHORIZED', 'PermissionDeniedError'],
  ['STENO_NOT_FOUND', 'ModelNotFound', 'BadRequest.ResourceNotExist', 'NotFound', 'NotFoundError'],
  ['STENO_AUDIO_REFUSED', 'UNSUPPORTED_FORMAT'],
  ['STENO_NO_SPEECH', 'NO_VALID_AUDIO_ERROR'],
  // The one in the middle of a task that has long been silent: another task may go on.
  ['STENO_TASK_TIMEOUT', 'NO_INPUT_AUDIO_ERROR', 'RequestTimeOut', 'ResponseTimeout'],
  ['STENO_CONNECTION_LOST', 'ClientDisconnect'],
  ['STENO_THROTTLED', 'Throttling.*', 'RateLimitError'],
  ['STENO_SERVICE_UNAVAILABLE', 'InternalError.*', 'SystemError', 'ModelServiceFailed', 'ServiceUnavailable',
    'ModelUnavailable', 'InternalServerError', 'ServiceUnavailableError', 'GatewayTimeoutError'],
  [
    'STENO_BAD_REQUEST', 'InvalidParameter.*', 'BadRequest.*', 'DataInspectionFailed', 'DataInspection',
    'BadRequestError', 'RequestTooLargeError',
  ],
]

/** Sentences that tell more than a code that is absent, unknown or for many things, as CLIENT_ERROR is. */
const sentences: readonly (readonly [ServiceErrorCode, RegExp])[] = [
  ['STENO_TASK_TIMEOUT', /^(request|response) time-?out|no speech found/i],
  ['STENO_NOT_FOUND', /model not (exist|found)/i],
  ['STENO_NO_SPEECH', /no valid audio/i],
  ['STENO_AUDIO_REFUSED', /failed to decode audio/i],
  ['STENO_QUOTA', /account is in good standing/i],
  ['STENO_THROTTLED', /rate limit exceeded/i],
  ['STENO_CONNECTION_LOST', /client disconnected before/i],
  ['STENO_FORBIDDEN', /not authorized/i],
  [
    'STENO_BAD_REQUEST',
    /invalid payload data|missing required parameter|too big for the output buffer|task can not be null/i,
  ],
]
/** What may stand in a message: a code, no sentence. */
const ANSWER = /^[\w., ]{1,80}$/
/** What OpenSSL and Node.js say of certificates that they do not accept. */
const CERTIFICATE = /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH|ERR_TLS_)/
/** A failure that nothing else explains: in one word, the client's fault. */
const CLIENT_FAULT = /^(client_error|invalid)/i

/**
 * HTTP statuses at the upgrade; of others, the last three rows by their hundreds. A redirect or a page is a wrong
 * address.
 */
const statuses: ReadonlyMap<number, ServiceErrorCode> = new Map([
  [400, 'STENO_BAD_REQUEST'], [401, 'STENO_UNAUTHORIZED'], [402, 'STENO_QUOTA'], [403, 'STENO_FORBIDDEN'],
  [404, 'STENO_NOT_FOUND'], [408, 'STENO_SERVICE_UNAVAILABLE'], [429, 'STENO_THROTTLED'],
])
const hundreds: readonly ServiceErrorCode[] = [
  'STENO_NOT_FOUND', 'STENO_NOT_FOUND', 'STENO_NOT_FOUND', 'STENO_NOT_FOUND',
  'STENO_BAD_REQUEST', 'STENO_SERVICE_UNAVAILABLE',
]

/**
 * WebSocket close codes (RFC 6455, 7.4.1) before the task's end; of others, STENO_CONNECTION_CLOSED. 1006: no close
 * frame came, the network broke. 1002, 1003, 1007-1010: what was sent is refused and would be again.
 */
const closes: ReadonlyMap<number, ServiceErrorCode> = new Map([
  [1002, 'STENO_BAD_REQUEST'], [1003, 'STENO_BAD_REQUEST'], [1006, 'STENO_CONNECTION_LOST'],
  [1007, 'STENO_BAD_REQUEST'], [1008, 'STENO_BAD_REQUEST'], [1009, 'STENO_BAD_REQUEST'],
  [1010, 'STENO_BAD_REQUEST'], [1015, 'STENO_CONNECTION_LOST'],
])

/**
 * The error that a `task-failed` means. A code that nobody has documented is taken for the service's trouble, so that
 * it is retryable, unless it says that the request is invalid.
 *
 * @example
 * ```ts
 * const message = { type: 'task-failed', taskId: '7', errorCode: 'Throttling', errorMessage: '' } as const
 * taskFailure(message).retryable // true
 * ```
 */
export function taskError({ taskId, errorCode, errorMessage }: TaskFailed): StenopipeError {
  const code = byCode(errorCode) ?? bySentence(errorMessage)
    ?? (CLIENT_FAULT.test(errorCode) ? 'STENO_BAD_REQUEST' : 'STENO_SERVICE_UNAVAILABLE')
  return make(code, safe(errorCode), { ...said(errorCode, errorMessage), ...taskId !== '' && { requestId: taskId } })
}

/** Whether a failure only says that there was nothing to recognise. */
export function isNoSpeech({ errorCode, errorMessage }: TaskFailed): boolean {
  return /^NO_(VALID|INPUT)_AUDIO/i.test(errorCode) || /^no (valid audio|speech found)/i.test(errorMessage)
}

/**
 * The error that a refused upgrade means: by the code in its JSON body (`{ code, message, request_id }`) where the
 * service sends one, else by its status. 401 is always the key. `retryAfter` is the header of that name.
 *
 * @example
 * ```ts
 * upgradeFailure(401).code // 'STENO_UNAUTHORIZED'
 * upgradeFailure(403, '{"code":"AllocationQuota.FreeTierOnly"}').code // 'STENO_QUOTA'
 * ```
 */
export function upgradeError(httpStatus: number, body = '', retryAfter = ''): StenopipeError {
  const { code: name, message, request_id: requestId } = readBody(body)
  const byStatus = statuses.get(httpStatus) ?? hundreds[Math.floor(httpStatus / 100)] ?? 'STENO_SERVICE_UNAVAILABLE'
  const code = httpStatus === 401 ? byStatus : byCode(name) ?? byStatus
  const answer = name === '' ? `HTTP ${httpStatus}` : `HTTP ${httpStatus}, ${safe(name)}`
  const wait = Number(retryAfter) * 1000
  return make(code, answer, {
    httpStatus, ...said(name, message), ...requestId !== '' && { requestId },
    // As a date it would need a clock.
    ...retryAfter !== '' && wait >= 0 && { retryAfter: wait },
  })
}

/**
 * The error that a close before `task-finished` means.
 *
 * @param closeCode As the socket gives it; 1006 when no close frame came.
 * @param reason Of the close frame.
 * @param requestId The task that was under way, if any.
 *
 * @example
 * ```ts
 * closeFailure(1006).code // 'STENO_CONNECTION_LOST'
 * closeFailure(1000, 'bye').code // 'STENO_CONNECTION_CLOSED'
 * ```
 */
export function closeError(closeCode: number, reason = '', requestId?: string): StenopipeError {
  const code = bySentence(reason) ?? closes.get(closeCode) ?? 'STENO_CONNECTION_CLOSED'
  const service = { closeCode, ...said('', reason), ...requestId !== undefined && { requestId } }
  return make(code, `close code ${closeCode}`, service)
}

/**
 * The error of a connection that could not be made or broke below WebSocket.
 *
 * @param cause What the socket said, such as ECONNRESET.
 *
 * @example
 * ```ts
 * connectionFailure(new Error('ECONNRESET')).retryable // true
 * ```
 */
export function connectionError(cause: unknown): StenopipeError {
  const name = (cause as { code?: unknown } | null | undefined)?.code
  const code = typeof name === 'string' && CERTIFICATE.test(name) ? 'STENO_TLS_REFUSED' : 'STENO_CONNECTION_LOST'
  return failure(code, typeof name === 'string' && ANSWER.test(name) ? { answer: name } : {}, cause)
}

function make(code: ServiceErrorCode, answer: string, service: ServiceDetails): StenopipeError {
  return failure(code, ANSWER.test(answer) ? { answer } : {}, undefined, service)
}

function byCode(name: string): ServiceErrorCode | undefined {
  const low = name.trim().toLowerCase()
  const fits = (pattern: string): boolean => pattern.endsWith('.*')
    ? low === pattern.slice(0, -2).toLowerCase() || low.startsWith(pattern.slice(0, -1).toLowerCase())
    : low === pattern.toLowerCase()
  return codes.find(([, ...patterns]) => patterns.some(fits))?.[0]
}

function bySentence(sentence: string): ServiceErrorCode | undefined {
  return sentences.find(([, pattern]) => pattern.test(sentence))?.[0]
}

function said(code: string, message: string): ServiceDetails {
  return { ...code !== '' && { serviceCode: safe(code) }, ...message !== '' && { serviceMessage: safe(message) } }
}

/** Without keys (`sk-`, `sk-ws-`, `sk-sp-`, `st-`), on one line, and no longer than a sentence. */
function safe(text: string): string {
  const struck = text.replaceAll(/\b(s[kt]-)[\w.*-]+/gi, '$1***').replaceAll(/(bearer\s+)\S+/gi, '$1***')
  const [first = ''] = struck.match(/^[\s\S]{0,500}/u) ?? []
  return first.replaceAll(/\s+/g, ' ').trim()
}

function readBody(body: string): { code: string; message: string; request_id: string } {
  let read: unknown
  try {
    read = JSON.parse(body)
  } catch { /* a proxy's page, or nothing */ }
  const text = (key: string): string => {
    const value = (read as Record<string, unknown> | null | undefined)?.[key]
    return typeof value === 'string' ? value : ''
  }
  return { code: text('code'), message: text('message'), request_id: text('request_id') }
}
