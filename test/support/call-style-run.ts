import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import type { Engine } from '../../lib/engine/engine.js'
import type { RecognitionResult, Sentence } from '../../lib/types.js'
import type { Ending, Face, FaceExam, Job } from '../contract/call-style.js'
import { AudioSource } from './audio-source.js'
import { comesTrue, listeners, more, resources } from './resources.js'
import { WatchedEngine } from './engine-spy.js'

/** What a run differs in from one with the exam's engine, its audio and a reader that wants all. */
export interface Setup {
  readonly engine?: Engine
  readonly source?: AudioSource
  readonly read?: Job['read']
}

/** One run of a face, watched from all sides. */
export class FaceRun {
  readonly engine: WatchedEngine
  readonly told: RecognitionResult[] = []
  readonly #face: Face
  readonly #longest: number
  readonly #source: AudioSource
  readonly #abort = new AbortController()
  readonly #before = { resources: resources(), listeners: listeners(process) }
  readonly #endings: Promise<readonly Ending[]>
  #over = false
  #late = 0

  constructor(
    face: Face,
    exam: FaceExam,
    { engine = exam.make(), source = new AudioSource(exam.audio), read = () => true }: Setup = {},
  ) {
    this.engine = new WatchedEngine(engine)
    this.#longest = exam.longest ?? 120_000
    this.#face = face
    this.#source = source
    this.#endings = face.run({
      engine: this.engine,
      audio: source,
      signal: this.#abort.signal,
      read: result => {
        if (this.#over) this.#late++
        this.told.push(result)
        return read(result)
      },
    })
  }

  /** All that it told last; fails when that takes too long. */
  async endings(): Promise<readonly Ending[]> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.abort()
        reject(new assert.AssertionError({ message: 'it never came to an end' }))
      }, this.#longest)
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

  /** Checks what an abort looks like, and that it leaves nothing behind. */
  async wasAborted(): Promise<void> {
    const names = (await this.endings()).map(ending => (ending === 'end' ? ending : ending.name))
    assert.deepEqual(names, this.#face.abort === 'AbortError' ? ['AbortError'] : [])
    await this.leavesNothing()
  }

  /** Waits until no more audio is taken; fails when it is too much. */
  async standsStill(mostTaken: number): Promise<void> {
    for (let calm = 0, last = -1; calm < 30;) {
      if (this.#source.taken > mostTaken) this.abort()
      assert.ok(this.#source.taken <= mostTaken, `took ${this.#source.taken} bytes, not more than ${mostTaken}`)
      calm = this.#source.taken === last && last > 0 ? calm + 1 : 0
      last = this.#source.taken
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  /** Checks, once it has come to its end, that nothing of it is left. */
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
    await comesTrue(() => left().length === 0, Math.min(this.#longest, 2000))
    assert.deepEqual(left(), [])
    assert.equal(this.#late, 0, 'nothing is told after the end')
  }
}

/** The finals among results. */
export function sentences(results: readonly RecognitionResult[]): Sentence[] {
  return results.filter(({ isSentenceEnd }) => isSentenceEnd).map(({ sentence }) => sentence)
}

const references = new WeakMap<Uint8Array, Promise<Sentence[]>>()

/** What the engine of an exam says of audio, without any face; asked once. */
export function said({ make }: FaceExam, audio: Uint8Array): Promise<Sentence[]> {
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
