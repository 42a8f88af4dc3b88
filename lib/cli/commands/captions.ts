import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { fileSource } from '../../audio/sources/file-source.js'
import { readResults } from '../../captions/readers/read.js'
import { lowerFirst } from '../options/arguments.js'
import { type OutputSettings, outputFlags, readOutputs } from '../options/output.js'
import { openOutputs } from '../output/outputs.js'
import { fault, usageFault } from '../terminal/print.js'

/** The command `captions`: lays saved results out again. @returns The exit status. */
export async function captions(words: string[]): Promise<number> {
  const { input, settings, problems } = readWords(words)
  if (input === undefined || !settings || problems.length > 0) return usageFault(...problems)
  let kept: readonly string[] = []
  try {
    const results = readResults(await textOf(input))
    const outputs = await openOutputs(settings, { input, before: () => {} })
    try {
      await pipeline(Readable.from(results), outputs.stream)
      await outputs.keep()
    } catch (error) {
      kept = await outputs.giveUp()
      throw error
    }
    return 0
  } catch (error) {
    return fault(error, kept)
  }
}

function readWords(words: string[]): { input?: string; settings?: OutputSettings; problems: string[] } {
  let parsed
  try {
    parsed = parseArgs({ args: words, allowPositionals: true, options: outputFlags })
  } catch (error) {
    return { problems: [lowerFirst((error as Error).message.split(/\.\s/)[0] as string)] }
  }
  const { settings, problems } = readOutputs(parsed.values)
  const [input, ...more] = parsed.positionals
  if (input === undefined) problems.push('name the RESULTS to lay out, or - for standard input')
  if (more.length > 0) problems.push(`one file of RESULTS at a time, got ${parsed.positionals.length}`)
  return { ...input !== undefined && { input }, settings, problems }
}

async function textOf(input: string): Promise<string> {
  const parts: Buffer[] = []
  for await (const bytes of input === '-' ? process.stdin : fileSource(input)) parts.push(bytes as Buffer)
  return Buffer.concat(parts).toString()
}
