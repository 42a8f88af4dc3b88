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
import { type StopSignal, type StopSignals, statusOf } from '../process/stop-signals.js'
import { printError, printKept, printLine, printProblem, printStopping, printUsageError } from '../terminal/print.js'
import { Progress } from '../terminal/progress.js'
import { reportEvents, reportOutcome } from '../terminal/report.js'

/** The command `transcribe`. Returns the exit status. */
export async function transcribe(args: Arguments, signals: StopSignals): Promise<number> {
  const { command, values, operands, problems } = args
  if (operands.length > 1 || values.outputDir !== undefined) return transcribeFiles(args, signals)
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
      onExit: printKept,
    })
    job = new Transcription({ values, input, engine, title, outputs, signals })
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
  readonly signals: StopSignals
}

/** One transcription of an input. */
class Transcription {
  readonly #input: InputSettings
  readonly #outputs: Outputs
  readonly #quiet: boolean
  readonly #stages: AudioStages
  readonly #recognizer: Recognizer
  readonly #signals: StopSignals
  readonly #isParallel: boolean
  #isOpen = false
  #progress: Progress | undefined
  #warning: StenopipeError | undefined

  constructor({ values, input, engine, title, outputs, signals }: Job) {
    const { sampleRate = engine.capabilities.sampleRates[0], concurrency = 1, quiet = false } = values
    this.#input = input
    this.#outputs = outputs
    this.#quiet = quiet
    this.#signals = signals
    this.#isParallel = concurrency > 1
    this.#stages = audioStages(values, sampleRate)
    // Audio waits in the stages before, where an interrupt can discard it.
    this.#recognizer = recognize({ engine, sampleRate, concurrency, writableHighWaterMark: 1 })
    this.#recognizer.once('session', () => { this.#isOpen = true })
    this.#stages.pipeTo(this.#recognizer)
    if (!quiet) reportEvents(this.#recognizer, `${title}, ${sampleRate} Hz`, this.#print)
  }

  async run(): Promise<number> {
    const startedAt = performance.now()
    this.#progress = await this.#startProgress()
    this.#signals.onStop = this.#interrupt
    const outcome = await writeResults(this.#results(), this.#outputs, () => this.#signals.received !== undefined)
    this.#progress?.end()
    this.#progress = undefined
    const { received } = this.#signals
    const { metrics } = this.#recognizer
    const status = reportOutcome(outcome, {
      metrics, input: this.#input.input, elapsed: performance.now() - startedAt, isInterrupted: received !== undefined,
      quiet: this.#quiet, print: this.#print,
    })
    return received && !outcome.failure ? statusOf(received) : status
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
    pipeInput(this.#input, this.#stages.decoder, warning => { this.#warning = warning })
    try {
      yield* this.#recognizer as AsyncIterable<RecognitionResult>
    } catch (error) {
      // A recogniser that the interrupt has destroyed ends early, but without a failure.
      if (!this.#signals.received || this.#recognizer.errored) throw error
    }
    // Audio that is missing makes the results incomplete.
    if (this.#warning && !this.#signals.received) throw this.#warning
  }

  /** Ends the input: the current sentence is still recognised, audio that waits is not. */
  readonly #interrupt = (signal: StopSignal): void => {
    if (!this.#quiet) printStopping(signal, this.#print)
    this.#stages.stop(this.#recognizer)
    // Parts that wait for a session may be minutes long, and a service that does not answer has no sentence.
    if (this.#isParallel || !this.#isOpen) this.#recognizer.destroy()
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
