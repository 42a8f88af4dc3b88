import { type Selection, selectionArgs } from './selection.js'

/** Options of `aresample`: ffmpeg's own choice folds a tone at 8.1 kHz down almost unweakened; this is 89 dB down. */
export const RESAMPLER = 'filter_size=128:cutoff=0.95:filter_type=kaiser:kaiser_beta=9:internal_sample_fmt=fltp'
/**
 * Options of `aresample`: sound that starts after the picture, and pauses that were not stored, become silence, so that
 * times stay those of the file.
 */
const FILL_GAPS = ':async=1:first_pts=0'
const keepsTime: ReadonlySet<string> = new Set(['mov', 'amr'])
// Elsewhere the header or the first frame says what there is; here the sound may turn up seconds after the picture.
const listsNoStreams: ReadonlySet<string> = new Set(['mpeg', 'flv'])
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
    // The defaults hold back up to 5 s of live audio. Not `-fflags nobuffer`: it throws away what was probed.
    ...input, '-probesize', listsNoStreams.has(container) ? '5000000' : '32', '-analyzeduration', '0', '-i', 'pipe:0',
    '-map', '0:a:0', '-vn', '-sn', '-dn',
    '-af', `aresample=${sampleRate}:${RESAMPLER}${keepsTime.has(container) ? FILL_GAPS : ''}`,
    '-ac', '1', '-f', 's16le', 'pipe:1',
  ]
}

/**
 * The arguments, around the input, that decode a part of what ffmpeg opens itself to s16le mono on standard output.
 *
 * @param opening - What may be opened, and how.
 */
export function partArgs(opening: readonly string[], selection: Selection, sampleRate: number): { before: string[]; after: string[] } {
  const chosen = selectionArgs(selection)
  const filters = [...chosen.filters, `aresample=${sampleRate}:${RESAMPLER}${FILL_GAPS}`, `asetnsamples=n=${sampleRate / 10 | 0}:p=0`]
  return {
    before: [...QUIET, ...opening, ...chosen.before],
    after: [...chosen.after, '-vn', '-sn', '-dn', '-af', filters.join(','), '-ac', '1', '-f', 's16le'],
  }
}
