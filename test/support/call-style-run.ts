import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import type { Engine } from '../../lib/engine/engine.js'
import type { RecognitionResult, Sentence } from '../../lib/types.js'
import type { Ending, CallStyle, CallStyleContract, Job } from '../contract/call-style.js'
import { AudioSource } from './audio-source.js'
import { comesTrue, listeners, more, resources } from './resources.js'
import { EngineSpy } from './engine-spy.js'

/** Differences from a run with the contract's engine, its audio and a reader that wants everything. */
export interface Setup {
  readonly engine?: Engine
  readonly source?: AudioSource
  readonly read?: Job['read']
}

/** One run of a call style, with everything it opens observed. */
export class CallStyleRun {
  readonly engine: EngineSpy
  readonly results: RecognitionResult[] = []
  readonly #style: CallStyle
  readonly #timeout: number
  readonly #source: AudioSource
  readonly #abort = new AbortController()
  readonly #before = { resources: resources(), listeners: listeners(process) }
  readonly #endings: Promise<readonly Ending[]>
  #over = false
  #late = 0

  constructor(
    style: CallStyle,
    contract: CallStyleContract,
    { engine = contract.make(), source = new AudioSource(contract.audio), read = () => true }: Setup = {},
  ) {
    this.engine = new EngineSpy(engine)
    this.#timeout = contract.timeout ?? 120_000
    this.#style = style
    this.#source = source
    this.#endings = style.run({
      engine: this.engine,
      audio: source,
      signal: this.#abort.signal,
      read: result => {
        if (this.#over) this.#late++
        this.results.push(result)
        return read(result)
      },
    })
  }

  /** All endings that were reported; fails when that takes too long. */
  async endings(): Promise<readonly Ending[]> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.abort()
        reject(new assert.AssertionError({ message: 'it never ended' }))
      }, this.#timeout)
    })
    const endings = await Promise.race([this.#endings, late]).finally(() => {
      clearTimeout(timer)
    })
    this.#over = true
    return endings
  }

  abort(): void {
    this.#abort.abort()
  }

  /** Checks the effect of an abort, and that nothing is left. */
  async wasAborted(): Promise<void> {
    const names = (await this.endings()).map(ending => (ending === 'end' ? ending : ending.name))
    assert.deepEqual(names, this.#style.abort === 'AbortError' ? ['AbortError'] : [])
    await this.leavesNothing()
  }

  /** Waits until no more audio is taken; fails when too much is. */
  async stopsTaking(mostTaken: number): Promise<void> {
    for (let calm = 0, last = -1; calm < 30;) {
      if (this.#source.taken > mostTaken) this.abort()
      assert.ok(this.#source.taken <= mostTaken, `took ${this.#source.taken} bytes, not more than ${mostTaken}`)
      calm = this.#source.taken === last && last > 0 ? calm + 1 : 0
      last = this.#source.taken
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  /** Checks, once it has ended, that it released everything. */
  async leavesNothing(): Promise<void> {
    await this.endings()
    const { engine } = this
    const left = (): string[] => [
      ...(engine.opened > engine.closed ? ['a session'] : []),
      ...(this.#source.isOpen ? ['its source'] : []),
      ...(getEventListeners(this.#abort.signal, 'abort').length > 0 ? ['a listener of the signal'] : []),
      ...(listeners(process) > this.#before.listeners ? ['a listener of the process'] : []),
      ...(more(resources(), this.#before.resources)
        ? [`handles: before ${this.#before.resources.join()}; after ${resources().join()}`]
        : []),
    ]
    await comesTrue(() => left().length === 0, Math.min(this.#timeout, 20_000))
    assert.deepEqual(left(), [])
    assert.equal(this.#late, 0, 'nothing is reported after the end')
  }
}

/** The finals among results. */
export function sentences(results: readonly RecognitionResult[]): Sentence[] {
  return results.filter(({ isSentenceEnd }) => isSentenceEnd).map(({ sentence }) => sentence)
}

const references = new WeakMap<Uint8Array, Promise<Sentence[]>>()

/** What the engine of an contract says of audio, without any style; asked once. */
export function expectedSentences({ make }: CallStyleContract, audio: Uint8Array): Promise<Sentence[]> {
  const known = references.get(audio) ?? listen(make(), audio)
  references.set(audio, known)
  return known
}

async function listen(engine: Engine, audio: Uint8Array): Promise<Sentence[]> {
  const { signal } = new AbortController()
  const session = await engine.open({ format: { encoding: 's16le', sampleRate: 16_000, channels: 1 }, signal })
  const results: RecognitionResult[] = []
  const reading = (async () => { for await (const result of session) results.push(result) })()
  await session.write(audio)
  await session.finish()
  await reading
  await session.close()
  return sentences(results)
}
