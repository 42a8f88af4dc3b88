import { Redacted } from '../../errors.js'
import { checkOneOf, checkOption, checkText } from '../../option-checks.js'
import { rangeSupportArgs, selectionDecodeArgs } from '../ffmpeg/args.js'
import { findFfmpeg } from '../ffmpeg/ffmpeg.js'
import { FfmpegProcess } from '../ffmpeg/ffmpeg-process.js'
import { checkSelection, selectionOptions, type StreamSelection } from '../ffmpeg/stream-selection.js'
import { originOf, urlError, urlTruncation } from '../ffmpeg/url-errors.js'
import { ChildSequence } from './child-sequence.js'
import { PcmSource, type PcmSourceOptions } from './pcm-source.js'

/**
 * Protocol of a URL.
 *
 * @useDeclaredType
 */
export type UrlProtocol = keyof typeof ffmpegProtocols

/** Options of `urlSource()`. */
export interface UrlSourceOptions extends PcmSourceOptions, StreamSelection {
  /** True when the media is sent in real time, so that a slow reader must not delay it. Default: true for RTSP. */
  readonly live?: boolean
  /** Connect again when an HTTP connection is lost, for a third of `timeout`. Default: `live`. */
  readonly reconnect?: boolean
  /**
   * Headers of HTTP requests, such as `{ Authorization: 'Bearer …' }`. The list of processes shows them to all users.
   */
  readonly headers?: Readonly<Record<string, string>>
  /** Protocols that the URL, its redirects and its playlists may use. Default: all. */
  readonly protocols?: readonly UrlProtocol[]
}

/** Protocols of ffmpeg that each protocol of a URL consists of; never `file`. */
const ffmpegProtocols = {
  http: ['http', 'tcp', 'crypto'],
  https: ['https', 'tls', 'tcp', 'crypto', 'httpproxy'],
  rtsp: ['rtsp', 'rtp', 'udp', 'tcp'],
  rtsps: ['rtsps', 'rtp', 'udp', 'tcp', 'tls'],
} as const

/** Demuxers that open nothing but their input; of the others only HLS, which keeps to the protocol whitelist. */
const HTTP_FORMATS = [
  'wav,w64,aiff,au,mp3,aac,ogg,flac,matroska,webm,mov,mp4,m4a,3gp,amr,caf,asf,flv,mpegts,mpeg', 'hls,applehttp',
].join(',')

/** Every protocol that a URL may use. */
export const urlProtocols = Object.keys(ffmpegProtocols) as readonly UrlProtocol[]

/** Options of ffmpeg and ffprobe that restrict what a URL may open, and set the headers of its requests. */
export function urlInputOptions(
  url: URL, protocols: readonly UrlProtocol[], headers: Readonly<Record<string, string>>,
): string[] {
  const isRtsp = url.protocol.startsWith('rtsp')
  const whitelist = [...new Set(protocols.flatMap(protocol => ffmpegProtocols[protocol]))]
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return [
    '-protocol_whitelist', whitelist.join(','), '-format_whitelist', isRtsp ? 'rtsp' : HTTP_FORMATS,
    ...(isRtsp ? ['-rtsp_transport', 'tcp'] : []),
    ...(lines && !isRtsp ? ['-headers', lines] : []),
  ]
}

/** Checks and parses a URL, and checks its options; throws STENO_BAD_OPTION without any part of the URL or headers. */
export function checkUrl(
  url: unknown, protocols: readonly UrlProtocol[], headers: Readonly<Record<string, string>>,
): URL {
  checkOption(Array.isArray(protocols) && protocols.length > 0, 'protocols', 'an array of protocols', protocols)
  for (const protocol of protocols) checkOneOf('protocols', protocol, urlProtocols)
  const isText = typeof url === 'string' || url instanceof URL
  const parsed = isText && URL.canParse(String(url)) ? new URL(String(url)) : undefined
  checkOption(parsed !== undefined, 'url', 'a URL', new Redacted(isText ? 'another text' : typeof url))
  const expected = `a URL that begins with ${protocols.join('://, ')}://`
  checkOption(protocols.includes(parsed.protocol.slice(0, -1)), 'url', expected, parsed.protocol)
  for (const [name, value] of Object.entries(headers)) {
    const isName = /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    checkOption(isName, 'headers', 'names of letters, digits and hyphens', new Redacted('another name'))
    const isValue = typeof value === 'string' && !/[\x00-\x1f\x7f]/.test(value)
    checkOption(isValue, 'headers', 'text without line breaks', new Redacted('another value'))
  }
  return parsed
}

