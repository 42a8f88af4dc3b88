import type { ErrorCode } from '../../../errors.js'

/** Code of an error that an answer of the service stands for. */
export type ServiceErrorCode = Extract<ErrorCode,
  | 'STENO_UNAUTHORIZED' | 'STENO_FORBIDDEN' | 'STENO_QUOTA' | 'STENO_NOT_FOUND' | 'STENO_BAD_REQUEST'
  | 'STENO_AUDIO_REFUSED' | 'STENO_NO_SPEECH' | 'STENO_THROTTLED' | 'STENO_SERVICE_UNAVAILABLE' | 'STENO_TASK_TIMEOUT'
  | 'STENO_CONNECTION_LOST' | 'STENO_CONNECTION_CLOSED' | 'STENO_TLS_REFUSED' | 'STENO_PROXY_REFUSED'>

/**
 * Codes of the service, grouped by error; matched without case, the first match counts, and `.*` matches any rest or
 * none. From the official error-code page, the server event references and the Java SDK's public error names, 2026.
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
  // NO_INPUT_AUDIO_ERROR ends a task that has received no audio for a long time: another task may continue.
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

/** Messages that say more than a code that is absent, unknown or used for many errors, as CLIENT_ERROR is. */
const messages: readonly (readonly [ServiceErrorCode, RegExp])[] = [
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
/** Codes of OpenSSL and Node.js for certificates that they reject. */
const CERTIFICATE_CODES = [
  'CERT_', 'CRL_', 'UNABLE_TO_', 'DEPTH_ZERO_', 'SELF_SIGNED_', 'INVALID_CA', 'INVALID_PURPOSE', 'PATH_LENGTH',
  'HOSTNAME_MISMATCH', 'ERR_TLS_',
]
/** Codes without documentation that blame the client. */
const CLIENT_ERROR = /^(client_error|invalid)/i

/**
 * HTTP statuses of a refused upgrade; others are looked up by their class. A redirect or a page means a wrong address.
 */
const statuses: ReadonlyMap<number, ServiceErrorCode> = new Map([
  [400, 'STENO_BAD_REQUEST'], [401, 'STENO_UNAUTHORIZED'], [402, 'STENO_QUOTA'], [403, 'STENO_FORBIDDEN'],
  [404, 'STENO_NOT_FOUND'], [408, 'STENO_SERVICE_UNAVAILABLE'], [429, 'STENO_THROTTLED'],
])
/** Classes of HTTP statuses, from 0xx to 5xx. */
const statusClasses: readonly ServiceErrorCode[] = [
  'STENO_NOT_FOUND', 'STENO_NOT_FOUND', 'STENO_NOT_FOUND', 'STENO_NOT_FOUND',
  'STENO_BAD_REQUEST', 'STENO_SERVICE_UNAVAILABLE',
]

/**
 * WebSocket close codes (RFC 6455, 7.4.1) before the end of the task; others are STENO_CONNECTION_CLOSED. 1006: no
 * close frame was received, the network failed. 1002, 1003, 1007-1010: the data was refused and would be again.
 */
const closeCodes: ReadonlyMap<number, ServiceErrorCode> = new Map([
  [1002, 'STENO_BAD_REQUEST'], [1003, 'STENO_BAD_REQUEST'], [1006, 'STENO_CONNECTION_LOST'],
  [1007, 'STENO_BAD_REQUEST'], [1008, 'STENO_BAD_REQUEST'], [1009, 'STENO_BAD_REQUEST'],
  [1010, 'STENO_BAD_REQUEST'], [1015, 'STENO_CONNECTION_LOST'],
])

/** Error of a `task-failed`; an undocumented code counts as retryable unless it blames the client. */
export function errorOfTask(code: string, message: string): ServiceErrorCode {
  return errorOfCode(code) ?? errorOfMessage(message)
    ?? (CLIENT_ERROR.test(code) ? 'STENO_BAD_REQUEST' : 'STENO_SERVICE_UNAVAILABLE')
}

/** Error of a refused upgrade: that of the code in the body, else that of the status. 401 is always the key. */
export function errorOfUpgrade(status: number, code: string): ServiceErrorCode {
  const ofStatus = statuses.get(status) ?? statusClasses[Math.floor(status / 100)] ?? 'STENO_SERVICE_UNAVAILABLE'
  return status === 401 ? ofStatus : errorOfCode(code) ?? ofStatus
}

/** Error of a close frame, or of its absence (1006). */
export function errorOfClose(closeCode: number, reason: string): ServiceErrorCode {
  return errorOfMessage(reason) ?? closeCodes.get(closeCode) ?? 'STENO_CONNECTION_CLOSED'
}

/** Error of a socket, by its code such as ECONNRESET. */
export function errorOfSocket(code: string): ServiceErrorCode {
  return CERTIFICATE_CODES.some(prefix => code.startsWith(prefix)) ? 'STENO_TLS_REFUSED' : 'STENO_CONNECTION_LOST'
}

function errorOfCode(code: string): ServiceErrorCode | undefined {
  const lowerCase = code.trim().toLowerCase()
  return codes.find(([, ...patterns]) => patterns.some(pattern => matches(lowerCase, pattern.toLowerCase())))?.[0]
}

function matches(code: string, pattern: string): boolean {
  if (!pattern.endsWith('.*')) return code === pattern
  return code === pattern.slice(0, -2) || code.startsWith(pattern.slice(0, -1))
}

function errorOfMessage(message: string): ServiceErrorCode | undefined {
  return messages.find(([, pattern]) => pattern.test(message))?.[0]
}
