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
/** Most silence that timestamps may ask for at once, in seconds. */
const MAX_SILENCE_SECONDS = 3600
/** Silence that each second of audio allows in addition, in seconds, up to that maximum. */
const SILENCE_PER_SECOND = 60
/**
 * Corrects timestamps before the resampler, so that all gaps that are left become silence. Frames less than 100 ms late
 * or 80 ms early (the jitter of containers) continue where the previous frame ended. So do those whose timestamps run
 * backwards (two WebM recordings in one stream) or jump ahead by more silence than is allowed (a clock that was set, a
 * file of strangers); the sum of what is left out is printed for `silenceLeftOut`. Variables of the expression, in
 * samples: 1 end of the previous frame, 2 offset of the timestamps, 4 silence allowed, 5 gap before this frame, 6
 * silence left out.
 */
const CONTINUOUS_TIMESTAMPS = [
  `asetpts='st(4,if(N,min(ld(4)+${SILENCE_PER_SECOND}*S,${MAX_SILENCE_SECONDS}*SR),${MAX_SILENCE_SECONDS}*SR))`,
  'st(5,PTS+ld(2)-ld(1))',
  `if(not(isnan(ld(5))+gt(N,0)*between(ld(5),-0.08*SR,0.1*SR)),${[
    'if(between(ld(5),0,ld(4))',
    '(st(4,ld(4)-ld(5));st(1,ld(1)+ld(5)))',
    '(st(2,ld(2)-ld(5));if(gt(ld(5),0),print(st(6,ld(6)+ld(5))/SR,16))))',
  ].join(',')})`,
  'st(1,ld(1)+S)',
  "ld(1)-S'",
].join(';')
/** Distance of the ticks, in seconds, and until when there are any. */
const TICK_SECONDS = 30
const LAST_TICK_SECONDS = 360_000
/** Length of a frame at the end that ends the ticks; no codec has frames of this length. */
const END_SAMPLES = 4099
/**
 * Fills gaps with silence: audio that starts after the video, and pauses that were not stored, so that times stay those
 * of the file. `aresample` fills a gap with one frame and takes a multiple of its size in memory, so frames of one
 * sample, the ticks, divide long gaps. Variables of the expression: 0 end of the previous frame, 1 nonzero after the
 * last frame. In some versions of ffmpeg `ainterleave` writes its unit of time (`AVTB`) and declares that of its input.
 */
const filledGaps = (sampleRate: number): string => [
  `apad=packet_size=${END_SAMPLES}:pad_len=${END_SAMPLES},`
  // The end of audio without frames has no timestamp, which `ainterleave` refuses.
  + `asetpts='st(0,if(isnan(PTS),ld(0),PTS)+S);ld(0)-S',asettb=AVTB[audio]`,
  `anullsrc=cl=mono:r=${sampleRate}:n=1,asetpts=${TICK_SECONDS}*N*SR,atrim=end=${LAST_TICK_SECONDS},asettb=AVTB[ticks]`,
  `[audio][ticks]ainterleave,asettb=1/${sampleRate},aselect='${[
    `if(eq(samples_n,1)*not(mod(pts,${TICK_SECONDS * sampleRate}))`,
    `not(ld(1))*gt(pts,ld(0)+${0.2 * sampleRate})`,
    `(st(0,pts+samples_n);not(st(1,eq(samples_n,${END_SAMPLES})))))`,
  ].join(',')}',aresample=async=1:min_hard_comp=0.002:first_pts=0`,
].join(';')
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
  `${CONTINUOUS_TIMESTAMPS},${resampled(sampleRate)},${filledGaps(sampleRate)}`

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