/**
 * Reads the audio of a URL: a file over HTTP(S), HLS, RTSP or Icecast. ffmpeg, a child process, opens and decodes it
 * and has exited when `close` is emitted. The output is s16le mono samples: `AudioChunk`s with their positions on the
 * source clock, or bytes when piped into a stage that takes bytes, such as `decode()`. Audio that starts late and gaps
 * in it become silence.
 *
 * A live source does not wait: audio that is not read within `maxBuffer` is dropped, oldest first, and the event `drop`
 * reports which; times stay right. When the connection is lost, everything received is output, followed by the event
 * `warning` (STENO_AUDIO_TRUNCATED).
 *
 * With `from`, a request of its own first checks whether the server supports range requests. If it does not, everything
 * before `from` is downloaded and skipped.
 *
 * Any host is connected to, in your own network too: check the URLs of strangers first. Files are never opened,
 * whatever a redirect or a playlist contains. Errors contain no part of a URL but its host.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION and STENO_FFMPEG_MISSING at once; as stream errors STENO_URL_REFUSED,
 * STENO_URL_UNREACHABLE, STENO_SOURCE_TIMEOUT, STENO_SOURCE_TOO_LONG, STENO_FFMPEG_FAILED.
 *
 * @param url - String or URL object.
 *
 * @example
 * ```ts
 * import { decode, recognize, toSrt, urlSource } from 'stenopipe'
 *
 * const radio = urlSource('https://radio.example/news.mp3', { live: true })
 * radio.on('drop', ({ start, duration }) => { console.error(`${duration} ms lost at ${start} ms`) })
 * radio.pipe(recognize()).pipe(toSrt()).pipe(process.stdout)
 *
 * urlSource('https://example.com/talk.mp4', { from: 60_000 }).pipe(decode()).pipe(recognize())
 * ```
 */
export function urlSource(url: string | URL, options: UrlSourceOptions = {}): PcmSource {
  const {
    from, to, stream, channel, mix, live, reconnect, headers = {}, protocols = urlProtocols,
    timeout = 15_000, sampleRate = 16_000, ffmpegPath, ...rest
  } = options
  const selection = { from, to, stream, channel, mix } as StreamSelection
  checkSelection(selection)
  const address = checkUrl(url, protocols, headers)
  checkText('ffmpegPath', ffmpegPath)
  const isLive = live ?? address.protocol.startsWith('rtsp')
  checkOption(!isLive || from === undefined, 'from', 'left out for a live source', from)
  const path = findFfmpeg(ffmpegPath)
  const whitelists = urlInputOptions(address, protocols, headers)
  const inputOptions = [
    ...whitelists,
    ...(reconnect ?? isLive ? reconnectOptions(timeout, address) : []),
    ...(isLive ? ['-analyzeduration', '1000000'] : []),
  ]
  const origin = originOf(address)
  const input = address.href
  return new PcmSource({
    name: 'urlSource()', options: [...selectionOptions, 'live', 'reconnect', 'headers', 'protocols'],
    origin, isLive, startTime: from ?? 0,
    start: write => new ChildSequence(async ({ run }) => {
      const rangeRequest = (): FfmpegProcess =>
        new FfmpegProcess({ path, input, ...rangeSupportArgs(whitelists), write: () => Promise.resolve() })
      const isSeekable = !needsRangeRequest(address, from) || (await run(rangeRequest)).code === 0
      const args = selectionDecodeArgs({ inputOptions, selection, sampleRate, isSeekable })
      return run(() => new FfmpegProcess({ path, input, ...args, write }))
    }),
    exitError: (exit, bytes) => urlError(exit, origin, bytes),
    truncation: urlTruncation,
  }, { ...rest, timeout, sampleRate })
}

/** True when the server must support range requests to start at `from`; in a playlist a segment is chosen instead. */
function needsRangeRequest(address: URL, from = 0): boolean {
  return from > 0 && address.protocol.startsWith('http') && !isPlaylist(address)
}

function isPlaylist({ pathname }: URL): boolean {
  return /\.m3u8?$/i.test(pathname)
}

const MAX_RECONNECT_MS = 1_200_000

function reconnectOptions(timeout: number, address: URL): string[] {
  if (!address.protocol.startsWith('http')) return []
  const ms = Math.min(timeout / 3, MAX_RECONNECT_MS)
  return [
    '-reconnect', '1', '-reconnect_streamed', '1', '-reconnect_on_network_error', '1',
    '-reconnect_on_http_error', '5xx',
    '-reconnect_delay_max', String(Math.max(1, Math.round(ms / 1000))), '-rw_timeout', String(Math.round(ms * 1000)),
    // The end of a radio stream is a lost connection; that of a playlist or a segment is not.
    ...(isPlaylist(address) ? [] : ['-reconnect_at_eof', '1']),
  ]
}
