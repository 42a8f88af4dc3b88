import { checkOption, checkText } from '../../option-checks.js'
import { findFfmpeg } from '../ffmpeg/ffmpeg.js'
import { checkSelection, selectionOptions, type StreamSelection } from '../ffmpeg/stream-selection.js'
import { originOf, urlError, urlTruncation } from '../ffmpeg/url-errors.js'
import { ChildSequence } from './child-sequence.js'
import { PcmSource, type PcmSourceOptions } from './pcm-source.js'
import { checkUrl, type UrlOptions, urlOptions } from './url.js'
import { isPlaylistUrl, UrlDecoder } from './url-decoder.js'

/** Options of `urlSource()`. */
export interface UrlSourceOptions extends PcmSourceOptions, StreamSelection, UrlOptions {
  /** True when the media is sent in real time, so that a slow reader must not delay it. Default: true for RTSP. */
  readonly live?: boolean
  /** Connect again when an HTTP connection is lost, for a third of `timeout`. Default: `live`. */
  readonly reconnect?: boolean
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
 * Each request over HTTP(S) is made by this process, through which ffmpeg reads: certificates are verified, redirects
 * and playlists keep to the options, and `headers` are sent to the origin of the URL only. Files are never opened. For
 * URLs of strangers set `publicOnly`: without it addresses in your own network are connected to as well. Errors contain
 * no part of a URL but its host. RTSP is read by ffmpeg itself.
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
    from, to, stream, channel, mix, live, reconnect, headers, protocols, redirects, publicOnly,
    timeout = 15_000, sampleRate = 16_000, ffmpegPath, ...rest
  } = options
  const selection = { from, to, stream, channel, mix } as StreamSelection
  checkSelection(selection)
  const requests = { headers, protocols, redirects, publicOnly } as UrlOptions
  const address = checkUrl(url, requests)
  checkText('ffmpegPath', ffmpegPath)
  const isLive = live ?? address.protocol.startsWith('rtsp')
  checkOption(!isLive || from === undefined, 'from', 'left out for a live source', from)
  const origin = originOf(address)
  const decoder = new UrlDecoder({
    path: findFfmpeg(ffmpegPath), url: address, requests, selection, sampleRate, timeout,
    mediaOptions: [
      ...(reconnect ?? isLive ? reconnectOptions(timeout, address) : []),
      ...(isLive ? ['-analyzeduration', '1000000'] : []),
    ],
  })
  return new PcmSource({
    name: 'urlSource()', options: [...selectionOptions, ...urlOptions, 'live', 'reconnect'],
    origin, isLive, startTime: from ?? 0,
    start: write => new ChildSequence(tools => decoder.run(tools, write)),
    exitError: (exit, bytes) => urlError(exit, bytes, { origin, path: decoder.path, problem: decoder.problem }),
    truncation: exit => urlTruncation(exit, decoder.problem),
  }, { ...rest, timeout, sampleRate })
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
    ...(isPlaylistUrl(address) ? [] : ['-reconnect_at_eof', '1']),
  ]
}
