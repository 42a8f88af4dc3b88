import type { Readable } from 'node:stream'
import type { Decoder } from '../../audio/decode.js'
import type { PcmSource } from '../../audio/sources/pcm-source.js'
import { probe } from '../../audio/sources/probe.js'
import { checkSelection, isSelection, type StreamSelection } from '../../audio/ffmpeg/stream-selection.js'
import { fileSource } from '../../audio/sources/file-source.js'
import { checkUrl, urlProtocols, urlSource } from '../../audio/sources/url-source.js'
import type { StenopipeError } from '../../errors.js'
import { objections } from './engine-choice.js'
import { inFlags } from './flags.js'

/** Where the sound comes from. */
export interface InputSettings {
  /** A path, a URL, or `-` for standard input. */
  readonly input: string
  /** The part of it that was asked for. */
  readonly part: StreamSelection
}

/** The flags that choose a part of the input, for `parseArgs()`. */
export const inputFlags = {
  from: { type: 'string' }, to: { type: 'string' }, stream: { type: 'string' }, channel: { type: 'string' },
} as const

/** What `parseArgs()` makes of them. */
export type InputValues = { readonly [Name in keyof typeof inputFlags]?: string | undefined }

/** Reads those flags for an input. @returns What was understood, and everything that is wrong with them. */
export function readInput(input: string, values: InputValues, formatIn?: string): { settings: InputSettings; problems: string[] } {
  const problems: string[] = []
  const read = (name: keyof InputValues, expected: string, valueOf: (text: string) => number | undefined): StreamSelection => {
    const text = values[name]
    if (text === undefined) return {}
    const value = valueOf(text)
    if (value === undefined) problems.push(`--${name} must be ${expected}, got ${JSON.stringify(text)}`)
    return value === undefined ? {} : { [name]: value }
  }
  const part = {
    ...read('from', TIME, timeOf), ...read('to', TIME, timeOf), ...read('stream', COUNT, countOf), ...read('channel', COUNT, countOf),
  }
  const isPart = Object.values(values).some(value => value !== undefined)
  problems.push(...objections(() => { checkSelection(part) }).map(inFlags))
  if (isUrl(input)) problems.push(...objections(() => { checkUrl(input, urlProtocols, {}) }).map(message => message.replace('`url`', 'INPUT')))
  if (input === '-' && isPart) problems.push('--from, --to, --stream and --channel need a file or a URL, since standard input has no other parts to go to')
  if (formatIn !== undefined && (isPart || isUrl(input))) problems.push('--format-in is for whole files and standard input; leave it out')
  return { settings: { input, part }, problems }
}

const TIME = 'a time such as 90, 1:30 or 0:01:30.5'
const COUNT = 'a number, 0 for the first'

/** A time in ms: seconds, `m:ss` or `h:mm:ss`, with or without decimals. */
export function timeOf(text: string): number | undefined {
  const [, h = 0, m = 0, s = 0] = /^(?:(?:(\d+):(?=\d\d:))?(\d+):(?=[0-5]\d(?:\.|$)))?(\d+(?:\.\d+)?)$/.exec(text) ?? []
  const isTime = /^[\d.:]+$/.test(text) && s !== 0 && !(h !== 0 && Number(m) > 59)
  return isTime ? Math.round((Number(h) * 3600 + Number(m) * 60 + Number(s)) * 1000) : undefined
}

function countOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined
}

function isUrl(input: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(input)
}

/** Pipes the input into a decoder. @param onWarning Hears what is missing or was lost. */
export function pipeInput({ input, part }: InputSettings, decoder: Decoder, onWarning: (warning: StenopipeError) => void): void {
  decoder.on('warning', onWarning)
  const samples = (source: PcmSource): Readable => source.on('warning', onWarning)
  const source = input === '-' ? process.stdin
    : isUrl(input) ? samples(urlSource(input, part))
      : isSelection(part) ? samples(fileSource(input, part)) : fileSource(input)
  source.pipe(decoder)
}

/** How long what is read of the input lasts, in ms; undefined when that cannot be told. */
export async function durationOf({ input, part: { from = 0, to = Infinity } }: InputSettings): Promise<number | undefined> {
  const whole = input === '-' ? undefined : await probe(input).then(({ duration }) => duration, () => undefined)
  const end = Math.min(whole ?? Infinity, to)
  return end > from && end < Infinity ? end - from : undefined
}
