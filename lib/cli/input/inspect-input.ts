import { probe, type ProbeResult } from '../../audio/sources/probe.js'
import { type InputSettings, isUrl } from '../options/input.js'
import type { FlagValues } from '../options/table.js'
import { formatClock } from '../terminal/progress.js'

/** Findings about an input before its transcription. */
export interface Inspection {
  /** Line for the user, such as the audio stream that is read when there are several. */
  readonly note?: string
  /** Reason why the part that was asked for cannot be read. */
  readonly problem?: string
}

/** Looks at the streams of a file, and of a URL when a part of it is wanted. Unreadable inputs have no findings. */
export async function inspectInput({ input, part }: InputSettings, { formatIn }: FlagValues): Promise<Inspection> {
  const isPart = Object.keys(part).length > 0
  if (input === '-' || formatIn !== undefined || (isUrl(input) && !isPart)) return {}
  const found = await probe(input).catch(() => undefined)
  return found ? inspect(found, part) : {}
}

/** Findings about a part of what was probed. */
export function inspect(found: ProbeResult, part: InputSettings['part']): Inspection {
  const problem = timeProblem(found, part) ?? streamProblem(found, part)
  if (problem !== undefined) return { problem }
  const { streams } = found
  if (part.stream !== undefined || streams.length < 2) return {}
  const labels = streams.map(({ stream, language, codec }) => `${stream} ${language ?? codec}`)
  return { note: `${streams.length} audio streams: ${labels.join(', ')}; reading 0, choose another with --stream` }
}

function timeProblem({ duration = Infinity }: ProbeResult, { from = 0 }: InputSettings['part']): string | undefined {
  if (from < duration) return undefined
  return `--from ${formatClock(from)} is not before the end of the input, which is ${formatClock(duration)} long`
}

function streamProblem({ streams }: ProbeResult, part: InputSettings['part']): string | undefined {
  const { stream = 0, channel = 0 } = part
  const chosen = streams[stream]
  // An input without audio fails when it is decoded.
  if (streams.length === 0) return undefined
  if (!chosen) return `the input has no audio stream ${stream}, only ${range(streams.length, 'stream')}`
  if (channel < chosen.channels) return undefined
  return `the input has no channel ${channel}, only ${range(chosen.channels, 'channel')}`
}

function range(count: number, what: string): string {
  return count === 1 ? `${what} 0` : `${what}s 0 to ${count - 1}`
}
