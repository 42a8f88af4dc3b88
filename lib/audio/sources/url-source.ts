import { Redacted } from '../../errors.js'
import { checkOption, checkOneOf, checkText } from '../../option-checks.js'
import { ChildSequence } from './child-sequence.js'
import { findFfmpeg } from '../ffmpeg/ffmpeg.js'
import { partArgs, rangeArgs } from '../ffmpeg/args.js'
import { FluentFfmpeg } from '../ffmpeg/fluent-ffmpeg.js'
import { PcmSource, type PcmSourceOptions } from './pcm-source.js'
import { originOf, remoteError, remoteShortfall } from '../ffmpeg/url-errors.js'
import { checkSelection, type StreamSelection } from '../ffmpeg/stream-selection.js'

/**
 * Protocol of a URL.
 *
 * @useDeclaredType
 */
export type UrlProtocol = keyof typeof needed

/** Options of `urlSource()`; what is not named here goes to the stream constructor (`signal` …). */
export interface UrlSourceOptions extends PcmSourceOptions, StreamSelection {
  /** Whether it is sent as it happens, so that a late reader must not hold it up. Default: true for RTSP, else false. */
  readonly live?: boolean
  /** Dial again when the connection breaks, for a third of `timeout`; for HTTP. Default: `live`. */
  readonly reconnect?: boolean
  /** Headers of HTTP requests, such as `{ Authorization: 'Bearer …' }`. Other users of the machine can see them in its list of processes. */
  readonly headers?: Readonly<Record<string, string>>
  /** What the URL, its redirects and its playlists may use. Default: all that there are. */
  readonly protocols?: readonly UrlProtocol[]
}

/** What ffmpeg needs to speak each; never `file`. */
const needed = {
  http: ['http', 'tcp', 'crypto'],
  https: ['https', 'tls', 'tcp', 'crypto', 'httpproxy'],
  rtsp: ['rtsp', 'rtp', 'udp', 'tcp'],
  rtsps: ['rtsps', 'rtp', 'udp', 'tcp', 'tls'],
} as const

/** Demuxers that open nothing but what they are given; of those that do open more, only HLS, which keeps to the protocols. */
const HTTP_FORMATS = 'wav,w64,aiff,au,mp3,aac,ogg,flac,matroska,webm,mov,mp4,m4a,3gp,amr,caf,asf,flv,mpegts,mpeg,hls,applehttp'

/** Arguments of ffmpeg for a URL: what may be opened, by whom. */
export function dialArgs(url: URL, protocols: readonly UrlProtocol[], headers: Readonly<Record<string, string>>): string[] {
  const isRtsp = url.protocol.startsWith('rtsp')
  const whitelist = [...new Set(protocols.flatMap(protocol => needed[protocol]))]
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return [
    '-protocol_whitelist', whitelist.join(','), '-format_whitelist', isRtsp ? 'rtsp' : HTTP_FORMATS,
    ...(isRtsp ? ['-rtsp_transport', 'tcp'] : []),
    ...(lines && !isRtsp ? ['-headers', lines] : []),
  ]
}

