/** Code of the error that a source raises for a failed request. */
export type RequestErrorCode = 'STENO_URL_REFUSED' | 'STENO_URL_UNREACHABLE'

/** Failed request, described without anything that may be secret: of a URL only protocol and host. */
export class RequestError extends Error {
  /** Code of the error that a source raises. */
  readonly code: RequestErrorCode
  /** True when no further request may be made, such as after a violation of the policy. */
  readonly isFatal: boolean

  constructor(detail: string, code: RequestErrorCode, isFatal = false) {
    super(detail)
    this.code = code
    this.isFatal = isFatal
  }
}

/** Error of a request that the policy forbids. */
export function violation(detail: string): RequestError {
  return new RequestError(detail, 'STENO_URL_REFUSED', true)
}

/** Error of a response with a status from 400 to 599; undefined for any other. */
export function statusError(status: number): RequestError | undefined {
  if (status < 400) return undefined
  if (status >= 500) return new RequestError(`the server failed (${status})`, 'STENO_URL_UNREACHABLE')
  const detail = statuses.get(status) ?? 'the server rejected the request'
  const isTransient = status === 408 || status === 425 || status === 429
  return new RequestError(`${detail} (${status})`, isTransient ? 'STENO_URL_UNREACHABLE' : 'STENO_URL_REFUSED')
}

const statuses: ReadonlyMap<number, string> = new Map([
  [401, 'it requires a user name and password'], [403, 'access is forbidden'], [404, 'not found'],
  [407, 'the proxy requires a user name and password'], [410, 'it was removed'], [429, 'it received too many requests'],
])

const failures: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'the host name could not be resolved'], ['EAI_AGAIN', 'the host name could not be resolved'],
  ['ECONNREFUSED', 'the connection was refused'], ['ETIMEDOUT', 'the server did not answer in time'],
  ['ENETUNREACH', 'the network is unreachable'], ['EHOSTUNREACH', 'the network is unreachable'],
  ['ECONNRESET', 'the connection was lost'], ['EPIPE', 'the connection was lost'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'the connection was lost'], ['EPROTO', 'the TLS handshake failed'],
  ['EMFILE', 'this process has too many open files (EMFILE)'],
])

/** Codes of OpenSSL and Node.js for certificates that they reject. */
const CERTIFICATE_CODES = [
  'CERT_', 'CRL_', 'UNABLE_TO_', 'DEPTH_ZERO_', 'SELF_SIGNED_', 'INVALID_CA', 'INVALID_PURPOSE', 'PATH_LENGTH',
  'HOSTNAME_MISMATCH', 'ERR_TLS_CERT',
]

/** Error of a request whose connection failed. */
export function connectionError(error: NodeJS.ErrnoException): RequestError {
  if (error instanceof RequestError) return error
  const code = error.code ?? ''
  if (CERTIFICATE_CODES.some(prefix => code.startsWith(prefix))) {
    const remedy = 'check the address and the system clock, and add a private CA to NODE_EXTRA_CA_CERTS'
    return violation(`its TLS certificate is not valid (${code}); ${remedy}`)
  }
  if (code.startsWith('HPE_')) return new RequestError('its answer is not HTTP', 'STENO_URL_UNREACHABLE')
  return new RequestError(failures.get(code) ?? `the connection failed (${code})`, 'STENO_URL_UNREACHABLE')
}
