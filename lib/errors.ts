interface Row<Details> {
  readonly retryable: boolean
  readonly message: (details: Details) => string
}

const row = <Details>(retryable: boolean, message: (details: Details) => string): Row<Details> => ({ retryable, message })
const never = false
const again = true

/** What a service said, in a word: its code, a status; never its own sentence, which may quote speech. */
interface Answer { readonly answer?: string }
const by = ({ answer }: Answer): string => answer === undefined ? '' : ` (${answer})`

/** Every error of the package: when it happens is its heading in docs order, the sentence says what mends it. */
const table = {
  STENO_BAD_OPTION: row(never, (d: { option: string; expected: string; got: unknown }) =>
    `\`${d.option}\` must be ${d.expected}, got ${show(d.got)}`),

  STENO_FILE_NOT_FOUND: row(never, (d: { path: string }) =>
    `Cannot read ${show(d.path)}: there is no such file; check the path`),
  STENO_NOT_A_FILE: row(never, (d: { path: string }) =>
    `Cannot read ${show(d.path)}: it is a directory; name a file in it`),
  STENO_FILE_UNREADABLE: row(never, (d: { path: string; reason: string }) =>
    `Cannot read ${show(d.path)}: ${d.reason}; check its permissions`),

  STENO_OUTPUT_UNWRITABLE: row(never, (d: { path: string; reason: string }) =>
    `Cannot write ${show(d.path)}: ${d.reason}; choose another place`),

  STENO_RESULTS_UNREADABLE: row(never, (d: { where: string; expected: string; got: string }) =>
    `Cannot read the results: ${d.where} must be ${d.expected}, got ${d.got}; give JSON lines of stenopipe or the JSON of DashScope, whisper, Deepgram or AssemblyAI`),

  STENO_AUDIO_EMPTY: row(never, (): string =>
    'Cannot decode: the input holds no bytes; check that the recording was saved'),
  STENO_AUDIO_UNREADABLE: row(never, (d: { detail: string }) =>
    `Cannot decode: the input is no audio that ffmpeg or the WAV reader knows (${d.detail}); for raw samples say \`format: 'pcm'\``),
  STENO_NO_AUDIO_STREAM: row(never, ({ stream = 0 }: { stream?: number }) => stream > 0
    ? `Cannot decode: the input has no audio stream ${stream}, counted from 0; see what there is with \`probe()\``
    : 'Cannot decode: the input has no audio stream; choose a file with sound'),
  STENO_AUDIO_NEEDS_SEEK: row(never, (): string =>
    'Cannot decode: this MP4 keeps its index at the end and cannot be read through a pipe; rewrite it with `ffmpeg -i IN -c copy -movflags +faststart OUT`'),
  STENO_AUDIO_TRUNCATED: row(never, (d: { detail: string }) =>
    `The audio breaks off before its end (${d.detail}); what came before it was kept, get the whole file for the rest`),
  STENO_AUDIO_DAMAGED: row(never, (d: { detail: string }) =>
    `The audio is damaged (${d.detail}); what could be read was kept, get a whole file for the rest`),
  STENO_AUDIO_TOO_LONG: row(never, (d: { limit: string }) =>
    `The audio is longer than ${d.limit} allows; raise it, or refuse the file`),
  STENO_DECODE_TIMEOUT: row(never, (d: { ms: number }) =>
    `Decoding took longer than \`maxTime\` of ${d.ms} ms; raise it, or refuse the file`),
  STENO_FFMPEG_MISSING: row(never, (d: { path: string }) =>
    `Cannot decode: ${show(d.path)} could not be started; install it with \`apt-get install ffmpeg\` or set \`ffmpegPath\` or FFMPEG_PATH`),
  STENO_FFMPEG_FAILED: row(never, (d: { outcome: string; stderr: string }) =>
    `Cannot decode: ffmpeg ${d.outcome}${d.stderr ? `: ${d.stderr}` : ''}; check the file with \`ffprobe\``),

  STENO_URL_REFUSED: row(never, (d: { origin: string; detail: string }) =>
    `Cannot read from ${d.origin}: ${d.detail}; check the address and what it gives`),
  STENO_URL_UNREACHABLE: row(again, (d: { origin: string; detail: string }) =>
    `Cannot read from ${d.origin}: ${d.detail}; check the network and try again`),
  STENO_SOURCE_TIMEOUT: row(again, (d: { from: string; ms: number }) =>
    `No sound came from ${d.from} for ${d.ms} ms; check that it is on, or raise \`timeout\``),
  STENO_SOURCE_TOO_LONG: row(never, (d: { ms: number }) =>
    `The source gave more than \`maxDuration\` of ${d.ms} ms; what came before was kept, raise it for more`),

  STENO_RECORDER_MISSING: row(never, (d: { recorders: readonly string[]; install: string }) =>
    `Cannot record: ${d.recorders.join(', ')} not found; install ${d.recorders.length > 1 ? 'one' : 'it'} with \`${d.install}\``),
  STENO_DEVICE_NOT_FOUND: row(never, (d: { device: string; known: readonly string[] }) =>
    `There is no one input ${show(d.device)}, only ${d.known.map(show).join(', ')}; choose one of \`listDevices()\``),
  STENO_RECORDER_FAILED: row(again, (d: { from: string; detail: string }) =>
    `Cannot record from ${d.from}: ${d.detail}; check that it is connected and free, or choose another of \`listDevices()\``),

  STENO_VAD_MISSING: row(never, (d: { vad: string; install: string }) =>
    `Cannot detect speech with ${show(d.vad)}: its package was not found; install it with \`${d.install}\``),

  STENO_DENOISER_MISSING: row(never, (d: { install: string }) =>
    `Cannot take noise away: the package of RNNoise was not found; install it with \`${d.install}\``),

  STENO_SOURCE_CLOSED: row(never, (): string =>
    'The source was closed before its end; destroy it with an error, or end it'),
  STENO_FORMAT_MISMATCH: row(never, (d: { engine: string; wanted: string; got: string; sampleRate: number }) =>
    `Cannot recognise: ${d.engine} takes ${d.wanted}, got ${d.got}; decode with \`decode({ sampleRate: ${d.sampleRate} })\``),
  STENO_ENGINE_UNKNOWN: row(never, (d: { engine: string; known: string }) =>
    `There is no engine ${show(d.engine)}; choose one of: ${d.known}`),
  STENO_ENGINE_MISSING: row(never, (d: { engine: string; lacks: string; install: string }) =>
    `Cannot start ${d.engine}: ${d.lacks} was not found; install it with \`${d.install}\``),
  STENO_MODEL_MISSING: row(never, (d: { engine: string; looked: string; install: string }) =>
    `Cannot start ${d.engine}: no model in ${d.looked}; install one with \`${d.install}\` or set \`modelDir\``),
  STENO_LANGUAGE_UNSUPPORTED: row(never, (d: { engine: string; language: string; known: string }) =>
    `Cannot start ${d.engine}: it has no model for ${show(d.language)}, only for ${d.known}; choose another engine or set \`modelDir\``),
  STENO_ENGINE_FAILED: row(again, (d: { engine: string; detail: string }) =>
    `${d.engine} stopped in the middle: ${d.detail}; start a new session`),
  STENO_SESSION_CLOSED: row(never, (d: { action: string }) =>
    `Cannot ${d.action}: the session has ended; open a new one`),
  STENO_INVALID_STATE: row(never, (d: { action: string; reason: string }) =>
    `Cannot ${d.action}: ${d.reason}`),
  STENO_BACKPRESSURE_OVERFLOW: row(never, (d: { waiting: number; limit: string }) =>
    `The audio comes faster than it is taken: ${d.waiting} ms of it would wait, more than ${d.limit} allows; wait for room, choose \`backpressure: 'drop'\` or \`'latest'\`, or raise \`maxBuffer\``),

  STENO_OPTIONS_REFUSED: row(never, (d: { engine: string; problems: readonly string[] }) =>
    `Cannot start ${d.engine}: ${d.problems.join('; also: ')}`),
  STENO_API_KEY_MISSING: row(never, (d: { looked: string }) =>
    `There is no API key (looked in ${d.looked}); set \`apiKey\` or DASHSCOPE_API_KEY to a key of the region`),
  STENO_UNAUTHORIZED: row(never, (d: Answer) =>
    `The service refuses the API key${by(d)}; check that it is right, has not expired and belongs to \`region\``),
  STENO_FORBIDDEN: row(never, (d: Answer) =>
    `The service gives this key no access${by(d)}; check its rights to the model and the workspace`),
  STENO_QUOTA: row(never, (d: Answer) =>
    `The service refuses the account${by(d)}; check its bills, its free quota and that the service was activated`),
  STENO_NOT_FOUND: row(never, (d: Answer) =>
    `The service does not find what was asked for${by(d)}; check \`model\`, \`vocabularyId\` and the address, which differ by \`region\``),
  STENO_BAD_REQUEST: row(never, (d: Answer) =>
    `The service refuses the request${by(d)}; read \`serviceMessage\`, and check the options with \`validate()\``),
  STENO_AUDIO_REFUSED: row(never, (d: Answer) =>
    `The service cannot decode the audio${by(d)}; check that \`format\` and \`sampleRate\` say what is sent`),
  STENO_NO_SPEECH: row(never, (d: Answer) =>
    `The service heard no speech${by(d)}; check the recording, and that \`format\` and \`sampleRate\` say what is sent`),
  STENO_THROTTLED: row(again, (d: Answer) =>
    `The service was asked too often${by(d)}; wait before the next try, and open fewer sessions at a time`),
  STENO_SERVICE_UNAVAILABLE: row(again, (d: Answer) =>
    `The service is out of order${by(d)}; wait and try again`),
  STENO_TASK_TIMEOUT: row(again, (d: Answer) =>
    `The service waited too long for audio${by(d)}; keep sending, silence too, and set \`heartbeat: true\` for long pauses`),
  STENO_CONNECTION_LOST: row(again, (d: Answer) =>
    `The connection to the service broke${by(d)}; check the network and try again`),
  STENO_CONNECTION_CLOSED: row(again, (d: Answer) =>
    `The service closed the connection before the session had ended${by(d)}; start a new session`),
  STENO_SERVICE_TIMEOUT: row(again, (d: { ms: number; awaited: string; option?: string }) =>
    `The service gave no ${d.awaited} within ${d.ms} ms; check the network and the address${d.option ? `, or raise \`${d.option}\`` : ''}`),
  STENO_TLS_REFUSED: row(never, (d: Answer) =>
    `The connection to the service would not be secure${by(d)}; check the address and the clock, and name a private authority in NODE_EXTRA_CA_CERTS`),
  STENO_REPLAY_BUFFER_EXCEEDED: row(never, (d: { missing: number; kept: number }) =>
    `The connection broke and cannot be resumed: the last ${d.kept} ms of audio were kept and ${d.missing} ms before them are needed too; raise \`keep\``),
  STENO_COST_LIMIT: row(never, (d: { limit: number; seconds: number }) =>
    `\`maxCost\` of ${Number(d.limit.toPrecision(12))} USD was reached after ${d.seconds} s of audio; what was said until then has been recognised, raise it for more`),
} as const

