import { PassThrough, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { recordersFor } from '../../audio/microphone/select-recorder.js'
import { micSource } from '../../audio/microphone/mic-source.js'
import type { RecorderName } from '../../audio/microphone/recorder.js'
import type { PcmSource } from '../../audio/sources/pcm-source.js'
import { stabilize, type StableResult } from '../../captions/stabilize.js'
import { checkText } from '../../option-checks.js'
import { type Recognizer, recognize } from '../../recognize/recognize.js'
import type { RecognitionResult } from '../../types.js'
import { readArguments, type Settings } from '../options/arguments.js'
import { type Choice, objections } from '../options/engine-choice.js'
import { chooseEngine } from '../options/engine.js'
import { inFlags } from '../options/flags.js'
import { cleanStages, frontEndProblems } from '../audio-stages.js'
import { LiveText } from '../terminal/captions.js'
import { openOutputs, type Outputs } from '../output/outputs.js'
import { follow, seconds, summary } from '../terminal/report.js'
import { fault, say, usageFault } from '../terminal/print.js'

const INTERRUPTED = 130
const USUAL_COLUMNS = 80

/** The command `live`: recognises a microphone until Ctrl-C. @returns The exit status. */
export async function live(words: string[]): Promise<number> {
  const { settings, problems, microphone, isDrawn } = readLive(words, process.stdout.isTTY)
  const choice = settings && await chooseEngine(settings)
  const all = [...problems, ...settings ? frontEndProblems(settings) : [], ...choice?.problems ?? []]
  if (!settings || !choice?.engine || all.length > 0) return usageFault(...all)
  let talk: Talk | undefined
  try {
    const outputs = await openOutputs(settings.outputs, { input: '-', live: true, before: () => {}, position: () => talk?.position ?? 0 })
    talk = new Talk(settings, { ...choice, engine: choice.engine }, outputs, { microphone, isDrawn })
  } catch (error) {
    return fault(error)
  }
  return talk.run()
}

interface Microphone {
  readonly device?: string
  readonly recorder?: RecorderName
}

/** Reads the words after `live`: those of `transcribe` that fit, and which microphone. */
function readLive(words: string[], isTerminal: boolean) {
  const { settings, problems } = readArguments(words, 'live')
  const { device, recorder } = settings ?? {}
  const microphone: Microphone = { ...device !== undefined && { device }, ...recorder !== undefined && { recorder: recorder as RecorderName } }
  const isNamed = words.some(word => /^(-f|--format)/.test(word))
  const texts = settings?.outputs.texts.flatMap(text => {
    if (text.path !== undefined || isNamed) return [text]
    return isTerminal ? [] : [{ ...text, format: 'txt' as const }]
  }) ?? []
  return {
    microphone,
    // Text of another form on the terminal would be torn by it.
    isDrawn: isTerminal && texts.every(({ path }) => path !== undefined),
    problems: [
      ...problems,
      // That nothing is installed is no wrong call, and told later.
      ...objections(() => { checkText('device', device) }, () => recordersFor(microphone)).filter(message => message.includes('must be')).map(inFlags),
    ],
    settings: settings && { ...settings, outputs: { ...settings.outputs, texts } },
  }
}

/** One talk, from the first sound to the last word. */
class Talk {
  readonly #settings: Settings
  readonly #outputs: Outputs
  readonly #mic: PcmSource
  readonly #recognizer: Recognizer
  readonly #text = new LiveText()
  readonly #calm = stabilize()
  readonly #isDrawn: boolean
  #isEnding = false
  #fault: unknown

  constructor(settings: Settings, { engine, title }: Required<Choice>, outputs: Outputs, { microphone, isDrawn }: { microphone: Microphone; isDrawn: boolean }) {
    const { sampleRate = engine.capabilities.sampleRates[0], quiet } = settings
    this.#settings = settings
    this.#outputs = outputs
    this.#isDrawn = isDrawn
    this.#mic = micSource({ ...microphone, sampleRate })
    this.#recognizer = recognize({ engine, sampleRate })
    // A microphone that fails ends what it said like any end, so that its last words are recognised before that is told.
    const relay = Object.assign(new PassThrough(), { format: this.#mic.format })
    this.#mic.on('error', error => {
      this.#fault = error
      relay.end()
    })
    relay.on('close', () => { this.#mic.destroy() })
    this.#mic.pipe(relay)
    const stages = [...cleanStages(settings), this.#recognizer]
    stages.reduce<Transform | Recognizer>((before, stage) => before.pipe(stage), relay)
    if (!quiet) follow(this.#recognizer, `${title}, ${sampleRate} Hz; Ctrl-C ends`, line => { this.#say(line) })
    this.#calm.on('data', (result: StableResult) => { this.#draw(() => this.#text.push(result, this.#columns)) })
  }

  /** How far it has come, in ms. */
  get position(): number {
    return this.#recognizer.position
  }

  async run(): Promise<number> {
    this.#mic.once('drop', () => { this.#say('warning: recognition is slower than speech, and some of it is lost') })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, this.#finish)
    try {
      await pipeline(this.#results(), this.#outputs.stream)
      this.#draw(() => this.#text.end(this.#columns))
      if (this.#fault !== undefined) return await this.#explain(this.#fault)
      await this.#outputs.keep()
      this.#sumUp()
      return 0
    } catch (error) {
      return await this.#explain(error)
    } finally {
      this.#mic.destroy()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, this.#finish)
    }
  }

  async *#results(): AsyncGenerator<RecognitionResult> {
    try {
      for await (const result of this.#recognizer as AsyncIterable<RecognitionResult>) {
        this.#calm.write(result)
        yield result
      }
    } catch (error) {
      this.#fault ??= error
    }
  }

  /** Ends the recording; what has been said is still recognised. */
  readonly #finish = (): void => {
    if (this.#isEnding) process.exit(INTERRUPTED)
    this.#isEnding = true
    this.#mic.stop()
  }

  async #explain(error: unknown): Promise<number> {
    const kept = await this.#outputs.giveUp()
    if (this.#recognizer.metrics.billedSeconds > 0) this.#sumUp()
    return fault(error, kept, line => { this.#say(line) })
  }

  #sumUp(): void {
    if (this.#settings.quiet) return
    const lost = this.#mic.dropped > 0 ? `; ${seconds(this.#mic.dropped)} lost` : ''
    this.#say(summary(this.#recognizer.metrics) + lost)
  }

  #say(line: string): void {
    this.#draw(() => this.#text.clear(this.#columns))
    say(line)
    this.#draw(() => this.#text.redraw())
  }

  #draw(what: () => string): void {
    if (this.#isDrawn) process.stdout.write(what())
  }

  get #columns(): number {
    // A terminal that does not know its width says 0.
    return process.stdout.columns || USUAL_COLUMNS
  }
}
