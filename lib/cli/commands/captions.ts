import { fileSource } from '../../audio/sources/file-source.js'
import { unreadableError } from '../../captions/readers/json-values.js'
import { readResults } from '../../captions/readers/read.js'
import type { Arguments } from '../options/arguments.js'
import { readOutputs } from '../options/output.js'
import { openOutputs } from '../output/outputs.js'
import { writeResults } from '../output/write-results.js'
import { printError, printKept, printLine, printUsageError } from '../terminal/print.js'
import { unchangedText } from '../terminal/report.js'

const MIB = 1024 * 1024
/** Longest input; a string of Node.js holds no more than twice this. */
const MAX_INPUT_BYTES = 256 * MIB

/** The command `captions`. Returns the exit status. */
export async function captions({ command, values, operands, problems }: Arguments): Promise<number> {
  const { settings, problems: outputProblems } = readOutputs(values)
  const all = [...problems, ...outputProblems]
  const [input] = operands
  if (input === undefined || all.length > 0) return printUsageError(command, all)
  try {
    const results = readResults(await readText(input))
    const outcome = await writeResults(results, await openOutputs(settings, { input, onExit: printKept }))
    if (outcome.failure) return printError(outcome.failure.error, outcome.kept)
    if (!outcome.hasText) printLine(`stenopipe: the results have no text${unchangedText(outcome)}`)
    return 0
  } catch (error) {
    return printError(error)
  }
}

async function readText(input: string): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const bytes of input === '-' ? process.stdin : fileSource(input)) {
    chunks.push(bytes as Buffer)
    size += (bytes as Buffer).length
    if (size > MAX_INPUT_BYTES) throw unreadableError('the input', `at most ${MAX_INPUT_BYTES / MIB} MiB`, 'more')
  }
  return Buffer.concat(chunks).toString()
}
