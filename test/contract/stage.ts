import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Readable, type Duplex } from 'node:stream'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { normalize } from '../../lib/audio/normalize.js'
import type { AudioFormat } from '../../lib/types.js'

/** Options that the checks give to a stage. */
export interface StageTestOptions {
  readonly signal?: AbortSignal
  readonly sampleRate?: number
  readonly from?: number
  readonly inputSampleRate?: number
}

/** Subject of the contract test. */
export interface StageContract {
  /** Call as users write it, such as `chunk()`. */
  readonly name: string
  /** Creates the stage with these options. */
  readonly make: (options?: StageTestOptions) => Duplex
  /** Input to write; a few tens of kB, since it is also written byte by byte, and repeated without end. */
  readonly input: Buffer
  /** The part of an output item that must not depend on how the input was cut. Default: the item, a Buffer. */
  readonly bytesOf?: (item: unknown) => Uint8Array
  /** Most bytes it may take while its output is not read, those in the pipes of a child too. Default 1 MB. */
  readonly maxUnread?: number
  /** Counts the children, workers and files that are open; must be the same after as before. */
  readonly alive?: () => number
  /** For stages whose input is raw samples. */
  readonly pcm?: PcmContract
  /** Time after which a stage counts as hanging, in ms. Default 60000, since machines may be busy. */
  readonly timeout?: number
}

/** Format that a stage takes over from the stage piped in. */
export interface PcmContract {
  /** Creates the stage without any option for the format of its input. Default: `make` of the contract. */
  readonly make?: (options?: StageTestOptions) => Duplex
  /** Option for the sample rate of the input. Default `'sampleRate'`. */
  readonly rateOption?: 'sampleRate' | 'from' | 'inputSampleRate'
  /** Format of the output for input at 48 kHz. Default: s16le at 48 kHz. */
  readonly format?: AudioFormat<string>
}

type Checks = Readonly<Record<string, (contract: StageContract) => Promise<void>>>

const SECONDS = 1000
const START_MS = 1500

/** Contract that every PCM stage fulfils: one test for each of `stageChecks`, and of `pcmChecks` where they apply. */
export function stageTests(t: Test, contract: StageContract): void {
  for (const [title, check] of Object.entries({ ...stageChecks, ...contract.pcm && pcmChecks })) {
    t.test(title, async t => {
      const before = contract.alive?.()
      await check(contract)
      t.equal(contract.alive?.(), before, 'nothing is left behind')
    })
  }
}

/** Checks of every stage; each rejects with an AssertionError when the stage breaks the contract. */
export const stageChecks: Checks = {
  async 'has the same output however the input is cut'(contract) {
    const whole = await run(contract, () => contract.input.length)
    assert.ok(whole.length > 0, 'there is output')
    for (const size of [1, 7, 333]) {
      assert.ok(whole.equals(await run(contract, () => size)), `pieces of ${size} bytes give the same output`)
    }
    for (const seed of [1, 2, 3]) {
      const random = randoms(seed)
      assert.ok(whole.equals(await run(contract, () => 1 + random() % 3000)), `random pieces, seed ${seed}`)
    }
  },

  async 'loses nothing to a slow reader'(contract) {
    const fast = await run(contract, () => 4001)
    assert.ok(fast.equals(await run(contract, () => 4001, 2)))
  },

  async 'closes when it is destroyed at once'(contract) {
    const stage = contract.make()
    stage.destroy()
    await closed(stage, contract.timeout)
  },

  async 'closes when it is destroyed half way, without an error and without more output'(contract) {
    for (const delay of [0, 5, 30, 150]) {
      const stage = contract.make()
      const errors: string[] = []
      let late = 0
      stage.on('error', error => { errors.push(error.message) })
      stage.on('data', () => { if (stage.destroyed) late++ })
      stage.write(contract.input.subarray(0, contract.input.length >> 1))
      await sleep(delay)
      stage.destroy()
      await closed(stage, contract.timeout)
      assert.deepEqual(errors, [], `destroyed after ${delay} ms`)
      assert.equal(late, 0, 'no data after destroy()')
    }
  },

  async 'may be destroyed by its reader in the middle of a chunk'(contract) {
    const stage = contract.make()
    const errors: string[] = []
    stage.on('error', error => { errors.push(error.message) })
    stage.on('data', () => { stage.destroy() })
    await setImmediate()
    // Enough for several outputs, so that there is work left when the first is read.
    assert.doesNotThrow(() => { stage.write(Buffer.concat(Array<Buffer>(8).fill(contract.input))) })
    if (!stage.destroyed) stage.end()
    await closed(stage, contract.timeout)
    await setImmediate()
    assert.deepEqual(errors, [])
  },

  async 'ends with an AbortError when its signal is aborted'(contract) {
    const controller = new AbortController()
    const stage = contract.make({ signal: controller.signal })
    const failed = once(stage, 'error') as Promise<[Error]>
    stage.write(contract.input.subarray(0, contract.input.length >> 1))
    setTimeout(() => { controller.abort() }, 20)
    const [error] = await within(failed, 'an error', contract.timeout)
    assert.equal(error.name, 'AbortError')
    await closed(stage, contract.timeout)
  },

  async 'ends with an AbortError when its signal is already aborted'(contract) {
    const stage = contract.make({ signal: AbortSignal.abort() })
    const [error] = await within(once(stage, 'error') as Promise<[Error]>, 'an error', contract.timeout)
    assert.equal(error.name, 'AbortError')
    await closed(stage, contract.timeout)
  },

  async 'refuses options that it does not know, by name'({ name, make }) {
    for (const option of ['transform', 'flush', 'read', 'write', 'final', 'objectMode', 'construct', 'destroy']) {
      assert.throws(() => make({ [option]: () => {} }), {
        code: 'STENO_UNKNOWN_OPTION',
        message: new RegExp(`^\`${option}\` is not an option of \`${name.replace('()', '\\(\\)')}\`; `),
      })
    }
    assert.throws(() => make(JSON.parse('{ "highWatermark": 1 }') as StageTestOptions), {
      code: 'STENO_UNKNOWN_OPTION',
      message: `\`highWatermark\` is not an option of \`${name}\`; did you mean \`highWaterMark\`?`,
    })
    return Promise.resolve()
  },

  async 'can be left with `break`, and destroys its source'(contract) {
    const source = Readable.from(endless(contract.input))
    const stage = source.pipe(contract.make())
    for await (const item of stage) {
      assert.ok(item)
      break
    }
    await closed(stage, contract.timeout)
    await closed(source, contract.timeout)
  },

  async 'takes no more than a bounded amount while its output is not read'(contract) {
    const { maxUnread = 1 << 20 } = contract
    let taken = 0
    const stage = contract.make()
    const source = Readable.from(endless(contract.input, bytes => { taken += bytes }))
    source.pipe(stage)
    // A child needs a while to start and to fill its pipes.
    for (let before = -1; before !== taken && taken <= maxUnread;) {
      before = taken
      await sleep(SECONDS)
    }
    stage.destroy()
    await closed(stage, contract.timeout)
    assert.ok(taken <= maxUnread, `took ${taken} bytes, not more than ${maxUnread}`)
  },
}

