import { probe, type ProbeResult, type StreamInfo } from '../../audio/sources/probe.js'
import type { Arguments } from '../options/arguments.js'
import { errorText } from '../options/errors.js'
import { printProblem, printUsageError } from '../terminal/print.js'
import { formatClock } from '../terminal/progress.js'

/** The command `probe`. Returns the exit status: 1 when an input cannot be read; the others are shown all the same. */
export async function probeInputs({ command, values, operands, problems }: Arguments): Promise<number> {
  if (problems.length > 0) return printUsageError(command, problems)
  const found: { readonly input: string; readonly result: ProbeResult }[] = []
  let status = 0
  for (const input of operands) {
    try {
      found.push({ input, result: await probe(input) })
    } catch (error) {
      status = printProblem(`${input}: ${errorText(error)}`)
    }
  }
  if (values.json) console.log(JSON.stringify(found.map(({ input, result }) => ({ input, ...result })), null, 2))
  else if (found.length > 0) console.log(found.map(({ input, result }) => describe(input, result)).join('\n'))
  return status
}

/** An input and its audio streams, a line each. */
export function describe(input: string, { format, duration, streams }: ProbeResult): string {
  const length = duration === undefined ? 'unknown duration' : formatClock(duration)
  const first = `${input}: ${format}, ${length}${streams.length === 0 ? ', no audio' : ''}`
  return [first, ...streams.map(streamLine)].join('\n')
}

function streamLine({ stream, codec, sampleRate, channels, language }: StreamInfo): string {
  const details = [codec, `${sampleRate} Hz`, `${channels} channel${channels === 1 ? '' : 's'}`]
  return `  audio stream ${stream}: ${[...details, ...language === undefined ? [] : [language]].join(', ')}`
}
