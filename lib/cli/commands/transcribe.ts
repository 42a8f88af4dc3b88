import type { Writable } from 'node:stream'
import type { Engine } from '../../engine/engine.js'
import type { StenopipeError } from '../../errors.js'
import { type Recognizer, recognize } from '../../recognize/recognize.js'
import type { RecognitionResult } from '../../types.js'
import { durationOf, pipeInput } from '../input/audio-input.js'
import { inspectInput } from '../input/inspect-input.js'
import { audioProblems, type AudioStages, audioStages } from '../input/audio-stages.js'
import type { Arguments } from '../options/arguments.js'
import { transcribeFiles } from './transcribe-files.js'
import { chooseEngine } from '../options/engine.js'
import { type InputSettings, readInput } from '../options/input.js'
import { readOutputs } from '../options/output.js'
import type { FlagValues } from '../options/table.js'
import { openOutputs, type Outputs } from '../output/outputs.js'
import { writeResults } from '../output/write-results.js'
import { INTERRUPTED, printError, printLine, printProblem, printUsageError } from '../terminal/print.js'
import { Progress } from '../terminal/progress.js'
import { reportEvents, reportOutcome } from '../terminal/report.js'

/** The command `transcribe`. Returns the exit status. */
export async function transcribe(args: Arguments): Promise<number> {
  const { command, values, operands, problems } = args
  if (operands.length > 1 || values.outputDir !== undefined) return transcribeFiles(args)
  const { settings: input, problems: inputProblems } = readInput(operands[0] ?? '', values)
  const { settings: outputSettings, problems: outputProblems } = readOutputs(values)
  const { engine, title, problems: engineProblems } = await chooseEngine(values)
  const all = [...problems, ...inputProblems, ...outputProblems, ...audioProblems(values), ...engineProblems]
  if (!engine || all.length > 0) return printUsageError(command, all)
  const { note, problem } = await inspectInput(input, values)
  if (problem !== undefined) return printProblem(problem)
  if (note !== undefined && !values.quiet) printLine(note)
  let job: Transcription | undefined
  try {
    // Before anything else, so that an output that cannot be written costs nothing.
    const outputs = await openOutputs(outputSettings, {
      input: input.input, beforeWrite: () => job?.clearProgress(), position: () => job?.position ?? 0,
    })
    job = new Transcription({ values, input, engine, title, outputs })
  } catch (error) {
    return printError(error)
  }
  return job.run()
}

interface Job {
  readonly values: FlagValues
  readonly input: InputSettings
  readonly engine: Engine
  readonly title: string
  readonly outputs: Outputs
}

/** One transcription of an input. */
class Transcription {
  readonly #input: InputSettings
  readonly #outputs: Outputs
  readonly #quiet: boolean
  readonly #decoder: AudioStages['decoder']
  readonly #recognizer: Recognizer
  /** Stage after the decoder. */
  readonly #next: Writable
  #progress: Progress | undefined
  #isInterrupted = false
  #warning: StenopipeError | undefined

  constructor({ values, input, engine, title, outputs }: Job) {
    const { sampleRate = engine.capabilities.sampleRates[0], concurrency = 1, quiet = false } = values
    const { decoder, pipeTo } = audioStages(values, sampleRate)
    this.#input = input
    this.#outputs = outputs
    this.#quiet = quiet
    this.#decoder = decoder
    this.#recognizer = recognize({ engine, sampleRate, concurrency })
    this.#next = pipeTo(this.#recognizer)
    if (!quiet) reportEvents(this.#recognizer, `${title}, ${sampleRate} Hz`, this.#print)
  }

  async run(): Promise<number> {
    this.#progress = await this.#startProgress()
    process.on('SIGINT', this.#interrupt)
    const outcome = await writeResults(this.#results(), this.#outputs)
    this.#progress?.end()
    this.#progress = undefined
    const { metrics } = this.#recognizer
    const status = reportOutcome(outcome, { metrics, quiet: this.#quiet, print: this.#print })
    return this.#isInterrupted && !outcome.failure ? INTERRUPTED : status
  }

  /** Position in the input, in ms. */
  get position(): number {
    return (this.#input.part.from ?? 0) + this.#recognizer.position
  }

  /** Removes the progress line, so that other text can be printed. */
  clearProgress(): void {
    this.#progress?.clear()
  }

  async *#results(): AsyncGenerator<RecognitionResult> {
    pipeInput(this.#input, this.#decoder, warning => { this.#warning = warning })
    yield* this.#recognizer as AsyncIterable<RecognitionResult>
    // Audio that is missing makes the results incomplete.
    if (this.#warning && !this.#isInterrupted) throw this.#warning
  }

  /** Ends the input; audio that was read before is still recognised. */
  readonly #interrupt = (): void => {
    if (this.#isInterrupted) process.exit(INTERRUPTED)
    this.#isInterrupted = true
    this.#decoder.unpipe(this.#next)
    this.#decoder.destroy()
    this.#next.end()
  }

  async #startProgress(): Promise<Progress | undefined> {
    if (this.#quiet || !process.stderr.isTTY) return undefined
    const duration = await durationOf(this.#input)
    return new Progress(process.stderr, () => ({ processed: this.#recognizer.position, duration }))
  }

  readonly #print = (line: string): void => {
    this.clearProgress()
    printLine(line)
  }
}