/** Checks of every stage whose input is raw samples. */
export const pcmChecks: Checks = {
  async 'refuses a sample rate that contradicts the stage piped in'({ make, input, pcm, timeout }) {
    const { rateOption = 'sampleRate' } = pcm ?? {}
    const options = { [rateOption]: 8000 }
    const refusal = {
      code: 'STENO_BAD_OPTION',
      message: `\`${rateOption}\` must be 48000, the rate of the stage that is piped in, got 8000`,
    }
    const stage = source48k(input).pipe((pcm?.make ?? make)(options))
    await assert.rejects(within(stage.toArray(), 'an error', timeout), refusal)

    const last = (pcm?.make ?? make)(options)
    const relay = normalize()
    relay.pipe(last)
    source48k(input).pipe(relay)
    const late = within(last.toArray(), 'an error', timeout)
    await assert.rejects(late, refusal, 'the same when the chain is built from its end')
  },

  async 'takes format and start over from the stage piped in'({ make, input, pcm, timeout }) {
    const { format = { encoding: 's16le', sampleRate: 48_000, channels: 1 } } = pcm ?? {}
    const described = (stage: Duplex): object => {
      const { format, start } = stage as Duplex & { format?: unknown; start?: unknown }
      return { format, start }
    }
    const stage = source48k(input).pipe((pcm?.make ?? make)())
    const relay = normalize()
    const last = relay.pipe((pcm?.make ?? make)())
    source48k(input).pipe(relay)
    for (const each of [stage, last]) {
      assert.deepEqual(described(each), { format, start: START_MS })
      each.resume()
      await within(once(each, 'end'), '`end`', timeout)
      assert.deepEqual(described(each), { format, start: START_MS }, 'and keeps them')
      await closed(each, timeout)
    }
  },
}

/** A source of s16le samples at 48 kHz that begins at 1500 ms. */
function source48k(input: Buffer): Readable {
  const format = { encoding: 's16le', sampleRate: 48_000, channels: 1 }
  return Object.assign(Readable.from([input]), { format, start: START_MS })
}

/** Writes the input in pieces, as fast as the stage takes them; returns all output as bytes. */
async function run(contract: StageContract, size: () => number, wait = 0): Promise<Buffer> {
  const { make, input, bytesOf = item => item as Buffer } = contract
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
export async function closed(stream: Duplex | Readable, timeout?: number): Promise<void> {
  // `closed` may be true before the events have gone out.
  if (stream.closed) await setImmediate()
  else await within(new Promise(resolve => stream.once('close', resolve)), '`close`', timeout)
}

async function within<T>(promise: Promise<T>, what: string, ms = 60 * SECONDS): Promise<T> {
  const timer = new AbortController()
  const late = sleep(ms, undefined, { signal: timer.signal })
    .then(() => assert.fail(`${what} did not come in ${ms} ms`), () => undefined as never)
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.abort()
  }
}
