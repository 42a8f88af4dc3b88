import { failure } from '../../lib/errors.js'
import type { Engine, EngineSession, SessionOptions } from '../../lib/engine/engine.js'
import { ResultQueue } from '../../lib/engine/result-queue.js'
import type { RecognitionResult, Word } from '../../lib/types.js'

/** What the engine is to hear: each word lasts from its time for 200 ms, an empty string ends the sentence. */
export type Script = readonly (readonly [ms: number, word: string])[]

/** Where the engine is to misbehave. */
export interface Faults {
  readonly open?: 'fail' | 'hang'
  /** The link breaks when this much audio has been written, in ms. */
  readonly breakAt?: number
  /** How long each write takes, in ms. */
  readonly writeDelay?: number
}

/** An engine that hears what its script says, whatever the audio holds; counts its sessions. */
export class ScriptedEngine implements Engine {
  readonly name = 'scripted'
  readonly capabilities = {
    sampleRates: [16_000, 8000] as const,
    languages: ['en'],
    interimResults: true,
    wordTimes: true,
  }
  opened = 0
  closed = 0
  bytes = 0

  constructor(
    readonly script: Script = [],
    readonly faults: Faults = {},
  ) {}

  async open({ signal, format }: SessionOptions): Promise<EngineSession> {
    signal.throwIfAborted()
    if (this.faults.open === 'fail') throw lost()
    if (this.faults.open === 'hang') {
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error)
        })
      })
    }
    this.opened++
    return new ScriptedSession(this, format.sampleRate)
  }
}

class ScriptedSession implements EngineSession {
  readonly id: string
  readonly #engine: ScriptedEngine
  readonly #bytesPerMs: number
  readonly #results = new ResultQueue()
  #bytes = 0
  #heard = 0
  #sentence = 1
  #words: Word[] = []
  #over: { readonly error: unknown } | undefined
  #closed = false

  constructor(engine: ScriptedEngine, sampleRate: number) {
    this.#engine = engine
    this.#bytesPerMs = sampleRate / 500
    this.id = `scripted-${engine.opened}`
  }

  async write(audio: Uint8Array): Promise<void> {
    this.#mustGoOn()
    this.#engine.bytes += audio.length
    this.#bytes += audio.length
    if (this.#now >= (this.#engine.faults.breakAt ?? Infinity)) this.#end(lost())
    this.#hear()
    if (this.#engine.faults.writeDelay)
      await new Promise(resolve => setTimeout(resolve, this.#engine.faults.writeDelay))
    await this.#results.drain()
    this.#mustGoOn()
  }

  async finish(): Promise<void> {
    this.#mustGoOn()
    this.#hear()
    this.#conclude()
    this.#over = { error: failure('STENO_SESSION_CLOSED', { action: 'write audio' }) }
    this.#results.end()
  }

  async close(): Promise<void> {
    if (!this.#closed) this.#engine.closed++
    this.#closed = true
    this.#end(failure('STENO_SESSION_CLOSED', { action: 'go on' }))
  }

  [Symbol.asyncIterator](): AsyncIterator<RecognitionResult> {
    return this.#results[Symbol.asyncIterator]()
  }

  get #now(): number {
    return this.#bytes / this.#bytesPerMs
  }

  #hear(): void {
    for (; this.#heard < this.#engine.script.length; this.#heard++) {
      const [ms, text] = this.#engine.script[this.#heard]!
      if (ms + 200 > this.#now) return
      if (text === '') {
        this.#conclude()
      } else {
        this.#words.push({ beginTime: ms, endTime: ms + 200, text, punctuation: '' })
        this.#say(false)
      }
    }
  }

  #conclude(): void {
    if (this.#words.length > 0) this.#say(true)
    if (this.#words.length > 0) this.#sentence++
    this.#words = []
  }

  #say(isSentenceEnd: boolean): void {
    const words = [...this.#words]
    this.#results.push({
      requestId: this.id,
      isSentenceEnd,
      sentence: {
        sentenceId: this.#sentence,
        beginTime: words[0]!.beginTime,
        endTime: isSentenceEnd ? words.at(-1)!.endTime : null,
        text: words.map(word => word.text).join(' '),
        words,
      },
    })
  }

  #mustGoOn(): void {
    if (this.#over) throw this.#over.error
  }

  #end(error: unknown): void {
    this.#over ??= { error }
    this.#results.fail(error)
  }
}

function lost(): Error {
  return failure('STENO_ENGINE_FAILED', { engine: 'scripted', detail: 'its link broke' })
}
