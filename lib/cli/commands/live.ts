import { PassThrough, type Transform } from 'node:stream'
import { micSource } from '../../audio/microphone/mic-source.js'
import type { PcmSource } from '../../audio/sources/pcm-source.js'
import { stabilize, type StableResult } from '../../captions/stabilize.js'
import type { Engine } from '../../engine/engine.js'
import { type Recognizer, recognize } from '../../recognize/recognize.js'
import type { RecognitionResult } from '../../types.js'
import { audioProblems, speechStages } from '../input/audio-stages.js'
import type { Arguments } from '../options/arguments.js'
import { chooseEngine } from '../options/engine.js'
import { type OutputSettings, readOutputs } from '../options/output.js'
import { type FlagValues, optionsOf } from '../options/table.js'
import { openOutputs, type Outputs } from '../output/outputs.js'
import { writeResults } from '../output/write-results.js'
import { TerminalCaptions } from '../terminal/captions.js'
import type { StopSignal, StopSignals } from '../process/stop-signals.js'
import { printError, printKept, printLine, printStopping, printUsageError } from '../terminal/print.js'
import { DropWarning } from '../terminal/drop-warning.js'
import { reportEvents, reportOutcome } from '../terminal/report.js'

const DEFAULT_COLUMNS = 80

/** The command `live`. Returns the exit status. */
export async function live({ command, values, problems }: Arguments, signals: StopSignals): Promise<number> {
  const { settings, problems: outputProblems } = readOutputs(values)
  const { engine, title, problems: engineProblems } = await chooseEngine(values)
  const all = [...problems, ...outputProblems, ...audioProblems(values), ...engineProblems]
  if (!engine || all.length > 0) return printUsageError(command, all)
  const outputSettings = liveOutputs(settings, values, process.stdout.isTTY)
  // Any other text on the terminal would be torn apart by the rewritten lines.
  const isRendered = process.stdout.isTTY && outputSettings.texts.every(({ path }) => path !== undefined)
  let job: LiveTranscription | undefined
  try {
    const outputs = await openOutputs(outputSettings, {
      input: '-', live: true, position: () => job?.position ?? 0, onExit: printKept,
    })
    job = new LiveTranscription({ values, engine, title, outputs, isRendered, signals })
  } catch (error) {
    return printError(error)
  }
  return job.run()
}

/** Without a format, standard output gets sentences; on a terminal the text is rendered instead. */
function liveOutputs(settings: OutputSettings, { format }: FlagValues, isTerminal: boolean): OutputSettings {
  const texts = settings.texts.flatMap(target => {
    if (target.path !== undefined || format !== undefined) return [target]
    return isTerminal ? [] : [{ ...target, format: 'txt' as const }]
  })
  return { ...settings, texts }
}

interface Job {
  readonly values: FlagValues
  readonly engine: Engine
  readonly title: string
  readonly outputs: Outputs
  /** True when the text is rendered on the terminal. */
  readonly isRendered: boolean
  readonly signals: StopSignals
}

/** One transcription of the microphone. */
class LiveTranscription {
  readonly #outputs: Outputs
  readonly #quiet: boolean
  readonly #mic: PcmSource
  readonly #recognizer: Recognizer
  readonly #captions = new TerminalCaptions()
  readonly #stabilizer = stabilize()
  readonly #isRendered: boolean
  readonly #signals: StopSignals
  /** First failure of the microphone or the recogniser. */
  #failure: { readonly error: unknown } | undefined

  constructor({ values, engine, title, outputs, isRendered, signals }: Job) {
    const { sampleRate = engine.capabilities.sampleRates[0], quiet = false } = values
    this.#outputs = outputs
    this.#quiet = quiet
    this.#isRendered = isRendered
    this.#signals = signals
    this.#mic = micSource({ ...optionsOf(values, 'device', 'recorder'), sampleRate })
    this.#recognizer = recognize({ engine, sampleRate })
    const stages = [...speechStages(values), this.#recognizer]
    stages.reduce<Transform | Recognizer>((before, stage) => before.pipe(stage), this.#relay())
    if (!quiet) reportEvents(this.#recognizer, `${title}, ${sampleRate} Hz; Ctrl-C ends`, this.#print)
    this.#stabilizer.on('data', (result: StableResult) => {
      this.#render(() => this.#captions.push(result, columns()))
    })
  }

  async run(): Promise<number> {
    const warning = new DropWarning(this.#mic)
    this.#mic.on('drop', () => {
      const line = warning.next()
      if (line !== undefined && !this.#quiet) this.#print(line)
    })
    this.#signals.onStop = this.#stop
    const outcome = await writeResults(this.#results(), this.#outputs)
    this.#mic.destroy()
    this.#render(() => this.#captions.end(columns()))
    const { metrics } = this.#recognizer
    return reportOutcome(outcome, { metrics, dropped: this.#mic.dropped, quiet: this.#quiet, print: this.#print })
  }

  /** Position of the microphone, in ms. */
  get position(): number {
    return this.#recognizer.position
  }

  /** A failure of the microphone ends the audio as usual, so that the last words are still recognised. */
  #relay(): PassThrough {
    const relay = Object.assign(new PassThrough(), { format: this.#mic.format, isLive: true })
    this.#mic.on('error', error => {
      this.#failure = { error }
      relay.end()
    })
    relay.on('close', () => { this.#mic.destroy() })
    return this.#mic.pipe(relay)
  }

  async *#results(): AsyncGenerator<RecognitionResult> {
    try {
      for await (const result of this.#recognizer as AsyncIterable<RecognitionResult>) {
        this.#stabilizer.write(result)
        yield result
      }
    } catch (error) {
      this.#failure ??= { error }
    }
    if (this.#failure) throw this.#failure.error
  }

  /** Ends the recording; audio that was recorded before is still recognised. */
  readonly #stop = (signal: StopSignal): void => {
    if (!this.#quiet) printStopping(signal, this.#print)
    this.#mic.stop()
  }

  readonly #print = (line: string): void => {
    this.#render(() => this.#captions.clear(columns()))
    printLine(line)
    this.#render(() => this.#captions.redraw())
  }

  #render(draw: () => string): void {
    if (this.#isRendered) process.stdout.write(draw())
  }
}

function columns(): number {
  // A terminal of unknown width reports 0.
  return process.stdout.columns || DEFAULT_COLUMNS
}