/** A stable name for each kind of failure; branch on this, never on the message. */
export type ErrorCode = keyof typeof table

type Details<Code extends ErrorCode> = Parameters<(typeof table)[Code]['message']>[0]

/** What a service said about a failure, in its own words, for logs and for those who ask its support. */
export interface ServiceDetails {
  /** The service's code, such as `InvalidParameter`. */
  readonly serviceCode?: string
  /** The service's sentence; keys are struck out of it. It may quote what was sent. */
  readonly serviceMessage?: string
  /** The name its support knows the request by: the task id, or the one of a refused connection. */
  readonly requestId?: string
  /** WebSocket close code. */
  readonly closeCode?: number
  /** HTTP status at which the connection was refused. */
  readonly httpStatus?: number
  /** How long the service asks to wait, in ms. */
  readonly retryAfter?: number
}

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
  override readonly name = 'StenopipeError'
  /** Which row of the table this is. */
  readonly code: ErrorCode
  /** True when the same call may succeed if made again. */
  readonly retryable: boolean
  // Declared only, so that errors of other origin do not show them as undefined.
  declare readonly serviceCode?: string
  declare readonly serviceMessage?: string
  declare readonly requestId?: string
  declare readonly closeCode?: number
  declare readonly httpStatus?: number
  declare readonly retryAfter?: number

  constructor(code: ErrorCode, message: string, options?: ErrorOptions, service: ServiceDetails = {}) {
    super(message, options)
    this.code = code
    this.retryable = table[code].retryable
    Object.assign(this, service)
  }
}

