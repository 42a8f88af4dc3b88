import type { Readable } from 'node:stream'
import { isSelection } from '../../audio/ffmpeg/stream-selection.js'
import type { Decoder } from '../../audio/decode.js'
import { fileSource } from '../../audio/sources/file-source.js'
import type { PcmSource } from '../../audio/sources/pcm-source.js'
import { probe } from '../../audio/sources/probe.js'
import { urlSource } from '../../audio/sources/url-source.js'
import type { StenopipeError } from '../../errors.js'
import { type InputSettings, isUrl } from '../options/input.js'

/** Pipes an input into a decoder. @param onWarning Called when audio is missing or damaged. */
export function pipeInput(
  { input, part }: InputSettings, decoder: Decoder, onWarning: (warning: StenopipeError) => void,
): void {
  const watched = (source: PcmSource): Readable => source.on('warning', onWarning)
  decoder.on('warning', onWarning)
  if (input === '-') process.stdin.pipe(decoder)
  else if (isUrl(input)) watched(urlSource(input, part)).pipe(decoder)
  else if (isSelection(part)) watched(fileSource(input, part)).pipe(decoder)
  else fileSource(input).pipe(decoder)
}

/** Resolves with the duration of what is read of an input, in ms; with undefined when it is unknown. */
export async function durationOf({ input, part }: InputSettings): Promise<number | undefined> {
  const { from = 0, to = Infinity } = part
  const whole = input === '-' ? undefined : await probe(input).then(({ duration }) => duration, () => undefined)
  const end = Math.min(whole ?? Infinity, to)
  return end > from && end < Infinity ? end - from : undefined
}
