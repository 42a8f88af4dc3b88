import { failure, type StenopipeError } from '../../errors.js'
import type { Exit } from './child-process.js'

/** Where a URL points to, without what may be secret: user, password, path, query. */
export function originOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`
}

type Reading = readonly [pattern: RegExp, words: string]

// ffmpeg's own lines hold addresses, and those hold keys: only what is known to hold none is told.
const refusals: readonly Reading[] = [
  [/channelmap/, 'it has no such channel'],
  [/401 Unauthorized/, 'it asks for a name and password (401)'],
  [/403 Forbidden/, 'access is forbidden (403)'],
  [/404 Not Found/, 'there is nothing at this address (404)'],
  [/4XX Client Error|400 Bad Request|4\d\d [A-Z]/, 'it refuses the request (4xx)'],
  [/not on whitelist|not in allowed|Protocol not found|not whitelisted|: Invalid argument/i, 'it leads to a protocol or a format that is not allowed'],
  [/matches no streams/, 'it has no such audio stream'],
  [/Invalid data found|codec parameters|Error opening input|does not contain any stream/, 'it gives no sound that ffmpeg knows'],
]
const breaks: readonly Reading[] = [
  [/Failed to resolve|Name or service not known/, 'its name is not known'],
  [/Connection refused/, 'the connection was refused'],
  [/timed out|timeout/i, 'it did not answer in time'],
  [/5XX Server Error|Server returned 5/, 'its server failed (5xx)'],
  [/ends? prematurely|Connection reset|Broken pipe/, 'the connection broke'],
  [/Network is unreachable|No route to host/, 'there is no way to it'],
  [/certificate|TLS|SSL/i, 'the connection would not be secure'],
  [/Input\/output error|End of file/, 'it gave nothing'],
]

const find = (readings: readonly Reading[], text: string): string | undefined =>
  readings.find(([pattern]) => pattern.test(text))?.[1]

/** The fault in how an ffmpeg that dialled a URL ended, without a word that may be secret. */
export function remoteError({ code, signal, error, stderr }: Exit, origin: string, bytes: number): StenopipeError | undefined {
  if (error) return failure('STENO_FFMPEG_FAILED', { outcome: `could not be started${error.code ? ` (${error.code})` : ''}`, stderr: '' })
  if (code === 0 && bytes > 0) return undefined
  const isOfTheWay = find(breaks.slice(0, -1), stderr)
  if (isOfTheWay) return failure('STENO_URL_UNREACHABLE', { origin, detail: isOfTheWay })
  const refusal = find(refusals, stderr)
  if (refusal) return failure('STENO_URL_REFUSED', { origin, detail: refusal })
  const breach = find(breaks, stderr)
  if (breach) return failure('STENO_URL_UNREACHABLE', { origin, detail: breach })
  if (code === 0) return failure('STENO_URL_REFUSED', { origin, detail: 'no sound came' })
  return failure('STENO_FFMPEG_FAILED', { outcome: signal ? `was ended by ${signal}` : `exited with ${code}`, stderr: '' })
}

/** What broke although ffmpeg called it an end. */
export function remoteShortfall({ stderr }: Exit): string | undefined {
  return find(breaks.slice(0, -1), stderr)
}
