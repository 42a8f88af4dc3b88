import { type StreamSelection, selectionArgs } from './stream-selection.js'

/** Options of `aresample`: ffmpeg's own choice folds a tone at 8.1 kHz down almost unweakened; here one at 8001 Hz is 82 dB down. */
export const RESAMPLER = 'filter_size=104:cutoff=0.95:filter_type=kaiser:kaiser_beta=8:internal_sample_fmt=fltp'
/**
 * Mixes before the resampler, which would else work on each channel. Two channels of one sound must not become louder: of
 * decimals (as MP3 and AAC give) ffmpeg would take 0.7 of each.
 */
const MIX = 'aresample=rematrix_maxval=1,aformat=channel_layouts=mono'
/**
 * Filters before the resampler: times that run backwards (two WebM recordings in one stream) or more than an hour ahead (a
 * clock that was set) are taken to go on where the sound before ended, since `async` would cut speech or never end.
 * Variables of the expression, in frames: 0 where this frame is put, 1 the end of the last, 2 what times are moved by.
 * 80 ms: less than `async` mends, more than the times of any container jitter.
 */
const ONWARD = "asetpts='st(3,PTS+ld(2));st(0,if(between(ld(3),ld(1)-min(N,1)*0.08*SR,ld(1)+3600*SR),ld(3),ld(1)));st(2,ld(0)-PTS);st(1,ld(0)+S);ld(0)'"
/**
 * Options of `aresample`: sound that starts after the picture, and pauses that were not stored, become silence, so that
 * times stay those of the file.
 */
const FILL_GAPS = ':async=1:first_pts=0'
/**
 * The start of a container is that of the first of its streams. In transport streams ffmpeg takes that of those which it
 * decodes, unless times are moved by anything at all: here by 1 µs.
 */
const START_OF_ALL = ['-itsoffset', '0.000001']
/** Containers whose frames carry no times, so that there is nothing to keep. */
const hasNoTimes: ReadonlySet<string> = new Set(['wav', 'mp3', 'aac', 'flac', 'aiff', 'au', 'caf', 'w64', 'avi'])

/**
 * How much ffmpeg may read to know the streams of a container and where they start. The defaults hold back up to 5 s of
 * live audio. Not `-fflags nobuffer`: it throws away what was probed.
 */
const lookAhead = (container: string): string[] => {
  // The sound may turn up seconds after the picture, unannounced.
  if (container === 'mpeg' || container === 'flv') return ['-probesize', '5000000', '-analyzeduration', '0']
  // Announced, but the picture may start at any time: each stream's first frame, at most 300 ms.
  if (container === 'matroska' || container === 'mpegts') {
    return ['-probesize', '5000000', '-analyzeduration', '300000', '-fpsprobesize', '0']
  }
  return ['-probesize', '32', '-analyzeduration', '0']
}
/** Filters to one channel at a rate. */
const resampled = (sampleRate: number): string => `${MIX},aresample=${sampleRate}:${RESAMPLER}`
/** The same, at the times of the file. */
const inTime = (sampleRate: number): string => `${ONWARD},${resampled(sampleRate)}${FILL_GAPS}`

/** Arguments before and after the input. */
interface Around {
  readonly before: string[]
  readonly after: string[]
}

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error']

/**
 * The arguments that decode standard input to s16le mono on standard output.
 *
 * @param input - `-f` with a container's name, and what it needs.
 */
export function pipeArgs(input: readonly string[], sampleRate: number): string[] {
  const container = input[input.indexOf('-f') + 1]!
  return [
    ...QUIET,
    // A protocol whitelist alone does not keep manifests (DASH, HLS) from dialling out; naming the one demuxer does.
    '-protocol_whitelist', 'pipe', '-format_whitelist', container,
    ...input, ...lookAhead(container), ...START_OF_ALL, '-i', 'pipe:0', '-map', '0:a:0', '-vn', '-sn', '-dn',
    '-af', hasNoTimes.has(container) ? resampled(sampleRate) : inTime(sampleRate),
    '-ac', '1', '-f', 's16le', 'pipe:1',
  ]
}

/**
 * The arguments, around the input, that decode a part of what ffmpeg opens itself to s16le mono on standard output.
 *
 * @param opening - What may be opened, and how.
 * @param seeks - Whether the input can be entered anywhere. ffmpeg must not be asked to where it cannot: it loses its place,
 *   and what comes is another part, or noise.
 */
export function partArgs(opening: readonly string[], selection: StreamSelection, sampleRate: number, seeks = true): Around {
  const chosen = selectionArgs(selection)
  const filters = [...chosen.filters, inTime(sampleRate), `asetnsamples=n=${sampleRate / 10 | 0}:p=0`]
  return {
    before: [...QUIET, ...opening, ...START_OF_ALL, ...seeks ? chosen.before : []],
    after: [...seeks ? [] : chosen.before, ...chosen.after, '-vn', '-sn', '-dn', '-af', filters.join(','), '-ac', '1', '-f', 's16le'],
  }
}

/**
 * The arguments with which ffmpeg succeeds only where a server gives bytes from the middle; it reads next to none of them.
 *
 * @param opening - What may be opened, and how.
 */
export function rangeArgs(opening: readonly string[]): Around {
  return {
    before: [...QUIET, ...opening, '-offset', '1', '-format_whitelist', 'data', '-f', 'data', '-probesize', '32', '-analyzeduration', '0'],
    after: ['-map', '0', '-c', 'copy', '-t', '0', '-f', 'null'],
  }
}
