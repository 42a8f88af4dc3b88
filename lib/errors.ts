import { safeText, singleLine, toJsonText } from './text/safe-text.js'
import { describeSystemError } from './text/system-errors.js'
import type { ServiceDetails } from './types.js'

/** Names an option or a call in a message: in backticks, or as the command line spells it. */
export type NameOf = (code: string) => string

interface Row<Details> {
  readonly retryable: boolean
  readonly message: (details: Details, name: NameOf) => string
}

const permanent = <Details>(message: Row<Details>['message']): Row<Details> => ({ retryable: false, message })
const retryable = <Details>(message: Row<Details>['message']): Row<Details> => ({ retryable: true, message })

/** The answer of a service in a word: its code or a status; never its own sentence, which may quote speech. */
interface Answer { readonly answer?: string }
/** Answers as `HTTP 429, Throttling.RateQuota` and `close code 1006`: at most three words or codes. */
const SHOWABLE_ANSWER = /^[\w.-]{1,64}(?:,? [\w.-]{1,64}){0,2}$/
const by = ({ answer = '' }: Answer): string => SHOWABLE_ANSWER.test(answer) ? ` (${safeText(answer)})` : ''

/** Answer of a service that may ask for a time before the next attempt, in ms. */
interface DelayedAnswer extends Answer { readonly retryAfter?: number | undefined }
const wait = ({ retryAfter }: DelayedAnswer): string =>
  retryAfter === undefined ? 'wait' : `wait ${Math.ceil(retryAfter / 1000)} s`