/** Every code with whether it can be retried, in the order of the table. */
export const errorCodes: ReadonlyMap<ErrorCode, { readonly retryable: boolean }> = new Map(
  Object.entries(table).map(([code, { retryable }]) => [code as ErrorCode, { retryable }]),
)

/** Makes the error of a row; `cause` is what was caught, `service` what a service said, if anything. */
export function failure<Code extends ErrorCode>(
  code: Code, details: Details<Code>, cause?: unknown, service?: ServiceDetails,
): StenopipeError {
  const message = (table[code].message as (details: Details<Code>) => string)(details)
  const error = new StenopipeError(code, message, cause === undefined ? undefined : { cause }, service)
  Error.captureStackTrace(error, failure)
  return error
}

/** Throws STENO_BAD_OPTION unless `ok`. */
export function checkOption(ok: boolean, option: string, expected: string, got: unknown): asserts ok {
  if (!ok) throw failure('STENO_BAD_OPTION', { option, expected, got })
}

/** Checks that an option is an integer of a range, both ends included. */
export function checkInteger(option: string, got: unknown, least: number, most: number): void {
  checkOption(Number.isInteger(got) && (got as number) >= least && (got as number) <= most,
    option, `an integer from ${least} to ${most}`, got)
}

/** Checks that an option is a number of a range, both ends included. */
export function checkNumber(option: string, got: unknown, least: number, most: number): void {
  checkOption(typeof got === 'number' && got >= least && got <= most, option,
    most === Infinity ? `a number of at least ${least}` : `a number from ${least} to ${most}`, got)
}

/** Checks that an option is one of a few words. */
export function checkOneOf(option: string, got: unknown, words: readonly string[]): void {
  checkOption(words.includes(got as string), option, `one of ${words.map(show).join(', ')}`, got)
}

/** Checks that an option, when given, is a string that is not empty. */
export function checkText(option: string, got: unknown): void {
  checkOption(got === undefined || (typeof got === 'string' && got !== ''), option, 'a non-empty string', got)
}

/**
 * Stands for what came where that must not be shown, such as a key: tells of it in words.
 *
 * @example
 * ```ts
 * failure('STENO_BAD_OPTION', { option: 'apiKey', expected: 'a key', got: new Redacted('an empty string') }).message
 * // `apiKey` must be a key, got an empty string
 * ```
 */
export class Redacted {
  /** What is said instead. */
  readonly words: string

  constructor(words: string) {
    this.words = words
  }
}

function show(value: unknown): string {
  if (value instanceof Redacted) return value.words
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'object' && value !== null) return value.constructor?.name ?? 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}
