import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Readable, type Duplex } from 'node:stream'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'

/** What a stage is examined with. */
export interface StageContract {
  /** A fresh stage; the options go to its constructor. */
  readonly make: (options?: { signal: AbortSignal }) => Duplex
  /** What is written; a few tens of kB, since it is also written byte by byte, and repeated without end. */
  readonly input: Buffer
  /** The part of an output item that must not depend on how the input was cut. Default: the item, a Buffer. */
  readonly bytesOf?: (item: unknown) => Uint8Array
  /** The most bytes it may take while nobody reads; a child's pipes, in and out, count. Default 1 MB. */
  readonly maxUnread?: number
  /** How many things (children, workers, files) are alive; must be the same after as before. */
  readonly alive?: () => number
}

const SECONDS = 1000

/** The exam that every PCM stage passes, one test for each of `stageChecks`. */
export function stageTests(t: Test, exam: StageContract): void {
  for (const [title, check] of Object.entries(stageChecks)) {
    t.test(title, async t => {
      const before = exam.alive?.()
      await check(exam)
      t.equal(exam.alive?.(), before, 'nothing is left behind')
    })
  }
}

/** What `stageTests` asks; each rejects with an AssertionError when the stage breaks its promise. */
export const stageChecks: Readonly<Record<string, (exam: StageContract) => Promise<void>>> = {
  async 'gives the same output however the input is cut'(exam) {
    const whole = await run(exam, () => exam.input.length)
    assert.ok(whole.length > 0, 'there is output')
    for (const size of [1, 7, 333]) {
      assert.ok(whole.equals(await run(exam, () => size)), `pieces of ${size} bytes give the same output`)
    }
    for (const seed of [1, 2, 3]) {
      const random = randoms(seed)
      assert.ok(whole.equals(await run(exam, () => 1 + random() % 3000)), `random pieces, seed ${seed}`)
    }
  },

  async 'loses nothing to a slow reader'(exam) {
    const fast = await run(exam, () => 4001)
    assert.ok(fast.equals(await run(exam, () => 4001, 2)))
  },

  async 'closes when it is destroyed at once'(exam) {
    const stage = exam.make()
    stage.destroy()
    await closed(stage)
  },

  async 'closes when it is destroyed half way, without an error and without more output'(exam) {
    for (const delay of [0, 5, 30, 150]) {
      const stage = exam.make()
      const errors: string[] = []
      let late = 0
      stage.on('error', error => { errors.push(error.message) })
      stage.on('data', () => { if (stage.destroyed) late++ })
      stage.write(exam.input.subarray(0, exam.input.length >> 1))
      await sleep(delay)
      stage.destroy()
      await closed(stage)
      assert.deepEqual(errors, [], `destroyed after ${delay} ms`)
      assert.equal(late, 0, 'no data after destroy()')
    }
  },

  async 'may be destroyed by its reader in the middle of its work'(exam) {
    const stage = exam.make()
    const errors: string[] = []
    stage.on('error', error => { errors.push(error.message) })
    stage.on('data', () => { stage.destroy() })
    await setImmediate()
    // Enough for several outputs, so that there is work left when the first is read.
    assert.doesNotThrow(() => { stage.write(Buffer.concat(Array<Buffer>(8).fill(exam.input))) })
    if (!stage.destroyed) stage.end()
    await closed(stage)
    await setImmediate()
    assert.deepEqual(errors, [])
  },

  async 'ends with an AbortError when its signal says so'(exam) {
    const controller = new AbortController()
    const stage = exam.make({ signal: controller.signal })
    const failed = once(stage, 'error') as Promise<[Error]>
    stage.write(exam.input.subarray(0, exam.input.length >> 1))
    setTimeout(() => { controller.abort() }, 20)
    const [error] = await within(failed, 'an error')
    assert.equal(error.name, 'AbortError')
    await closed(stage)
  },

  async 'can be left with `break`, and lets go of its source'(exam) {
    const source = Readable.from(endless(exam.input))
    const stage = source.pipe(exam.make())
    for await (const item of stage) {
      assert.ok(item)
      break
    }
    await closed(stage)
    await closed(source)
  },

  async 'takes no more than a bounded amount while nobody reads'(exam) {
    const { maxUnread = 1 << 20 } = exam
    let taken = 0
    const stage = exam.make()
    const source = Readable.from(endless(exam.input, bytes => { taken += bytes }))
    source.pipe(stage)
    // A child needs a while to start and to fill its pipes.
    for (let before = -1; before !== taken && taken <= maxUnread;) {
      before = taken
      await sleep(SECONDS)
    }
    stage.destroy()
    await closed(stage)
    assert.ok(taken <= maxUnread, `took ${taken} bytes, not more than ${maxUnread}`)
  },
}

/** Writes the input in pieces, as fast as the stage takes them, and gives all output as bytes. */
async function run(exam: StageContract, size: () => number, wait = 0): Promise<Buffer> {
  const { make, input, bytesOf = item => item as Buffer } = exam
  const stage = Readable.from(pieces(input, size)).pipe(make())
  const output: Uint8Array[] = []
  for await (const item of stage) {
    output.push(bytesOf(item))
    if (wait > 0) await sleep(wait)
  }
  return Buffer.concat(output)
}

function* pieces(input: Buffer, size: () => number): Generator<Buffer> {
  for (let at = 0; at < input.length;) {
    const piece = input.subarray(at, at + size())
    at += piece.length
    yield piece
  }
}

/** The input over and over, a turn of the event loop before each piece, as with any real source. */
async function* endless(input: Buffer, taken: (bytes: number) => void = () => {}): AsyncGenerator<Buffer> {
  for (;;) {
    for (const piece of pieces(input, () => 16_384)) {
      await setImmediate()
      taken(piece.length)
      yield piece
    }
  }
}

/** A small generator of numbers, the same for the same seed (xorshift). */
export function randoms(seed: number): () => number {
  let state = seed * 2_654_435_761 >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>>= 0
  }
}

/** Resolves when a stream has closed, and asserts that it does. */
export async function closed(stream: Duplex | Readable): Promise<void> {
  // `closed` may be true before the events have gone out.
  if (stream.closed) await setImmediate()
  else await within(new Promise(resolve => stream.once('close', resolve)), '`close`')
}

async function within<T>(promise: Promise<T>, what: string, ms = 5 * SECONDS): Promise<T> {
  const timer = new AbortController()
  const late = sleep(ms, undefined, { signal: timer.signal })
    .then(() => assert.fail(`${what} did not come in ${ms} ms`), () => undefined as never)
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.abort()
  }
}