/** Every error of the package, in the order of the docs: what happened, and what fixes it. */
const table = {
  STENO_BAD_OPTION: permanent((d: { option: string; expected: string; got: unknown }, name) =>
    `${name(d.option)} must be ${d.expected}, got ${show(d.got)}`),
  STENO_UNKNOWN_OPTION: permanent((d: { option: string; stage: string; similar?: string | undefined }, name) =>
    `${name(d.option)} is not an option of ${name(d.stage)}`
    + (d.similar === undefined ? '; check the spelling' : `; did you mean ${name(d.similar)}?`)),

  STENO_FILE_NOT_FOUND: permanent((d: { path: string }) =>
    `Cannot read ${show(d.path)}: no such file; check the path`),
  STENO_NOT_A_FILE: permanent((d: { path: string }) =>
    `Cannot read ${show(d.path)}: it is a directory; give a file in it`),
  STENO_FILE_UNREADABLE: permanent((d: { path: string; reason: string }) =>
    `Cannot read ${show(d.path)}: ${describeSystemError(d.reason, 'check its permissions').join('; ')}`),

  STENO_OUTPUT_UNWRITABLE: permanent((d: { path: string; reason: string }) =>
    `Cannot write ${show(d.path)}: ${describeSystemError(d.reason, 'choose another path').join('; ')}`),

  STENO_RESULTS_UNREADABLE: permanent((d: { where: string; expected: string; got: string }) =>
    `Cannot read the results: ${d.where} must be ${d.expected}, got ${d.got}; `
    + 'use JSON lines of stenopipe or the JSON of DashScope, whisper, Deepgram or AssemblyAI'),

  STENO_AUDIO_EMPTY: permanent((): string =>
    'Cannot decode: the input is empty; check that the recording was saved'),
  STENO_AUDIO_UNREADABLE: permanent((d: { detail: string }, name) =>
    `Cannot decode: neither ffmpeg nor the WAV reader recognises the input (${d.detail}); `
    + `for raw samples set ${name("format: 'pcm'")}`),
  STENO_NO_AUDIO_STREAM: permanent(({ stream = 0 }: { stream?: number }, name) => stream > 0
    ? `Cannot decode: the input has no audio stream ${stream}, counted from 0; list its streams with ${name('probe()')}`
    : 'Cannot decode: the input has no audio stream; choose a file with sound'),
  STENO_AUDIO_NEEDS_SEEK: permanent((): string =>
    'Cannot decode: this MP4 has its index at the end and cannot be read through a pipe; '
    + 'rewrite it with `ffmpeg -i IN -c copy -movflags +faststart OUT`'),
  STENO_AUDIO_TRUNCATED: permanent((d: { detail: string }) =>
    `The audio is truncated (${d.detail}); everything before the break was kept, get the complete file for the rest`),
  STENO_AUDIO_DAMAGED: permanent((d: { detail: string }) =>
    `The audio is damaged (${d.detail}); everything readable was kept, get an intact file for the rest`),
  STENO_AUDIO_TOO_LONG: permanent((d: { option: string; limit: string }, name) =>
    `The audio is longer than ${name(d.option)} of ${d.limit}; raise it, or refuse the file`),
  STENO_DECODE_TIMEOUT: permanent((d: { ms: number }, name) =>
    `Decoding took longer than ${name('maxTime')} of ${d.ms} ms; raise it, or refuse the file`),
  STENO_FFMPEG_MISSING: permanent((d: { path: string }, name) =>
    `Cannot decode: ${show(d.path)} could not be started; `
    + `install it with \`apt-get install ffmpeg\` or set ${name('ffmpegPath')} or FFMPEG_PATH`),
  STENO_FFMPEG_FAILED: permanent((d: { program?: string; outcome: string; stderr: string; advice?: string }) =>
    `Cannot decode: ${d.program ?? 'ffmpeg'} ${d.outcome}${d.stderr ? `: ${d.stderr}` : ''}; `
    + (d.advice ?? 'check the file with `ffprobe`')),

  STENO_URL_REFUSED: permanent((d: { origin: string; detail: string }) =>
    `Cannot read from ${d.origin}: ${d.detail}; check the URL and what it serves`),
  STENO_URL_UNREACHABLE: retryable((d: { origin: string; detail: string }) =>
    `Cannot read from ${d.origin}: ${d.detail}; check the network and try again`),
  STENO_SOURCE_TIMEOUT: retryable((d: { from: string; ms: number }, name) =>
    `Timed out after ${d.ms} ms waiting for audio from ${d.from}; check that it is on, or raise ${name('timeout')}`),
  STENO_SOURCE_TOO_LONG: permanent((d: { ms: number }, name) =>
    `The source is longer than ${name('maxDuration')} of ${d.ms} ms; what came before was kept, raise it for more`),

  STENO_RECORDER_MISSING: permanent((d: { recorders: readonly string[]; install: string }, name) =>
    `Cannot record: ${d.recorders.join(', ')} not found; `
    + `install ${d.recorders.length > 1 ? 'one' : 'it'} with ${name(d.install)}`),
  STENO_DEVICE_NOT_FOUND: permanent((d: { device: string; known: readonly string[] }, name) =>
    `No single input matches ${show(d.device)}; available: ${d.known.map(show).join(', ')}; `
    + `list them with ${name('listDevices()')}`),
  STENO_RECORDER_FAILED: retryable((d: { from: string; detail: string }, name) =>
    `Cannot record from ${d.from}: ${d.detail}; `
    + `check that it is connected and not in use, or choose another input of ${name('listDevices()')}`),

  STENO_VAD_MISSING: permanent((d: { vad: string; install: string }, name) =>
    `Cannot detect speech with ${show(d.vad)}: its package is not installed; install it with ${name(d.install)}`),

  STENO_DENOISER_MISSING: permanent((d: { install: string }, name) =>
    `Cannot denoise: package \`@echogarden/rnnoise-wasm\` is not installed; install it with ${name(d.install)}`),

  STENO_SOURCE_CLOSED: permanent((): string =>
    'The source closed before it ended; end it, or destroy it with an error'),
  STENO_FORMAT_MISMATCH: permanent((d: { engine: string; wanted: string; got: string; sampleRate: number }, name) =>
    `Format mismatch: ${d.engine} takes ${d.wanted}, got ${d.got}; `
    + `decode with ${name(`decode({ sampleRate: ${d.sampleRate} })`)}`),
  STENO_ENGINE_MISSING: permanent((d: { engine: string; lacks: string; install: string; note?: string }, name) =>
    `Cannot start ${d.engine}: ${d.lacks} was not found; `
    + `install it with ${name(d.install)}${d.note ? `, ${d.note}` : ''}`),
  STENO_BUNDLED: permanent((d: { missing: string }) =>
    `Cannot load ${d.missing}: stenopipe must stay outside the bundle; `
    + 'name it as external to the bundler, as in `external: ["stenopipe"]`, and install it beside the bundle'),
  STENO_MODEL_MISSING: permanent((d: { engine: string; looked: string; install: string }, name) =>
    `Cannot start ${d.engine}: no model in ${d.looked}; `
    + `install one with \`${d.install}\` or set ${name('modelDir')}`),
  STENO_LANGUAGE_UNSUPPORTED: permanent((d: { engine: string; language: string; known: string }, name) =>
    `Cannot start ${d.engine}: it has no model for ${show(d.language)}, only for ${d.known}; `
    + `choose another engine or set ${name('modelDir')}`),
  STENO_ENGINE_FAILED: retryable((d: { engine: string; detail: string }) =>
    `${d.engine} stopped unexpectedly: ${d.detail}; start a new session`),
  STENO_SESSION_CLOSED: permanent((d: { action: string }) =>
    `Cannot ${d.action}: the session has ended; open a new one`),
  STENO_INVALID_STATE: permanent((d: { action: string; reason: string }) =>
    `Cannot ${d.action}: ${d.reason}`),
  STENO_BACKPRESSURE_OVERFLOW: permanent((d: { waiting: number; limit: string }, name) =>
    `Audio arrives faster than it is consumed: ${d.waiting} ms of it would wait, more than ${d.limit} allows; `
    + `wait until \`drained\` resolves, choose ${name("backpressure: 'drop'")} or ${name("'latest'")}, `
    + `or raise ${name('maxBuffer')}`),

  STENO_OPTIONS_REFUSED: permanent((
    d: { engine: string; problems: readonly ((name: NameOf) => string)[]; option?: string }, name,
  ) => `Cannot start ${d.engine}: ${d.problems.map(problem => problem(name)).join('; also: ')}`),
  STENO_API_KEY_MISSING: permanent((d: { looked: string }, name) =>
    `No API key found (looked in ${d.looked}); set ${name('apiKey')} or DASHSCOPE_API_KEY to a key of the region`),
  STENO_UNAUTHORIZED: permanent((d: Answer, name) =>
    `The service rejected the API key${by(d)}; `
    + `check that it is correct, has not expired and belongs to ${name('region')}`),
  STENO_FORBIDDEN: permanent((d: Answer) =>
    `Access denied for this API key${by(d)}; check its permissions for the model and the workspace`),
  STENO_QUOTA: permanent((d: Answer) =>
    `Account suspended or over quota${by(d)}; check billing, the free quota and that the service is activated`),
  STENO_NOT_FOUND: permanent((d: Answer, name) =>
    `The service did not find the resource${by(d)}; `
    + `check ${name('model')}, ${name('vocabularyId')} and the address, which differ by ${name('region')}`),
  STENO_BAD_REQUEST: permanent((d: Answer, name) =>
    `The service rejected the request${by(d)}; `
    + `read \`serviceMessage\`, and check the options with ${name('validate()')}`),
  STENO_AUDIO_REFUSED: permanent((d: Answer, name) =>
    `The service cannot decode the audio${by(d)}; `
    + `check that ${name('format')} and ${name('sampleRate')} describe what is sent`),
  STENO_NO_SPEECH: permanent((d: Answer, name) =>
    `The service detected no speech${by(d)}; `
    + `check the recording, and that ${name('format')} and ${name('sampleRate')} describe what is sent`),
  STENO_THROTTLED: retryable((d: DelayedAnswer) =>
    `Rate limit of the service exceeded${by(d)}; `
    + `${wait(d)} before the next attempt, and open fewer sessions at a time`),
  STENO_SERVICE_UNAVAILABLE: retryable((d: DelayedAnswer) =>
    `The service is unavailable${by(d)}; ${wait(d)} and try again`),
  STENO_PROXY_REFUSED: permanent((d: Answer, name) =>
    `The proxy refused the connection${by(d)}; `
    + `check its address, user and password in ${name('proxy')} or HTTPS_PROXY`),
  STENO_TASK_TIMEOUT: retryable((d: Answer, name) =>
    `The service timed out waiting for audio${by(d)}; `
    + `keep sending, silence too, and set ${name('heartbeat: true')} for long pauses`),
  STENO_CONNECTION_LOST: retryable((d: Answer) =>
    `The connection to the service was lost${by(d)}; check the network and try again`),
  STENO_CONNECTION_CLOSED: retryable((d: Answer) =>
    `The service closed the connection before the session ended${by(d)}; start a new session`),
  STENO_SERVICE_TIMEOUT: retryable((d: { ms: number; awaited: string; option?: string }, name) =>
    `Timed out after ${d.ms} ms waiting for ${d.awaited}; `
    + `check the network and the address${d.option ? `, or raise ${name(d.option)}` : ''}`),
  STENO_TLS_REFUSED: permanent((d: Answer) =>
    `TLS verification failed${by(d)}; `
    + 'check the address and the system clock, and add a private CA to NODE_EXTRA_CA_CERTS'),
  STENO_REPLAY_BUFFER_EXCEEDED: permanent((d: { missing: number; kept: number }, name) =>
    `The connection was lost and cannot be resumed: the last ${d.kept} ms of audio were kept, `
    + `but ${d.missing} ms before them are needed too; raise ${name('replayBuffer')}`),
  STENO_COST_LIMIT: permanent((d: { limit: number; seconds: number }, name) =>
    `${name('maxCost')} of ${Number(d.limit.toPrecision(12))} USD was reached after ${d.seconds} s of audio; `
    + 'everything said until then has been recognised, raise it for more'),
} as const

