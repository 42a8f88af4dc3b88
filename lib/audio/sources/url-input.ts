import { failure } from '../../errors.js'
import { describeSystemError } from '../../text/system-errors.js'
import { originOf, type UrlProblem } from '../ffmpeg/url-errors.js'
import { HttpRelay } from '../relay/http-relay.js'
import { type UrlOptions, type UrlProtocol, urlProtocols } from './url.js'

/** URL as ffmpeg and ffprobe open it. */
export interface UrlInput {
  /** Address for the command line. */
  readonly address: string
  /** Options that restrict what may be opened. */
  readonly inputOptions: readonly string[]
  /** Environment variables to add. */
  readonly env: NodeJS.ProcessEnv
  /** Last failed request, unless one succeeded after it. */
  readonly problem: UrlProblem | undefined
  /** Allows the requests for audio that was received. @param duration - In ms. */
  readonly addAudio: (duration: number) => void
  /** Resolves with true when the server supports range requests; rejects when the signal is aborted. */
  supportsRanges(signal: AbortSignal): Promise<boolean>
  /** Ends all requests. */
  close(): Promise<void>
}

/** Restrictions of an input. */
export interface UrlInputOptions extends UrlOptions {
  /** Longest wait for data before ffmpeg ends by itself, in ms. */
  readonly readTimeout: number
  /** Called once, when a request violates the options; ffmpeg should be ended. */
  readonly onViolation: () => void
}

/** Demuxers that open nothing but their input; of the others only HLS, which keeps to the protocol whitelist. */
const HTTP_FORMATS = [
  'wav,w64,aiff,au,mp3,aac,ogg,flac,matroska,webm,mov,mp4,m4a,3gp,amr,caf,asf,flv,mpegts,mpeg', 'hls,applehttp',
].join(',')
/** Protocols of ffmpeg that RTSP consists of; never `file`. */
const RTSP_PROTOCOLS: Readonly<Partial<Record<UrlProtocol, readonly string[]>>> = {
  rtsp: ['rtsp', 'rtp', 'udp', 'tcp'], rtsps: ['rtsps', 'rtp', 'udp', 'tcp', 'tls'],
}
const MAX_READ_TIMEOUT_MS = 3_600_000

/** Makes a URL ready for ffmpeg. Rejects with STENO_URL_UNREACHABLE. */
export async function openUrl(url: URL, options: UrlInputOptions): Promise<UrlInput> {
  const { readTimeout, onViolation, headers = {}, redirects = true, publicOnly = false } = options
  const protocols = options.protocols ?? urlProtocols
  const timeout = String(Math.round(Math.min(readTimeout, MAX_READ_TIMEOUT_MS) * 1000))
  if (!url.protocol.startsWith('http')) return rtspInput(url, protocols, timeout)
  const relay = await HttpRelay.open({ url, headers, protocols, redirects, publicOnly, onViolation })
    .catch((error: unknown) => {
      const { code, message } = error as NodeJS.ErrnoException
      const [reason, advice] = describeSystemError(code ?? message, 'check the loopback interface')
      const detail = `no connection can be opened (${reason}; ${advice})`
      throw failure('STENO_URL_UNREACHABLE', { origin: originOf(url), detail }, error)
    })
  return Object.assign(relay, {
    inputOptions: [
      '-protocol_whitelist', 'http,tcp,crypto', '-format_whitelist', HTTP_FORMATS, '-rw_timeout', timeout,
    ],
  })
}

function rtspInput(url: URL, protocols: readonly UrlProtocol[], timeout: string): UrlInput {
  const whitelist = [...new Set(protocols.flatMap(protocol => RTSP_PROTOCOLS[protocol] ?? []))].join(',')
  return {
    address: url.href,
    inputOptions: [
      '-protocol_whitelist', whitelist, '-format_whitelist', 'rtsp', '-rtsp_transport', 'tcp', '-timeout', timeout,
    ],
    env: {},
    problem: undefined,
    addAudio: () => {},
    supportsRanges: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  }
}
