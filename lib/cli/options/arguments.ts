import { parseArgs } from 'node:util'
import { inputFlags, type InputSettings, readInput } from './input.js'
import { type OutputSettings, outputFlags, readOutputs } from './output.js'

const LOWEST_RATE = 8000
const HIGHEST_RATE = 192_000
const MOST_SESSIONS = 1000

/** What `transcribe` or `live` was asked for; `undefined` is what was not said. */
export interface Settings extends InputSettings {
  readonly outputs: OutputSettings
  readonly quiet: boolean
  readonly engine: string | undefined
  readonly language: string | undefined
  /** In Hz. */
  readonly sampleRate: number | undefined
  readonly accuracy: string | undefined
  readonly model: string | undefined
  readonly region: string | undefined
  /** A path. */
  readonly apiKeyFile: string | undefined
  /** In USD. */
  readonly maxCost: number | undefined
  readonly vocabulary: string | undefined
  readonly baseUrl: string | undefined
  /** The decoder's name for what comes in. */
  readonly formatIn: string | undefined
  readonly denoise: boolean
  /** The detector that leaves silence out; `undefined` for none. */
  readonly vad: string | undefined
  /** A path. */
  readonly vadModel: string | undefined
  /** Sessions at a time. */
  readonly concurrency: number | undefined
  /** The microphone: an id of `stenopipe devices`, or a part of its label. */
  readonly device: string | undefined
  /** The program that records it. */
  readonly recorder: string | undefined
}

/** What was made of the words. */
export interface Reading {
  /** What could be understood; absent when the words cannot be taken apart at all. */
  readonly settings?: Settings
  /** Everything that is wrong with them; none is `[]`. */
  readonly problems: readonly string[]
}

/** Flags that only one of the commands knows. */
const OWN = { transcribe: ['format-in', 'concurrency'], live: ['device', 'recorder'] } as const

/** Reads the words after `transcribe` or `live`. */
export function readArguments(words: string[], command: keyof typeof OWN): Reading {
  let parsed
  try {
    parsed = parse(words)
  } catch (error) {
    return { problems: [lowerFirst((error as Error).message.split(/\.\s/)[0] as string)] }
  }
  const { values, positionals } = parsed
  const { quiet, engine, language, accuracy, model, region, vocabulary, denoise, device, recorder } = values
  const { settings: outputs, problems } = readOutputs(values)
  const [input = '', ...more] = positionals
  const { from, to, stream, channel } = values
  const source = readInput(command === 'live' ? '-' : input, { from, to, stream, channel }, values['format-in'])
  problems.push(...source.problems)
  if (command === 'live' && positionals.length > 0) problems.push('live takes no INPUT but the microphone')
  if (command === 'transcribe' && positionals.length === 0) problems.push('name the INPUT to transcribe, or - for standard input')
  if (command === 'transcribe' && more.length > 0) problems.push(`one INPUT at a time, got ${positionals.length}`)
  const others = OWN[command === 'live' ? 'transcribe' : 'live'].filter(flag => values[flag] !== undefined)
  problems.push(...others.map(flag => `--${flag} is not for ${command}; leave it out`))
  const number = (flag: 'sample-rate' | 'max-cost' | 'concurrency', expected: string, holds: (value: number) => boolean): number | undefined => {
    const text = values[flag]
    if (text === undefined || holds(Number(text))) return text === undefined ? undefined : Number(text)
    problems.push(`--${flag} must be ${expected}, got ${JSON.stringify(text)}`)
    return undefined
  }
  const settings = {
    ...source.settings, outputs, quiet, engine, language, accuracy, model, region, vocabulary, denoise, device, recorder,
    formatIn: values['format-in'],
    vad: values.vad === 'off' ? undefined : values.vad,
    vadModel: values['vad-model'],
    apiKeyFile: values['api-key-file'],
    baseUrl: values['base-url'],
    sampleRate: number('sample-rate', `a number of Hz from ${LOWEST_RATE} to ${HIGHEST_RATE}`,
      value => Number.isInteger(value) && value >= LOWEST_RATE && value <= HIGHEST_RATE),
    concurrency: number('concurrency', `an integer from 1 to ${MOST_SESSIONS}`,
      value => Number.isInteger(value) && value >= 1 && value <= MOST_SESSIONS),
    maxCost: number('max-cost', 'a number of USD above 0', value => value > 0 && value < Infinity),
  }
  return { settings, problems }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...outputFlags,
      ...inputFlags,
      interim: { type: 'boolean', default: false },
      quiet: { type: 'boolean', short: 'q', default: false },
      engine: { type: 'string' },
      'sample-rate': { type: 'string' },
      accuracy: { type: 'string' },
      model: { type: 'string' },
      region: { type: 'string' },
      'api-key-file': { type: 'string' },
      'max-cost': { type: 'string' },
      vocabulary: { type: 'string' },
      'base-url': { type: 'string' },
      'format-in': { type: 'string' },
      denoise: { type: 'boolean', default: false },
      vad: { type: 'string' },
      'vad-model': { type: 'string' },
      concurrency: { type: 'string' },
      device: { type: 'string' },
      recorder: { type: 'string' },
    },
  })
}

/** A message of `parseArgs()` as the second half of a sentence. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
