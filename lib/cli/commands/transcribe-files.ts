import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createDirectory } from '../../output/directory.js'
import { audioProblems } from '../input/audio-stages.js'
import type { Arguments } from '../options/arguments.js'
import { type BatchItem, batchItems, batchProblems } from '../options/batch.js'
import { chooseEngine } from '../options/engine.js'
import { readInput } from '../options/input.js'
import { flagOf } from '../options/names.js'
import { type Format, readOutputs } from '../options/output.js'
import { type Flag, type FlagKey, flags } from '../options/table.js'
import type { StopSignals } from '../process/stop-signals.js'
import { printError, printLine, printUsageError } from '../terminal/print.js'
import { formatSeconds } from '../terminal/report.js'

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url))
/** Exit statuses from here on are those of programs that a signal ended. */
const FIRST_SIGNAL_STATUS = 128
/** Flags that are not passed on. */
const OWN_FLAGS: readonly FlagKey[] = ['outputDir', 'jobs', 'output', 'format']

/** The command `transcribe` for several inputs, a process each: when one fails, the others go on. */
export async function transcribeFiles(args: Arguments, signals: StopSignals): Promise<number> {
  const { command, values, operands, texts } = args
  const { outputDir = '', concurrency = 1, format = ['srt'], quiet = false } = values
  const formats = [...new Set(format.map(name => name.toLowerCase()))] as Format[]
  const items = batchItems(operands, outputDir, formats)
  const { title, problems } = await chooseEngine(values)
  const all = new Set([...usageProblems(args, items), ...problems])
  if (all.size > 0) return printUsageError(command, [...all])
  try {
    await createDirectory(outputDir)
  } catch (error) {
    return printError(error)
  }
  if (!quiet) printLine(title)
  const jobs = values.jobs ?? Math.max(1, Math.floor(availableParallelism() / concurrency))
  const startedAt = performance.now()
  const children = new Set<ChildProcess>()
  // A terminal sends its signals to the foreground group only.
  signals.onStop = signal => {
    for (const child of children) child.kill(signal)
  }
  const statuses = await runAll(items, jobs, item =>
    transcribeFile(item, wordsOf(item, formats, texts), title, children))
  if (!quiet) printLine(total(items, statuses, performance.now() - startedAt))
  return Math.max(0, ...statuses)
}

function usageProblems({ problems, values, operands }: Arguments, items: readonly BatchItem[]): string[] {
  const { format = ['srt'], ...others } = values
  return [
    ...problems,
    ...batchProblems(items, values),
    ...operands.flatMap(input => readInput(input, values).problems),
    // The name only says that there are files.
    ...readOutputs({ ...others, format, output: 'NAME' }).problems,
    ...audioProblems(values),
  ]
}

/** @param elapsed Duration of the work, in ms. */
function total(items: readonly BatchItem[], statuses: readonly number[], elapsed: number): string {
  const failed = items.filter((_, i) => statuses[i] !== 0).map(({ input }) => input)
  const done = `${items.length - failed.length} of ${items.length} inputs transcribed in ${formatSeconds(elapsed)}`
  return failed.length === 0 ? done : `${done}; not ${failed.join(', ')}`
}

/** Runs a task for each item, some at a time; starts none after a signal has ended one. Returns the exit statuses. */
async function runAll(
  items: readonly BatchItem[], jobs: number, task: (item: BatchItem) => Promise<number>,
): Promise<number[]> {
  const statuses = items.map(() => 1)
  let next = 0
  let isInterrupted = false
  async function work(): Promise<void> {
    while (next < items.length && !isInterrupted) {
      const at = next++
      statuses[at] = await task(items[at]!)
      isInterrupted ||= statuses[at] >= FIRST_SIGNAL_STATUS
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, work))
  return statuses
}

/** Words of the call for one input. */
function wordsOf({ input, name, paths }: BatchItem, formats: readonly Format[], texts: Arguments['texts']): string[] {
  const passed = [...texts].filter(([key]) => !OWN_FLAGS.includes(key)).map(([key, text]) =>
    (flags[key] as Flag).type ? `${flagOf(key)}=${text}` : flagOf(key))
  const output = formats.length > 1 ? name : paths[0]!
  return ['transcribe', ...passed, `--format=${formats.join(',')}`, `--output=${output}`, '--', input]
}

/** Runs the call for one input and prints its lines with the name of the input. Resolves with its exit status. */
async function transcribeFile(
  { input }: BatchItem, words: readonly string[], title: string, children: Set<ChildProcess>,
): Promise<number> {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  children.add(child)
  const closed = new Promise<number>((resolve, reject) => {
    child.once('error', reject).once('close', code => { resolve(code ?? FIRST_SIGNAL_STATUS) })
  })
  for await (const line of createInterface({ input: child.stderr })) {
    if (!line.startsWith(`${title}, `)) printLine(`${input}: ${line.replace(/^stenopipe: /, '')}`)
  }
  return closed.finally(() => { children.delete(child) })
}
