import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Decoder, decode } from '../audio/decode.js'
import { fileSource } from '../audio/source.js'
import { toJsonl, toSrt, toText } from '../captions/formatter.js'
import { StenopipeError } from '../errors.js'
import { type Recognizer, recognize } from '../recognize/recognize.js'
import type { Format, Settings } from './arguments.js'
import { durationOf } from './duration.js'
import { chooseEngine } from './engines.js'
import { fileOutput, type Output, standardOutput } from './output.js'
import { Progress } from './progress.js'

const formatters: Readonly<Record<Format, () => Transform>> = { srt: toSrt, txt: toText, jsonl: toJsonl }
const INTERRUPTED = 130
const FAILED = 1

/** The command `transcribe`. @returns The exit status. */
export async function transcribe(settings: Settings): Promise<number> {
  let output: Output | undefined
  let progress: Progress | undefined
  try {
    const engine = await chooseEngine(settings)
    output = settings.output === undefined
      ? standardOutput(() => progress?.clear())
      : await fileOutput(settings.output)
    const sampleRate = settings.sampleRate ?? engine.capabilities.sampleRates[0]
    const decoder = decode({ sampleRate })
    const recognizer = recognize({ engine })
    const job = new Job(decoder, recognizer)
    if (!settings.quiet) {
      recognizer.on('session', session => {
        progress?.clear()
        say(`${session.engine}, offline, ${session.sampleRate} Hz`)
      })
      progress = await showProgress(settings.input, recognizer)
    }
    const source: Readable = settings.input === '-' ? process.stdin : fileSource(settings.input)
    source.pipe(decoder).pipe(recognizer)
    process.on('SIGINT', job.interrupt)
    await pipeline(recognizer, formatters[settings.format](), output.stream)
    progress?.end()
    return await conclude(job, output)
  } catch (error) {
    progress?.end()
    return await explain(error, output)
  }
}

/** What may happen on the way to the end that is not an error. */
class Job {
  readonly #decoder: Decoder
  readonly #recognizer: Recognizer
  interrupted = false
  warning: StenopipeError | undefined

  constructor(decoder: Decoder, recognizer: Recognizer) {
    this.#decoder = decoder
    this.#recognizer = recognizer
    decoder.on('warning', warning => { this.warning = warning })
  }

  /** Ends the input; what has been heard of it is still recognised. */
  readonly interrupt = (): void => {
    if (this.interrupted) process.exit(INTERRUPTED)
    this.interrupted = true
    this.#decoder.unpipe(this.#recognizer)
    this.#decoder.destroy()
    this.#recognizer.end()
  }
}

async function showProgress(input: string, recognizer: Recognizer): Promise<Progress | undefined> {
  if (!process.stderr.isTTY) return undefined
  const duration = input === '-' ? undefined : await durationOf(input)
  return new Progress(process.stderr, () => ({ taken: recognizer.position, duration }))
}

async function conclude({ interrupted, warning }: Job, output: Output): Promise<number> {
  if (warning && !interrupted) return explain(warning, output)
  await output.keep()
  return interrupted ? INTERRUPTED : 0
}

async function explain(error: unknown, output: Output | undefined): Promise<number> {
  const { code, message } = error as NodeJS.ErrnoException
  const kept = await output?.giveUp()
  // The reader of a pipe, such as `head`, has seen enough.
  if (code === 'EPIPE') return 0
  const known = error instanceof StenopipeError ? message : `Unexpected failure: ${message}`
  say(`stenopipe: ${known}${kept === undefined ? '' : `; what was recognised until then is in ${kept}`}`)
  return FAILED
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}