/**
 * A stable name for each kind of failure; branch on this, never on the message.
 *
 * @useDeclaredType
 */
export type ErrorCode = keyof typeof table

type Details<Code extends ErrorCode> = Parameters<(typeof table)[Code]['message']>[0]

/**
 * The one error class of the package.
 *
 * @example
 * ```ts
 * import { fileSource, StenopipeError } from 'stenopipe'
 *
 * fileSource('talk.mp3').on('error', error => {
 *   if (error instanceof StenopipeError && error.code === 'STENO_FILE_NOT_FOUND') console.error(error.message)
 * })
 * ```
 */
export class StenopipeError extends Error implements ServiceDetails {
  /** Always `'StenopipeError'`. */
  override readonly name = 'StenopipeError'
  /** Kind of failure; branch on this, never on the message. */
  readonly code: ErrorCode
  /** True when the same call may succeed if it is repeated. */
  readonly retryable: boolean
  // Declared only, so that errors of other origin do not show them as undefined.
  /** Name of the option that is to blame, such as `sampleRate`, where one is. */
  declare readonly option?: string
  declare readonly serviceCode?: string
  declare readonly serviceMessage?: string
  declare readonly requestId?: string
  declare readonly closeCode?: number
  declare readonly httpStatus?: number
  declare readonly retryAfter?: number

