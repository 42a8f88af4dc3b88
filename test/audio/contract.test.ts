import { AssertionError } from 'node:assert'
import { Duplex, PassThrough, Transform } from 'node:stream'
import t from 'tap'
import { chunk } from '../../lib/audio/chunk.js'
import { normalize } from '../../lib/audio/normalize.js'
import { pace } from '../../lib/audio/pace.js'
import { resample } from '../../lib/audio/resample.js'
import { linkSource } from '../../lib/stream/link-source.js'
import { stageChecks, stageTests, type StageContract } from '../contract/stage.js'
import { noise } from './sounds.js'

const input = noise(1, 20_000)
type Make = StageContract['make']

const linked = <Stage extends Duplex>(stage: Stage): Stage => {
  linkSource(stage)
  return stage
}

const mapped = (map: (bytes: Buffer) => Buffer): Make => options =>
  linked(new Transform({ ...options, transform(bytes: Buffer, _, done) { done(null, map(bytes)) } }))

t.test('a stage that keeps its promises passes', async t => {
  stageTests(t, { make: options => linked(new PassThrough(options)), input })
})

t.test('resample() passes', async t => {
  stageTests(t, { make: options => resample({ from: 44_100, channels: 2, ...options }), input })
})

t.test('chunk() passes', async t => {
  const bytesOf = (item: unknown): Uint8Array => Buffer.from(JSON.stringify(item))
  stageTests(t, { make: options => chunk({ minSpeech: 0, ...options }), input, bytesOf })
})

t.test('normalize() passes', async t => {
  stageTests(t, { make: normalize, input })
})

t.test('pace() passes', async t => {
  stageTests(t, { make: options => pace({ speed: 1000, ...options }), input })
})

/** Takes all that comes, waiting for nobody. */
const greedy: Make = options => linked(new Duplex({
  ...options,
  read() {},
  write(bytes, _, done) { this.push(bytes); done() },
  final(done) { this.push(null); done() },
}))

const broken: Record<string, readonly [title: string, make: Make][]> = {
  'gives the same output however the input is cut': [
    ['it pads odd chunks', mapped(bytes => Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]))],
    ['it drops half samples', mapped(bytes => bytes.subarray(0, bytes.length & ~1))],
    ['it gives nothing at all', mapped(() => Buffer.alloc(0))],
  ],
  'closes when it is destroyed at once': [
    ['it never closes', options => linked(new PassThrough({ ...options, destroy() {} }))],
  ],
  'closes when it is destroyed half way, without an error and without more output': [
    ['it fails', options => linked(new PassThrough({ ...options, destroy(_, done) { done(new Error('late')) } }))],
  ],
  'may be destroyed by its reader in the middle of its work': [
    ['it works on with what it has let go of', options => linked(new Transform({
      ...options,
      transform(bytes: Buffer, _, done) {
        this.push(bytes.subarray(0, 100))
        if (this.destroyed) throw new Error('its decoder is gone')
        done(null, bytes.subarray(100))
      },
    }))],
  ],
  'ends with an AbortError when its signal says so': [
    ['it is deaf to it', () => linked(new PassThrough())],
  ],
  'can be left with `break`, and lets go of its source': [
    ['it holds its source', options => new PassThrough(options)],
  ],
  'takes no more than a bounded amount while nobody reads': [['it is greedy', greedy]],
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
  t.same(Object.keys(broken).sort(), Object.keys(stageChecks).sort())
  for (const [check, stages] of Object.entries(broken)) {
    for (const [title, make] of stages) {
      await t.rejects(stageChecks[check]!({ make, input }), AssertionError, `${check}: ${title}`)
    }
  }
})
