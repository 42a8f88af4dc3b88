import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Decoder } from '../../audio/decode.js'
import type { StenopipeError } from '../../errors.js'
import { type Recognizer, recognize } from '../../recognize/recognize.js'
import type { RecognitionResult } from '../../types.js'
import { readArguments, type Settings } from '../options/arguments.js'
import type { Choice } from '../options/engine-choice.js'
import { chooseEngine } from '../options/engine.js'
import { frontEnd, frontEndProblems } from '../audio-stages.js'
import { durationOf, pipeInput } from '../options/input.js'
import { openOutputs, type Outputs } from '../output/outputs.js'
import { Progress } from '../terminal/progress.js'
import { follow, summary } from '../terminal/report.js'
import { fault, say, usageFault } from '../terminal/print.js'

const INTERRUPTED = 130

/** The command `transcribe`, told in the words after it. @returns The exit status. */
export async function transcribe(words: string[]): Promise<number> {
  const { settings, problems } = readArguments(words, 'transcribe')
  const choice = settings && await chooseEngine(settings)
  const all = [...problems, ...settings ? frontEndProblems(settings) : [], ...choice?.problems ?? []]
  if (!settings || !choice?.engine || all.length > 0) return usageFault(...all)
  let job: Job | undefined
  try {
    // First of all, so that nothing is opened, let alone paid, for an output that cannot be written.
    const outputs = await openOutputs(settings.outputs, {
      input: settings.input, before: () => job?.clear(), position: () => job?.position ?? 0,
    })
    job = new Job(settings, { ...choice, engine: choice.engine }, outputs)
  } catch (error) {
    return fault(error)
  }
  return job.run()
}

/** One transcription. */
class Job {
  readonly #settings: Settings
  readonly #decoder: Decoder
  readonly #recognizer: Recognizer
  /** What the decoder is piped into. */
  readonly #next: Writable
  readonly #outputs: Outputs
  #progress: Progress | undefined
  #interrupted = false
  #warning: StenopipeError | undefined
  #fault: unknown

  constructor(settings: Settings, { engine, title }: Required<Choice>, outputs: Outputs) {
    const { sampleRate = engine.capabilities.sampleRates[0], concurrency = 1, quiet } = settings
    this.#settings = settings
    this.#outputs = outputs
    const { decoder, join } = frontEnd(settings, sampleRate)
    this.#decoder = decoder
    this.#recognizer = recognize({ engine, sampleRate, concurrency })
    this.#next = join(this.#recognizer)
    if (!quiet) follow(this.#recognizer, `${title}, ${sampleRate} Hz`, line => { this.#say(line) })
  }

  async run(): Promise<number> {
    try {
      this.#progress = await this.#showProgress()
      pipeInput(this.#settings, this.#decoder, warning => { this.#warning = warning })
      process.on('SIGINT', this.#interrupt)
      await pipeline(this.#results(), this.#outputs.stream)
      if (this.#fault !== undefined) return await this.#explain(this.#fault)
      return await this.#conclude()
    } catch (error) {
      return await this.#explain(error)
    }
  }

  /** What is recognised; a failure ends it like any end, so that what the captions hold back is written before it is told. */
  async *#results(): AsyncGenerator<RecognitionResult> {
    try {
      yield* this.#recognizer as AsyncIterable<RecognitionResult>
    } catch (error) {
      this.#fault = error
    }
  }

  /** How far the source has come, in ms. */
  get position(): number {
    return (this.#settings.part.from ?? 0) + this.#recognizer.position
  }

  /** Makes room for text where the progress stands. */
  clear(): void {
    this.#progress?.clear()
  }

  /** Ends the input; what has been heard of it is still recognised. */
  readonly #interrupt = (): void => {
    if (this.#interrupted) process.exit(INTERRUPTED)
    this.#interrupted = true
    this.#decoder.unpipe(this.#next)
    this.#decoder.destroy()
    this.#next.end()
  }

  async #showProgress(): Promise<Progress | undefined> {
    if (this.#settings.quiet || !process.stderr.isTTY) return undefined
    const duration = await durationOf(this.#settings)
    return new Progress(process.stderr, () => ({ taken: this.#recognizer.position, duration }))
  }

  async #conclude(): Promise<number> {
    if (this.#warning && !this.#interrupted) return this.#explain(this.#warning)
    this.#end()
    await this.#outputs.keep()
    this.#sumUp()
    return this.#interrupted ? INTERRUPTED : 0
  }

  async #explain(error: unknown): Promise<number> {
    this.#end()
    const kept = await this.#outputs.giveUp()
    // What failed is told only of itself, unless money was spent.
    if (this.#recognizer.metrics.billedSeconds > 0) this.#sumUp()
    return fault(error, kept, line => { this.#say(line) })
  }

  #end(): void {
    this.#progress?.end()
    this.#progress = undefined
  }

  #sumUp(): void {
    if (!this.#settings.quiet) this.#say(summary(this.#recognizer.metrics))
  }

  #say(line: string): void {
    this.clear()
    say(line)
  }
}
