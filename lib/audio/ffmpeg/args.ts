import { type StreamSelection, selectionArgs } from './stream-selection.js'

/**
 * Options of `aresample`. With its defaults ffmpeg folds a tone at 8.1 kHz down almost unattenuated; with these, one at
 * 8001 Hz is attenuated by 82 dB.
 */
export const RESAMPLER = 'filter_size=104:cutoff=0.95:filter_type=kaiser:kaiser_beta=8:internal_sample_fmt=fltp'
/**
 * Mixes before the resampler, which would otherwise process each channel. Two equal channels must not become louder:
 * for floating-point samples (as MP3 and AAC have) ffmpeg would mix 0.7 of each.
 */
const MIX = 'aresample=rematrix_maxval=1,aformat=channel_layouts=mono'
/**
 * Corrects timestamps before the resampler: those that run backwards (two WebM recordings in one stream) or jump more
 * than an hour ahead (a clock that was set) continue where the previous frame ended, since `async` would cut speech or
 * never end. Variables of the expression, in samples: 0 timestamp of this frame, 1 end of the previous frame, 2 offset
 * of the timestamps. The limit of 80 ms is less than `async` corrects and more than the jitter of any container.
 */
const CONTINUOUS_TIMESTAMPS = [
  "asetpts='st(3,PTS+ld(2))",
  'st(0,if(between(ld(3),ld(1)-min(N,1)*0.08*SR,ld(1)+3600*SR),ld(3),ld(1)))',
  'st(2,ld(0)-PTS)',
  'st(1,ld(0)+S)',
  "ld(0)'",
].join(';')
/**
 * Options of `aresample`: audio that starts after the video, and pauses that were not stored, become silence, so that
 * times stay those of the file.
 */
const FILL_GAPS = ':async=1:first_pts=0'
/**
 * A container starts with the first of its streams. For transport streams ffmpeg considers only the streams that it
 * decodes, unless timestamps have any offset at all: here 1 µs.
 */
const START_OF_ALL_STREAMS = ['-itsoffset', '0.000001']
/** Containers whose frames have no timestamps, so that there are none to preserve. */
const withoutTimestamps: ReadonlySet<string> = new Set(
  ['wav', 'mp3', 'aac', 'flac', 'aiff', 'au', 'caf', 'w64', 'avi'],
)

/**
 * Limits of the data that ffmpeg reads before it knows the streams of a container and their start. The defaults delay
 * live audio by up to 5 s. Not `-fflags nobuffer`: it discards the data that was probed.
 */
const probeLimits = (container: string): string[] => {
  // The audio may begin seconds after the video, unannounced.
  if (container === 'mpeg' || container === 'flv') return ['-probesize', '5000000', '-analyzeduration', '0']
  // Announced, but the video may start at any time: the first frame of each stream, at most 300 ms.
  if (container === 'matroska' || container === 'mpegts') {
    return ['-probesize', '5000000', '-analyzeduration', '300000', '-fpsprobesize', '0']
  }
  return ['-probesize', '32', '-analyzeduration', '0']
}
/** Filters that convert to one channel at a sample rate. */
const resampled = (sampleRate: number): string => `${MIX},aresample=${sampleRate}:${RESAMPLER}`
/** The same filters; gaps become silence. */
const resampledInTime = (sampleRate: number): string =>
  `${CONTINUOUS_TIMESTAMPS},${resampled(sampleRate)}${FILL_GAPS}`

/** Arguments of ffmpeg before and after the input. */
export interface FfmpegArgs {
  /** Global options and options of the input. */
  readonly inputOptions: readonly string[]
  /** Options of the output. */
  readonly outputOptions: readonly string[]
}

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error']

/**
 * Arguments that decode standard input to s16le mono on standard output.
 *
 * @param input - `-f` with the name of a container, and the options of its demuxer.
 * @param sampleRate - Sample rate of the output, in Hz.
 */
export function pipeArgs(input: readonly string[], sampleRate: number): string[] {
  const container = input[input.indexOf('-f') + 1]!
  return [
    ...QUIET,
    // A protocol whitelist does not keep manifests (DASH, HLS) from connecting elsewhere; naming one demuxer does.
    '-protocol_whitelist', 'pipe', '-format_whitelist', container,
    ...input, ...probeLimits(container), ...START_OF_ALL_STREAMS, '-i', 'pipe:0', '-map', '0:a:0', '-vn', '-sn', '-dn',
    '-af', withoutTimestamps.has(container) ? resampled(sampleRate) : resampledInTime(sampleRate),
    '-ac', '1', '-f', 's16le', 'pipe:1',
  ]
}

/** Input, selection and output of a decoding ffmpeg that opens its input itself. */
export interface SelectionDecoding {
  /** Options of the input, which restrict what ffmpeg may open. */
  readonly inputOptions: readonly string[]
  /** Part of the input to decode. */
  readonly selection: StreamSelection
  /** Sample rate of the output, in Hz. */
  readonly sampleRate: number
  /**
   * True when reading may begin in the middle of the input. Where it may not, ffmpeg must not seek: it loses its
   * position and decodes another part, or noise. Default true.
   */
  readonly isSeekable?: boolean
}

/** Arguments that decode a part of an input to s16le mono on standard output. */
export function selectionDecodeArgs(
  { inputOptions, selection, sampleRate, isSeekable = true }: SelectionDecoding,
): FfmpegArgs {
  const { seek, map, filters } = selectionArgs(selection)
  const frameLength = Math.floor(sampleRate / 10)
  const chain = [...filters, resampledInTime(sampleRate), `asetnsamples=n=${frameLength}:p=0`].join(',')
  return {
    inputOptions: [...QUIET, ...inputOptions, ...START_OF_ALL_STREAMS, ...isSeekable ? seek : []],
    outputOptions: [
      ...isSeekable ? [] : seek, ...map, '-vn', '-sn', '-dn', '-af', chain, '-ac', '1', '-f', 's16le',
    ],
  }
}

/**
 * Arguments with which ffmpeg succeeds only when a server supports range requests; it reads next to none of the data.
 *
 * @param inputOptions - Options of the input, which restrict what ffmpeg may open.
 */
export function rangeSupportArgs(inputOptions: readonly string[]): FfmpegArgs {
  return {
    inputOptions: [
      ...QUIET, ...inputOptions, '-offset', '1',
      '-format_whitelist', 'data', '-f', 'data', '-probesize', '32', '-analyzeduration', '0',
    ],
    outputOptions: ['-map', '0', '-c', 'copy', '-t', '0', '-f', 'null'],
  }
}