/** Checks a URL and what goes with it; throws STENO_BAD_OPTION, without a word of the URL. */
export function checkUrl(url: unknown, protocols: readonly UrlProtocol[], headers: Readonly<Record<string, string>>): URL {
  const known = Object.keys(needed)
  checkOption(Array.isArray(protocols) && protocols.length > 0, 'protocols', 'an array of protocols', protocols)
  for (const protocol of protocols) checkOneOf('protocols', protocol, known)
  const isText = typeof url === 'string' || url instanceof URL
  const parsed = isText && URL.canParse(String(url)) ? new URL(String(url)) : undefined
  checkOption(parsed !== undefined, 'url', 'a URL', new Redacted(isText ? 'what is none' : typeof url))
  const expected = `a URL that begins with ${protocols.join('://, ')}://`
  checkOption(protocols.includes(parsed.protocol.slice(0, -1)), 'url', expected, parsed.protocol)
  for (const [name, value] of Object.entries(headers)) {
    checkOption(/^[\w!#$%&'*+.^`|~-]+$/.test(name), 'headers', 'names of letters, digits and dashes', new Redacted('another'))
    checkOption(typeof value === 'string' && !/[\x00-\x1f\x7f]/.test(value), 'headers', 'text without line ends', new Redacted('other'))
  }
  return parsed
}

/** Every protocol that a URL may use. */
export const urlProtocols = Object.keys(needed) as readonly UrlProtocol[]

/**
 * The sound behind a URL: files over HTTP(S), HLS, RTSP, Icecast. Opened and decoded by a child, ffmpeg, which is gone
 * before `close` comes; s16le mono samples come out as `AudioChunk`s with their places on the source clock, or, piped to a
 * stage of bytes such as `decode()`, as bytes. Sound that starts late and gaps in it become silence.
 *
 * A live source does not wait: what its reader does not take within `maxBuffer` is dropped, oldest first, and the event
 * `drop` tells which part; times stay right. A connection that breaks off gives what came, and the event `warning`
 * (STENO_AUDIO_TRUNCATED).
 *
 * With `from` the server is asked first, by a request of its own, whether it gives bytes from the middle. Where it does not,
 * all that lies before is read through.
 *
 * It dials whatever the URL names, also in your own network: check URLs of strangers first. Files are never opened,
 * whatever a redirect or a playlist says. Nothing of a URL but its host gets into errors.
 *
 * Errors: STENO_BAD_OPTION and STENO_FFMPEG_MISSING at once; as stream errors STENO_URL_REFUSED, STENO_URL_UNREACHABLE,
 * STENO_SOURCE_TIMEOUT, STENO_SOURCE_TOO_LONG, STENO_FFMPEG_FAILED.
 *
 * @param url - A string or URL object.
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
  const { from, to, stream, channel, mix, live, reconnect, headers = {}, protocols = urlProtocols, ...rest } = options
  const selection = { from, to, stream, channel, mix } as StreamSelection
  checkSelection(selection)
  const address = checkUrl(url, protocols, headers)
  checkText('ffmpegPath', rest.ffmpegPath)
  const isRtsp = address.protocol.startsWith('rtsp')
  const isLive = live ?? isRtsp
  checkOption(!isLive || from === undefined, 'from', 'left out for a live source', from)
  const { timeout = 15_000, sampleRate = 16_000, ffmpegPath, ...others } = rest
  const path = findFfmpeg(ffmpegPath)
  const dialling = dialArgs(address, protocols, headers)
  const before = [
    ...dialling,
    ...(reconnect ?? isLive ? reconnectArgs(timeout, address) : []),
    ...(isLive ? ['-analyzeduration', '1000000'] : []),
  ]
  const origin = originOf(address)
  const input = address.href
  return new PcmSource({
    live: isLive, start: from ?? 0, name: origin,
    record: take => new ChildSequence(async run => {
      const ask = (): FluentFfmpeg => new FluentFfmpeg({ path, input, ...rangeArgs(dialling), take: () => Promise.resolve() })
      const seeks = !mayNotSeek(address, from) || (await run(ask)).code === 0
      return run(() => new FluentFfmpeg({ path, input, ...partArgs(before, selection, sampleRate, seeks), take }))
    }),
    fault: (exit, bytes) => remoteError(exit, origin, bytes),
    shortfall: remoteShortfall,
  }, { ...others, timeout, sampleRate })
}

/** Whether to begin at `from` hangs on the server; a playlist is entered by its segments. */
function mayNotSeek(address: URL, from = 0): boolean {
  return from > 0 && address.protocol.startsWith('http') && !isPlaylist(address)
}

function isPlaylist({ pathname }: URL): boolean {
  return /\.m3u8?$/i.test(pathname)
}

function reconnectArgs(timeout: number, address: URL): string[] {
  if (!address.protocol.startsWith('http')) return []
  const third = Math.min(timeout, 3_600_000) / 3
  return [
    '-reconnect', '1', '-reconnect_streamed', '1', '-reconnect_on_network_error', '1', '-reconnect_on_http_error', '5xx',
    '-reconnect_delay_max', String(Math.max(1, Math.round(third / 1000))), '-rw_timeout', String(Math.round(third * 1000)),
    // The end of a station's answer is a broken connection; that of a playlist or a segment is not.
    ...(isPlaylist(address) ? [] : ['-reconnect_at_eof', '1']),
  ]
}
