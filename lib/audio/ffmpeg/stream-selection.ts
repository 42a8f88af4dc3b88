import { checkInteger, checkNumber, checkOption } from '../../option-checks.js'

/** Part of a file or URL to read. Without any member, the first audio stream from start to end, all channels mixed. */
export interface StreamSelection {
  /** Start of the part, in ms from the start of the media; times of results stay those of the whole. Default 0. */
  readonly from?: number
  /** End of the part, in ms from the start of the media. Default: end of the media. */
  readonly to?: number
  /** Index of the audio stream, from 0. Default 0. */
  readonly stream?: number
  /** Index of the channel, 0 for the first (left). Default: all channels, mixed equally. */
  readonly channel?: number
  /** Gain of each channel, from 0 to 1, such as `[1, 0.5]`; missing ones are muted. Not together with `channel`. */
  readonly mix?: readonly number[]
}

/** Names of the options of a selection. */
export const selectionOptions = ['from', 'to', 'stream', 'channel', 'mix'] as const satisfies (keyof StreamSelection)[]

const MAX_FROM_MS = 1e10
const MAX_STREAM = 999
const MAX_CHANNELS = 64
const MAX_MAPPED_CHANNELS = 8

/** Checks a selection; throws STENO_BAD_OPTION. */
export function checkSelection({ from = 0, to = Infinity, stream = 0, channel, mix }: StreamSelection): void {
  checkNumber('from', from, 0, MAX_FROM_MS)
  checkOption(typeof to === 'number' && to > from, 'to', 'a number larger than `from`', to)
  checkInteger('stream', stream, 0, MAX_STREAM)
  if (channel !== undefined) checkInteger('channel', channel, 0, MAX_CHANNELS - 1)
  if (mix === undefined) return
  checkOption(channel === undefined, 'mix', 'given without `channel`', mix)
  const areGains = Array.isArray(mix) && mix.length > 0 && mix.length <= MAX_CHANNELS
    && mix.every(gain => gain >= 0 && gain <= 1)
  checkOption(areGains, 'mix', 'an array of numbers from 0 to 1, one for each channel', mix)
}

/** True when a selection has any member. */
export function isSelection(selection: StreamSelection): boolean {
  return selectionOptions.some(name => selection[name] !== undefined)
}

/** Arguments of ffmpeg that read a selection. */
export interface SelectionArgs {
  /** Seeks to the start of the selection. */
  readonly seek: readonly string[]
  /** Stream and duration of the output. */
  readonly map: readonly string[]
  /** Filters that must precede all others. */
  readonly filters: readonly string[]
}

/** Arguments of ffmpeg that read a selection. */
export function selectionArgs({ from = 0, to = Infinity, stream = 0, channel, mix }: StreamSelection): SelectionArgs {
  return {
    seek: from > 0 ? ['-ss', seconds(from)] : [],
    map: ['-map', `0:a:${stream}`, ...(to === Infinity ? [] : ['-t', seconds(to - from)])],
    filters: [
      ...channel === undefined ? [] : [`channelmap=map=${channel}:channel_layout=mono`],
      ...mix ? mixFilters(mix) : [],
    ],
  }
}

function mixFilters(mix: readonly number[]): string[] {
  const terms = mix.map((gain, i) => `${gain}*c${i}`).filter((_, i) => mix[i]! > 0)
  const pan = `pan=mono|c0=${terms.join('+') || '0*c0'}`
  // `pan` treats a missing channel as silence; `channelmap` fails, but supports no more than eight channels.
  return mix.length <= MAX_MAPPED_CHANNELS ? [`channelmap=map=${mix.map((_, i) => i).join('|')}`, pan] : [pan]
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(6)
}
