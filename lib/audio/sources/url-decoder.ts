import { selectionDecodeArgs } from '../ffmpeg/args.js'
import type { Exit } from '../ffmpeg/child-process.js'
import { FfmpegProcess } from '../ffmpeg/ffmpeg-process.js'
import type { StreamSelection } from '../ffmpeg/stream-selection.js'
import type { UrlProblem } from '../ffmpeg/url-errors.js'
import { bytesToMs } from '../pcm/pcm.js'
import type { SequenceTools } from './child-sequence.js'
import type { UrlOptions } from './url.js'
import { openUrl, type UrlInput } from './url-input.js'

/** URL, program and output of a decoder. */
export interface UrlDecoderOptions {
  /** Path of ffmpeg. */
  readonly path: string
  readonly url: URL
  /** Options for its requests. */
  readonly requests: UrlOptions
  /** Part to decode. */
  readonly selection: StreamSelection
  /** Sample rate of the output, in Hz. */
  readonly sampleRate: number
  /** Longest wait of the source for data, in ms. */
  readonly timeout: number
  /** Options of ffmpeg for the input, beside those that restrict what it may open. */
  readonly mediaOptions: readonly string[]
}

type Write = (bytes: Buffer) => Promise<void>

// The source ends ffmpeg at its own timeout; this is for an ffmpeg whose parent has been killed.
const READ_TIMEOUT_MARGIN_MS = 5000

/** Reads a URL with ffmpeg. */
export class UrlDecoder {
  /** Path of ffmpeg. */
  readonly path: string
  readonly #options: UrlDecoderOptions
  #problem: UrlProblem | undefined

  constructor(options: UrlDecoderOptions) {
    this.#options = options
    this.path = options.path
  }

  /** Last failed request, unless one succeeded after it; complete when `run()` has resolved. */
  get problem(): UrlProblem | undefined {
    return this.#problem
  }

  /** Runs ffmpeg; resolves with its exit when no connection is left. */
  async run(tools: SequenceTools, write: Write): Promise<Exit> {
    const { url, requests, timeout } = this.#options
    const input = await openUrl(url, {
      ...requests, readTimeout: timeout + READ_TIMEOUT_MARGIN_MS, onViolation: () => { tools.end() },
    })
    try {
      return await this.#decode(input, tools, write)
    } finally {
      this.#problem = input.problem
      await input.close()
    }
  }

  async #decode(input: UrlInput, { run, signal }: SequenceTools, write: Write): Promise<Exit> {
    const { address, env, inputOptions, addAudio } = input
    const { path, url, selection, sampleRate, mediaOptions } = this.#options
    const isSeekable = !needsRangeRequest(url, selection.from) || await input.supportsRanges(signal)
    const args = selectionDecodeArgs({
      inputOptions: [...inputOptions, ...mediaOptions], selection, sampleRate, isSeekable,
    })
    return run(() => new FfmpegProcess({
      path, input: address, env, ...args,
      write(bytes) {
        addAudio(bytesToMs(bytes.length, sampleRate))
        return write(bytes)
      },
    }))
  }
}

/** True when the server must support range requests to start at `from`; in a playlist a segment is chosen instead. */
function needsRangeRequest(address: URL, from = 0): boolean {
  return from > 0 && address.protocol.startsWith('http') && !isPlaylistUrl(address)
}

/** True when a URL names a playlist. */
export function isPlaylistUrl({ pathname }: URL): boolean {
  return /\.m3u8?$/i.test(pathname)
}
