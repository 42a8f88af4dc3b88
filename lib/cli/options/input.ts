import type { StreamSelection } from '../../audio/ffmpeg/stream-selection.js'
import { checkUrl } from '../../audio/sources/url.js'
import { collectErrors, errorText } from './errors.js'
import { flagOf } from './names.js'
import { type FlagValues, optionsOf } from './table.js'

const rawFlags = ['inputSampleRate', 'inputChannels', 'inputEncoding'] as const

/** Input of a transcription. */
export interface InputSettings {
  /** A path, a URL, or `-` for standard input. */
  readonly input: string
  /** Part of it to read; empty for the whole. */
  readonly part: StreamSelection
}

/** Settings, and everything that is wrong with what they were read from. */
export interface Reading<Settings> {
  readonly settings: Settings
  readonly problems: readonly string[]
}

/** Reads the flags that select a part of an input. */
export function readInput(input: string, values: FlagValues): Reading<InputSettings> {
  const part = optionsOf(values, 'from', 'to', 'stream', 'channel')
  const { from = 0, to = Infinity } = part
  const isPart = Object.keys(part).length > 0
  const problems = [
    ...to > from ? [] : ['--to must be later than --from'],
    ...isUrl(input) ? collectErrors(() => { checkUrl(input) }).map(errorText) : [],
    ...input === '-' && isPart ? ['--from, --to, --stream and --channel need a file or a URL, not standard input'] : [],
    ...rawProblems(values),
    ...values.formatIn !== undefined && (isPart || isUrl(input))
      ? ['--format-in is for whole files and standard input; leave it out']
      : [],
  ]
  return { settings: { input, part }, problems }
}

/** Messages about flags of raw samples. */
function rawProblems(values: FlagValues): string[] {
  const given = rawFlags.filter(key => values[key] !== undefined)
  return values.formatIn === 'pcm' ? [] : given.map(key => `${flagOf(key)} is only for --format-in pcm; leave it out`)
}

/** True for an input with a scheme such as `https://`. */
export function isUrl(input: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(input)
}
