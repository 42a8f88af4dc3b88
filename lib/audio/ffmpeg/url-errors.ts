import { failure, type StenopipeError } from '../../errors.js'
import type { Exit } from './child-process.js'

/** Protocol and host of a URL, without the parts that may be secret: user, password, path, query. */
export function originOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`
}

type Explanation = readonly [pattern: RegExp, detail: string]

// Lines of ffmpeg contain addresses, which contain keys: only these fixed sentences are reported.
const refusals: readonly Explanation[] = [
  [/channelmap/, 'it has no such channel'],
  [/401 Unauthorized/, 'it requires a user name and password (401)'],
  [/403 Forbidden/, 'access is forbidden (403)'],
  [/404 Not Found/, 'not found (404)'],
  [/4XX Client Error|400 Bad Request|4\d\d [A-Z]/, 'the server rejected the request (4xx)'],
  [/not on whitelist|not in allowed|Protocol not found|not whitelisted|: Invalid argument/i,
    'it leads to a protocol or format that is not allowed'],
  [/matches no streams/, 'it has no such audio stream'],
  [/Invalid data found|codec parameters|Error opening input|does not contain any stream/,
    'ffmpeg does not recognise any audio in it'],
]
const breaks: readonly Explanation[] = [
  [/Failed to resolve|Name or service not known/, 'the host name could not be resolved'],
  [/Connection refused/, 'the connection was refused'],
  [/timed out|timeout/i, 'the server did not answer in time'],
  [/5XX Server Error|Server returned 5/, 'the server failed (5xx)'],
  [/ends? prematurely|Connection reset|Broken pipe/, 'the connection was lost'],
  [/Network is unreachable|No route to host/, 'the network is unreachable'],
  [/certificate|TLS|SSL/i, 'TLS verification failed'],
]
/** Also reported when an answer has the wrong format, so that it counts only when nothing else matches. */
const emptyAnswer: Explanation = [/Input\/output error|End of file/, 'the server sent no data']

const detailOf = (explanations: readonly Explanation[], stderr: string): string | undefined =>
  explanations.find(([pattern]) => pattern.test(stderr))?.[1]

/** Error of an ffmpeg that read a URL and has exited, without anything that may be secret. */
export function urlError(
  { code, signal, error, stderr }: Exit, origin: string, bytesOut: number,
): StenopipeError | undefined {
  if (error) {
    const outcome = `could not be started${error.code ? ` (${error.code})` : ''}`
    return failure('STENO_FFMPEG_FAILED', { outcome, stderr: '' })
  }
  if (code === 0 && bytesOut > 0) return undefined
  const lost = detailOf(breaks, stderr)
  if (lost) return failure('STENO_URL_UNREACHABLE', { origin, detail: lost })
  const refusal = detailOf(refusals, stderr)
  if (refusal) return failure('STENO_URL_REFUSED', { origin, detail: refusal })
  const empty = detailOf([emptyAnswer], stderr)
  if (empty) return failure('STENO_URL_UNREACHABLE', { origin, detail: empty })
  if (code === 0) return failure('STENO_URL_REFUSED', { origin, detail: 'it has no audio' })
  const outcome = signal ? `was ended by ${signal}` : `exited with code ${code}`
  return failure('STENO_FFMPEG_FAILED', { outcome, stderr: '' })
}

/** Reason why the audio of a URL is incomplete although ffmpeg succeeded; undefined when it is complete. */
export function urlTruncation({ stderr }: Exit): string | undefined {
  return detailOf(breaks, stderr)
}
