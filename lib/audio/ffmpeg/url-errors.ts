import { failure, type StenopipeError } from '../../errors.js'
import type { Exit } from './child-process.js'
import { startError } from './ffmpeg.js'

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
]
/** Also reported when an answer has the wrong format, so that it counts only when nothing else matches. */
const emptyAnswer: Explanation = [/Input\/output error|End of file/, 'the server sent no data']

const detailOf = (explanations: readonly Explanation[], stderr: string): string | undefined =>
  explanations.find(([pattern]) => pattern.test(stderr))?.[1]

/** Failed request for a URL, as far as it was not ffmpeg that made it. */
export interface UrlProblem {
  /** Code of the error to raise. */
  readonly code: 'STENO_URL_REFUSED' | 'STENO_URL_UNREACHABLE'
  /** Reason, without anything that may be secret. */
  readonly message: string
  /** True when it is the reason why ffmpeg was ended. */
  readonly isFatal: boolean
}

/** URL and program of `urlError()`. */
export interface UrlErrorContext {
  /** Protocol and host of the URL. */
  readonly origin: string
  /** Path of the program. */
  readonly path: string
  /** Default: `ffmpeg`. */
  readonly program?: 'ffmpeg' | 'ffprobe'
  /** Last failed request, unless one succeeded after it. */
  readonly problem: UrlProblem | undefined
}

/** Error of an ffmpeg that read a URL and has exited, without anything that may be secret. */
export function urlError(exit: Exit, bytesOut: number, context: UrlErrorContext): StenopipeError | undefined {
  const { code, signal, error, stderr } = exit
  const { origin, path, program = 'ffmpeg', problem } = context
  if (problem?.isFatal) return failure(problem.code, { origin, detail: problem.message })
  if (error) return startError(error, path, program)
  if (code === 0 && bytesOut > 0) return undefined
  const found = problem ?? explain(stderr)
  if (found) return failure(found.code, { origin, detail: found.message })
  if (code === 0) return failure('STENO_URL_REFUSED', { origin, detail: 'it has no audio' })
  const outcome = signal ? `was ended by ${signal}` : `exited with code ${code}`
  return failure('STENO_FFMPEG_FAILED', { program, outcome, stderr: '' })
}

function explain(stderr: string): Omit<UrlProblem, 'isFatal'> | undefined {
  for (const [code, explanations] of [
    ['STENO_URL_UNREACHABLE', breaks], ['STENO_URL_REFUSED', refusals], ['STENO_URL_UNREACHABLE', [emptyAnswer]],
  ] as const) {
    const message = detailOf(explanations, stderr)
    if (message !== undefined) return { code, message }
  }
  return undefined
}

/** Reason why the audio of a URL is incomplete although ffmpeg succeeded; undefined when it is complete. */
export function urlTruncation({ stderr }: Exit, problem: UrlProblem | undefined): string | undefined {
  return problem?.message ?? detailOf(breaks, stderr)
}
