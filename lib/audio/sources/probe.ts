import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { failure, StenopipeError } from '../../errors.js'
import { checkOption, checkNumber, checkText } from '../../option-checks.js'
import { findFfmpeg } from '../ffmpeg/ffmpeg.js'
import { fileAddress, fileArgs } from './file-range.js'
import { type FfprobeData, type FfprobeStream, fluentProbe } from '../ffmpeg/fluent-ffmpeg.js'
import { originOf, remoteError } from '../ffmpeg/url-errors.js'
import { checkUrl, dialArgs, type UrlProtocol, urlProtocols } from './url-source.js'

/** Options of `probe()`. */
export interface ProbeOptions {
  /** The ffmpeg beside which ffprobe lies. Default: FFMPEG_PATH, else `ffmpeg` in an absolute folder of PATH. */
  readonly ffmpegPath?: string
  /** Longest wait for the answer, in ms. Default 15000. */
  readonly timeout?: number
  /** Headers of HTTP requests. */
  readonly headers?: Readonly<Record<string, string>>
  /** What a URL, its redirects and its playlists may use. Default: all that there are. */
  readonly protocols?: readonly UrlProtocol[]
}

/** An audio stream of a file. */
export interface StreamInfo {
  /** What to give as `stream`: 0 for the first audio stream. */
  readonly stream: number
  /** ffmpeg's name of the codec, such as `'aac'`. */
  readonly codec: string
  /** Frames a second, in Hz. */
  readonly sampleRate: number
  /** Number of channels. */
  readonly channels: number
  /** As the file says it, such as `'eng'`. */
  readonly language?: string
  /** Where its sound begins on the source clock, in ms: later than 0 where the picture begins first. */
  readonly start: number
}

/** What a file or URL holds. */
export interface ProbeResult {
  /** ffmpeg's name of the container, such as `'mov,mp4,m4a,3gp,3g2,mj2'`. */
  readonly format: string
  /** How long it lasts, in ms; undefined where nobody can tell, as for live sources. */
  readonly duration?: number
  /** What the container's own clock reads at 0 of the source clock, in ms. */
  readonly containerStart: number
  /** Its audio streams. */
  readonly streams: readonly StreamInfo[]
}

const LONGEST_WAIT_MS = 2 ** 31 - 1

/**
 * Asks ffprobe what a file or URL holds: how long it lasts, when it starts, its audio streams. Nothing that the file
 * names is opened; the child is gone when the promise settles.
 *
 * Rejects with STENO_BAD_OPTION, STENO_FILE_NOT_FOUND, STENO_NOT_A_FILE, STENO_AUDIO_UNREADABLE, STENO_FFMPEG_MISSING,
 * STENO_SOURCE_TIMEOUT after `timeout`, and for URLs STENO_URL_REFUSED, STENO_URL_UNREACHABLE.
 *
 * @param input - A path, or the URL of anything that `urlSource()` takes, as a string or URL object.
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
  const { ffmpegPath, timeout = 15_000, headers = {}, protocols = urlProtocols } = options
  checkText('ffmpegPath', ffmpegPath)
  checkNumber('timeout', timeout, 1, LONGEST_WAIT_MS)
  const url = isUrl(input) ? checkUrl(input, protocols, headers) : undefined
  if (!url) await checkFile(input)
  const target = url ? url.href : fileAddress(input as string)
  const opening = url ? dialArgs(url, protocols, headers) : fileArgs
  const ffprobe = besides(findFfmpeg(ffmpegPath))
  const signal = AbortSignal.timeout(timeout)
  try {
    return readingOf(await fluentProbe(ffprobe, target, ['-v', 'error', ...opening], signal))
  } catch (error) {
    if (signal.aborted) throw failure('STENO_SOURCE_TIMEOUT', { from: url ? originOf(url) : 'the file', ms: timeout })
    throw faultOf(error as NodeJS.ErrnoException, url, ffprobe)
  }
}

function besides(ffmpeg: string): string {
  return join(dirname(ffmpeg), process.platform === 'win32' ? 'ffprobe.exe' : 'ffprobe')
}

function isUrl(input: unknown): boolean {
  return input instanceof URL || (typeof input === 'string' && /^[a-z][a-z\d+.-]+:\/\//i.test(input))
}

async function checkFile(path: unknown): Promise<void> {
  checkOption(typeof path === 'string' && path !== '' && !path.includes('\0'), 'input', 'a path or a URL', path)
  const found = await stat(path).catch((error: unknown) => { throw failure('STENO_FILE_NOT_FOUND', { path }, error) })
  // A pipe would keep the child waiting, and what is read of it is lost for others.
  if (!found.isFile()) throw failure('STENO_NOT_A_FILE', { path })
}

function faultOf(error: NodeJS.ErrnoException, url: URL | undefined, ffprobe: string): StenopipeError {
  if (error instanceof StenopipeError) return error
  if (error.code === 'ENOENT' || error.code === 'EACCES') return failure('STENO_FFMPEG_MISSING', { path: ffprobe }, error)
  if (url) return remoteError({ code: 1, signal: null, stderr: error.message }, originOf(url), 0)!
  return failure('STENO_AUDIO_UNREADABLE', { detail: 'ffprobe finds no audio or video in it' })
}

function readingOf({ format, streams }: FfprobeData): ProbeResult {
  const containerStart = ms(format.start_time) ?? 0
  const duration = ms(format.duration)
  return {
    format: format.format_name ?? '',
    ...(duration === undefined || duration <= 0 ? {} : { duration }),
    containerStart,
    streams: streams.filter(({ codec_type }) => codec_type === 'audio').map((stream, i) => streamOf(stream, i, containerStart)),
  }
}

function streamOf(found: FfprobeStream, stream: number, containerStart: number): StreamInfo {
  const language = (found.tags as { language?: string | number } | undefined)?.language
  return {
    stream, codec: found.codec_name ?? '', sampleRate: Number(found.sample_rate), channels: found.channels ?? 0,
    ...(language === undefined ? {} : { language: String(language) }),
    start: Math.max(0, (ms(found.start_time) ?? containerStart) - containerStart),
  }
}

function ms(seconds: unknown): number | undefined {
  const value = Number.parseFloat(String(seconds))
  return Number.isFinite(value) ? Math.round(value * 1000) : undefined
}
