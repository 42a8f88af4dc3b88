import { AssertionError } from 'node:assert'
import { Duplex, PassThrough, Transform } from 'node:stream'
import t from 'tap'
import { failure } from '../../lib/errors.js'
import type { AudioFormat } from '../../lib/types.js'
import { chunk } from '../../lib/audio/chunk.js'
import { normalize } from '../../lib/audio/normalize.js'
import { pace } from '../../lib/audio/pace.js'
import { resample } from '../../lib/audio/resample.js'
import { linkSource } from '../../lib/stream/link-source.js'
import { type PcmCore, PcmTransform } from '../../lib/stream/pcm-transform.js'
import {
  pcmChecks, stageChecks, stageTests, type StageContract, type StageTestOptions,
} from '../contract/stage.js'
import { noise } from './sounds.js'

const input = noise(1, 20_000)
type Make = StageContract['make']

const linked = <Stage extends Duplex>(stage: Stage): Stage => {
  linkSource(stage)
  return stage
}

const mapped = (map: (bytes: Buffer) => Buffer): Make => options =>
  linked(new Transform({ ...options, transform(bytes: Buffer, _, done) { done(null, map(bytes)) } }))

/** The least that fulfils the contract. */
class Relay extends PcmTransform<Int16Array> {
  constructor({ sampleRate, ...rest }: StageTestOptions = {}) {
    super({ name: 'relay()', options: ['sampleRate'], sampleRate }, rest)
  }

  protected override createCore(): PcmCore<Int16Array> {
    return { push: samples => samples, flush: () => new Int16Array(0) }
  }

  protected override emitOutput(output: Int16Array): void {
    this.pushSamples(output)
  }
}

t.test('a stage that fulfils the contract passes', async t => {
  stageTests(t, { name: 'relay()', make: options => new Relay(options), input, pcm: {} })
})

t.test('resample() passes', async t => {
  stageTests(t, {
    name: 'resample()', make: options => resample({ from: 44_100, channels: 2, ...options }), input,
    pcm: { make: resample, rateOption: 'from', format: { encoding: 's16le', sampleRate: 16_000, channels: 1 } },
  })
})

t.test('chunk() passes', async t => {
  const bytesOf = (item: unknown): Uint8Array => Buffer.from(JSON.stringify(item))
  stageTests(t, { name: 'chunk()', make: options => chunk({ minSpeech: 0, ...options }), input, bytesOf, pcm: {} })
})

t.test('normalize() passes', async t => {
  stageTests(t, { name: 'normalize()', make: normalize, input, pcm: {} })
})

t.test('pace() passes', async t => {
  stageTests(t, { name: 'pace()', make: options => pace({ speed: 1000, ...options }), input, pcm: {} })
})

/** Takes all input, without backpressure. */
const greedy: Make = options => linked(new Duplex({
  ...options,
  read() {},
  write(bytes, _, done) { this.push(bytes); done() },
  final(done) { this.push(null); done() },
}))

/** Keeps its own sample rate whatever is piped in. */
class Trusting extends Relay {
  override get format(): AudioFormat {
    return { encoding: 's16le', sampleRate: 8000, channels: 1 }
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    return event !== 'pipe' && super.emit(event, ...args)
  }
}

/** Takes the format over as it is when the source is piped in, though that may still change. */
class Hasty extends Transform {
  #format: unknown
  #start: unknown

  constructor(options?: StageTestOptions) {
    super(options)
    linkSource(this)
    this.on('pipe', ({ format, start }: { format?: AudioFormat; start?: number }) => {
      this.#format = format
      this.#start = start
      const { sampleRate } = options ?? {}
      if (format !== undefined && sampleRate !== undefined && sampleRate !== format.sampleRate) {
        const expected = `${format.sampleRate}, the rate of the stage that is piped in`
        this.destroy(failure('STENO_BAD_OPTION', { option: 'sampleRate', expected, got: sampleRate }))
      }
    })
  }

  get format(): unknown { return this.#format }
  get start(): unknown { return this.#start }

  override _transform(bytes: Buffer, _: BufferEncoding, done: (error: null, bytes: Buffer) => void): void {
    done(null, bytes)
  }
}

const broken: Record<string, readonly [title: string, make: Make][]> = {
  'has the same output however the input is cut': [
    ['it pads odd chunks', mapped(bytes => Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]))],
    ['it drops half samples', mapped(bytes => bytes.subarray(0, bytes.length & ~1))],
    ['it has no output', mapped(() => Buffer.alloc(0))],
  ],
  'closes when it is destroyed at once': [
    ['it never closes', options => linked(new PassThrough({ ...options, destroy() {} }))],
  ],
  'closes when it is destroyed half way, without an error and without more output': [
    ['it fails', options => linked(new PassThrough({ ...options, destroy(_, done) { done(new Error('late')) } }))],
  ],
  'may be destroyed by its reader in the middle of a chunk': [
    ['it goes on with what it has released', options => linked(new Transform({
      ...options,
      transform(bytes: Buffer, _, done) {
        this.push(bytes.subarray(0, 100))
        if (this.destroyed) throw new Error('its decoder is gone')
        done(null, bytes.subarray(100))
      },
    }))],
  ],
  'ends with an AbortError when its signal is aborted': [
    ['it ignores it', () => linked(new PassThrough())],
  ],
  'can be left with `break`, and destroys its source': [
    ['it holds its source', options => new PassThrough(options)],
  ],
  'ends with an AbortError when its signal is already aborted': [
    ['it ignores it', () => linked(new PassThrough())],
  ],
  'refuses options that it does not know, by name': [
    ['it takes everything', options => linked(new PassThrough(options))],
  ],
  'refuses a sample rate that contradicts the stage piped in': [
    ['it takes it', options => new Trusting(options)],
    ['it checks too early', options => new Hasty(options)],
  ],
  'takes format and start over from the stage piped in': [
    ['it has neither', options => linked(new PassThrough(options))],
    ['it looks only when it is piped to', options => new Hasty(options)],
  ],
  'takes no more than a bounded amount while its output is not read': [['it is greedy', greedy]],
  'loses nothing to a slow reader': [
    ['it drops what is not read at once', options => linked(new Duplex({
      ...options,
      read() {},
      write(bytes, _, done) { if (this.readableLength === 0) this.push(bytes); setImmediate(done) },
      final(done) { this.push(null); done() },
    }))],
  ],
}

t.test('every check has been seen to fail', async t => {
  const checks = { ...stageChecks, ...pcmChecks }
  t.same(Object.keys(broken).sort(), Object.keys(checks).sort())
  for (const [check, stages] of Object.entries(broken)) {
    for (const [title, make] of stages) {
      const contract = { name: 'broken()', make, input, pcm: {}, timeout: 1000 }
      await t.rejects(checks[check]!(contract), AssertionError, `${check}: ${title}`)
    }
  }
})
