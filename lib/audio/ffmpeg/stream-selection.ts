import { checkOption, checkInteger, checkNumber } from '../../option-checks.js'

/** Which part of what a file or URL holds. */
export interface StreamSelection {
  /** Where to begin, in ms from the start of the media; times stay those of the whole. Default 0. */
  readonly from?: number
  /** Where to end, in ms from the start of the media. Default: its end. */
  readonly to?: number
  /** Which of the audio streams, 0 for the first. Default 0. */
  readonly stream?: number
  /** Which channel, 0 for the first (left). Default: all, mixed alike. */
  readonly channel?: number
  /** How much of each channel, 0 to 1 each, such as `[1, 0.5]`, those not named not at all; not together with `channel`. */
  readonly mix?: readonly number[]
}

/** A selection that chooses something. */
export type Chosen = StreamSelection & (
  | Required<Pick<StreamSelection, 'from'>> | Required<Pick<StreamSelection, 'to'>> | Required<Pick<StreamSelection, 'stream'>>
  | Required<Pick<StreamSelection, 'channel'>> | Required<Pick<StreamSelection, 'mix'>>
)

const MOST_MS = 1e10
const MOST_MAPPED = 8

/** Checks a selection; throws STENO_BAD_OPTION. */
export function checkSelection({ from = 0, to = Infinity, stream = 0, channel, mix }: StreamSelection): void {
  checkNumber('from', from, 0, MOST_MS)
  checkOption(typeof to === 'number' && to > from, 'to', 'a number larger than `from`', to)
  checkInteger('stream', stream, 0, 999)
  if (channel !== undefined) checkInteger('channel', channel, 0, 63)
  if (mix === undefined) return
  checkOption(channel === undefined, 'mix', 'given without `channel`', mix)
  const areShares = Array.isArray(mix) && mix.length > 0 && mix.length <= 64 && mix.every(share => share >= 0 && share <= 1)
  checkOption(areShares, 'mix', 'an array of numbers from 0 to 1, one for each channel', mix)
}

/** Whether anything is chosen at all. */
export function isSelection(selection: StreamSelection): selection is Chosen {
  const { from, to, stream, channel, mix } = selection
  return [from, to, stream, channel, mix].some(value => value !== undefined)
}

/** Arguments of ffmpeg: before the input, for the output, and the filters that must come first. */
export function selectionArgs({ from = 0, to = Infinity, stream = 0, channel, mix }: StreamSelection): {
  readonly before: readonly string[]; readonly after: readonly string[]; readonly filters: readonly string[]
} {
  return {
    before: from > 0 ? ['-ss', seconds(from)] : [],
    after: ['-map', `0:a:${stream}`, ...(to === Infinity ? [] : ['-t', seconds(to - from)])],
    filters: [
      ...channel === undefined ? [] : [`channelmap=map=${channel}:channel_layout=mono`],
      ...mix ? mixFilters(mix) : [],
    ],
  }
}

function mixFilters(mix: readonly number[]): string[] {
  const terms = mix.map((share, i) => `${share}*c${i}`).filter((_, i) => mix[i]! > 0)
  const pan = `pan=mono|c0=${terms.join('+') || '0*c0'}`
  // `pan` takes a channel that is not there for silence; the other does not, but knows no more of them than eight.
  return mix.length <= MOST_MAPPED ? [`channelmap=map=${mix.map((_, i) => i).join('|')}`, pan] : [pan]
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6)
}
