import { stat } from 'node:fs/promises'
import { failure, type StenopipeError } from '../../errors.js'
import { checkKnown, checkNumber, checkOption, checkText } from '../../option-checks.js'
import { MAX_TIMER_MS } from '../../stream/clock.js'
import type { Exit } from '../ffmpeg/child-process.js'
import { exitError, findFfmpeg } from '../ffmpeg/ffmpeg.js'
import { type FfprobeData, ffprobeBeside, type FfprobeStream, runFfprobe } from '../ffmpeg/ffprobe.js'
import { originOf, urlError } from '../ffmpeg/url-errors.js'
import { fileError, fileInput, fileInputOptions } from './file-range.js'
import { checkUrl, type UrlOptions, urlOptions } from './url.js'
import { openUrl } from './url-input.js'

/** Options of `probe()`; those for requests are for URLs. */
export interface ProbeOptions extends UrlOptions {
  /** Path of ffmpeg, in whose folder ffprobe is. Default: FFMPEG_PATH, else `ffmpeg` in an absolute folder of PATH. */
  readonly ffmpegPath?: string
  /** Longest wait for the result, in ms. Default 15000. */
  readonly timeout?: number
}

const optionNames = ['ffmpegPath', 'timeout', ...urlOptions] as const satisfies (keyof ProbeOptions)[]

/** Audio stream of a file or URL. */
export interface StreamInfo {
  /** Index among the audio streams, from 0, as the option `stream` takes it. */
  readonly stream: number
  /** Name of the codec in ffmpeg, such as `'aac'`. */
  readonly codec: string
  /** Sample rate, in Hz. */
  readonly sampleRate: number
  /** Number of channels. */
  readonly channels: number
  /** Language as the file states it, such as `'eng'`; undefined when it states none. */
  readonly language?: string
  /** Start of the audio on the source clock, in ms; more than 0 when another stream starts first. */
  readonly start: number
}

/** Container, duration and audio streams of a file or URL. */
export interface ProbeResult {
  /** Name of the container in ffmpeg, such as `'mov,mp4,m4a,3gp,3g2,mj2'`. */
  readonly format: string
  /** Duration of the media, in ms; undefined when unknown, as for live sources. */
  readonly duration?: number
  /** Timestamp of the container at 0 of the source clock, in ms. */
  readonly containerStart: number
  /** Audio streams. */
  readonly streams: readonly StreamInfo[]
}

/**
 * Reads the duration, start and audio streams of a file or URL with ffprobe. Opens nothing that the file refers to; the
 * child process has exited when the promise settles.
 *
 * Rejects with STENO_BAD_OPTION, STENO_UNKNOWN_OPTION, STENO_FILE_NOT_FOUND, STENO_NOT_A_FILE, STENO_FILE_UNREADABLE,
 * STENO_AUDIO_UNREADABLE, STENO_FFMPEG_MISSING, STENO_FFMPEG_FAILED, STENO_SOURCE_TIMEOUT after `timeout`, and for URLs
 * STENO_URL_REFUSED, STENO_URL_UNREACHABLE.
 *
 * @param input - Path, or URL that `urlSource()` takes, as a string or URL object.
 *
 * @example
 * ```ts
 * import { probe } from 'stenopipe'
 *
 * const { duration, streams } = await probe('film.mkv')
 * console.log(duration, streams.map(({ language }) => language))
 * ```
 */
export async function probe(input: string | URL, options: ProbeOptions = {}): Promise<ProbeResult> {
  checkKnown('probe()', options, [], optionNames)
  const { ffmpegPath, timeout = 15_000, ...requests } = options
  checkText('ffmpegPath', ffmpegPath)
  checkNumber('timeout', timeout, 1, MAX_TIMER_MS)
  const url = isUrl(input) ? checkUrl(input, requests) : undefined
  const path = ffprobeBeside(findFfmpeg(ffmpegPath))
  const signal = AbortSignal.timeout(timeout)
  const onTimeout = (): void => {
    if (signal.aborted) throw failure('STENO_SOURCE_TIMEOUT', { from: url ? originOf(url) : 'the file', ms: timeout })
  }
  if (url) return probeUrl(url, { path, requests, timeout, signal, onTimeout })
  await checkFile(input)
  const { exit, data } = await runFfprobe({
    path, input: fileInput(input as string), inputOptions: fileInputOptions, signal,
  })
  onTimeout()
  if (!data) throw fileProbeError(exit, path)
  return resultOf(data)
}

interface UrlProbe {
  readonly path: string
  readonly requests: UrlOptions
  readonly timeout: number
  readonly signal: AbortSignal
  /** Throws when the time is up. */
  readonly onTimeout: () => void
}

async function probeUrl(
  url: URL, { path, requests, timeout, signal, onTimeout }: UrlProbe,
): Promise<ProbeResult> {
  const violation = new AbortController()
  const opened = await openUrl(url, {
    ...requests, readTimeout: timeout, onViolation: () => { violation.abort() },
  })
  try {
    const { address, env, inputOptions } = opened
    const { exit, data } = await runFfprobe({
      path, input: address, env, inputOptions, signal: AbortSignal.any([signal, violation.signal]),
    })
    onTimeout()
    if (data && !opened.problem?.isFatal) return resultOf(data)
    throw urlError(exit, 0, { origin: originOf(url), path, program: 'ffprobe', problem: opened.problem })!
  } finally {
    await opened.close()
  }
}

function fileProbeError(exit: Exit, path: string): StenopipeError {
  // Its output is no JSON: something else than ffprobe.
  const { stderr } = exit
  if (exit.code === 0) return failure('STENO_FFMPEG_FAILED', { program: 'ffprobe', outcome: 'printed no JSON', stderr })
  return exitError(exit, path, 0, 'ffprobe')!
}

function isUrl(input: unknown): boolean {
  return input instanceof URL || (typeof input === 'string' && /^[a-z][a-z\d+.-]+:\/\//i.test(input))
}

async function checkFile(path: unknown): Promise<void> {
  checkOption(typeof path === 'string' && path !== '' && !path.includes('\0'), 'input', 'a path or a URL', path)
  const stats = await stat(path).catch((error: unknown) => { throw fileError(error as NodeJS.ErrnoException, path) })
  // A pipe would block ffprobe, and the bytes that it reads are lost for other readers.
  if (!stats.isFile()) throw failure('STENO_NOT_A_FILE', { path })
}

function resultOf({ format, streams }: FfprobeData): ProbeResult {
  const containerStart = toMs(format.start_time) ?? 0
  const duration = toMs(format.duration)
  const audio = streams.filter(({ codec_type }) => codec_type === 'audio')
  return {
    format: format.format_name ?? '',
    ...(duration === undefined || duration <= 0 ? {} : { duration }),
    containerStart,
    streams: audio.map((stream, i) => streamInfo(stream, i, containerStart)),
  }
}

function streamInfo(found: FfprobeStream, stream: number, containerStart: number): StreamInfo {
  const language = found.tags?.language
  return {
    stream, codec: found.codec_name ?? '', sampleRate: Number(found.sample_rate), channels: found.channels ?? 0,
    ...(language === undefined ? {} : { language }),
    start: Math.max(0, (toMs(found.start_time) ?? containerStart) - containerStart),
  }
}

function toMs(seconds: unknown): number | undefined {
  const value = Number.parseFloat(String(seconds))
  return Number.isFinite(value) ? Math.round(value * 1000) : undefined
}