  constructor(code: ErrorCode, message: string, options?: ErrorOptions, service: ServiceDetails = {}) {
    super(singleLine(message), options)
    this.code = code
    this.retryable = table[code].retryable
    Object.assign(this, safeDetails(service))
  }
}

/** The details with the text of the service made safe to print. */
function safeDetails(service: ServiceDetails): ServiceDetails {
  return Object.fromEntries(Object.entries(service as object)
    .map(([key, value]) => [key, typeof value === 'string' ? safeText(value) : value as unknown]))
}

/** Every code with whether it can be retried, in the order of the table. */
export const errorCodes: ReadonlyMap<ErrorCode, { readonly retryable: boolean }> = new Map(
  Object.entries(table).map(([code, { retryable }]) => [code as ErrorCode, { retryable }]),
)

/** Options and calls as messages name them: in backticks. */
export const quoted: NameOf = code => `\`${code}\``
const messages = new WeakMap<StenopipeError, (name: NameOf) => string>()

/** Makes the error of a row; `cause` is what was caught, `service` the answer of a service, if any. */
export function failure<Code extends ErrorCode>(
  code: Code, details: Details<Code>, cause?: unknown, service?: ServiceDetails,
): StenopipeError {
  const message = (name: NameOf): string => (table[code] as Row<Details<Code>>).message(details, name)
  const error = new StenopipeError(code, message(quoted), cause === undefined ? undefined : { cause }, service)
  const { option } = details as { readonly option?: string }
  if (option !== undefined) Object.assign(error, { option })
  messages.set(error, message)
  Error.captureStackTrace(error, failure)
  return error
}

/**
 * Message of an error with options and calls named in another way, such as the flags of the command line.
 *
 * @example
 * ```ts
 * messageOf(failure('STENO_DECODE_TIMEOUT', { ms: 500 }), option => `--${option}`)
 * // Decoding took longer than --maxTime of 500 ms; raise it, or refuse the file
 * ```
 */
export function messageOf(error: Error, name: NameOf): string {
  const message = error instanceof StenopipeError ? messages.get(error) : undefined
  return singleLine(message?.(name) ?? error.message)
}

/**
 * Replaces a value that must not appear in a message, such as a key, by a description of it.
 *
 * @example
 * ```ts
 * failure('STENO_BAD_OPTION', { option: 'apiKey', expected: 'a key', got: new Redacted('an empty string') }).message
 * // `apiKey` must be a key, got an empty string
 * ```
 */
export class Redacted {
  /** Description shown instead. */
  readonly words: string

  constructor(words: string) {
    this.words = words
  }
}

/** A value as messages show it: strings in quotes, objects by their class. */
export function show(value: unknown): string {
  if (value instanceof Redacted) return value.words
  if (typeof value === 'string') return toJsonText(value)
  if (typeof value === 'object' && value !== null) return value.constructor?.name ?? 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}
