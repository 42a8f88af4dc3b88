import { AssertionError } from 'node:assert'
import { createServer } from 'node:net'
import t from 'tap'
import { recognize } from '../../lib/recognize/recognize.js'
import { numberedAudio, numberedEngine } from '../../lib/testing/index.js'
import {
  type Ending,
  type CallStyle,
  callStyleChecks,
  type CallStyleContract,
  type Job,
} from '../contract/call-style.js'
import { FlakyEngine } from '../support/flaky-engine.js'
import { iterator } from '../support/call-styles.js'

const numbers = numberedAudio({ frames: 60 })
const contract: CallStyleContract = {
  make: () => numberedEngine(),
  audio: numbers.subarray(0, 19_200), other: numbers.subarray(19_200), maxTaken: 3_000_000,
  hanging: () => new FlakyEngine(numberedEngine(), [{ open: 'hang' }]),
  stalled: () => new FlakyEngine(numberedEngine(), [{ room: new Promise(() => {}) }]),
  broken: () => new FlakyEngine(numberedEngine(), [{ at: 12_800, heard: true }]),
}

/** For styles that break it: some never end. */
const impatient = { ...contract, timeout: 300 }

/** The iterator with another job or other endings. */
const but = (
  job: (job: Job) => Partial<Job>,
  endings: (endings: readonly Ending[]) => readonly Ending[] = all => all,
): CallStyle => ({ ...iterator, run: async usual => endings(await iterator.run({ ...usual, ...job(usual) })) })
const same = (): Partial<Job> => ({})

const never = new AbortController().signal
const things: { close(): void }[] = []
const ignoresSignal = but(() => ({ signal: never }))
const doubling = but(same, all => [...all, ...all])
const swallowing = but(same, () => ['end'])
const holding = but(({ audio }) => {
  const it = audio[Symbol.asyncIterator]()
  return { audio: { [Symbol.asyncIterator]: () => ({ next: () => it.next() }) } }
})
let first: Job['read'] | undefined

const broken: Record<string, readonly (readonly [title: string, style: CallStyle])[]> = {
  'reports the results of the engine in order, then its end once': [
    ['it loses a sentence', but(({ read }) => ({ read: result => result.sentence.sentenceId === 2 || read(result) }))],
    ['it reports finals only', but(({ read }) => ({ read: result => !result.isSentenceEnd || read(result) }))],
    ['it reports sentences twice', but(({ read }) => ({ read: result => [read(result), read(result)].length > 0 }))],
    ['it reports its end twice', doubling],
    ['it never ends', { ...iterator, run: () => new Promise(() => {}) }],
    [
      'it leaves a session',
      but(({ engine }) => ({
        engine: {
          ...engine,
          name: engine.name,
          open: async options =>
            new Proxy(await engine.open(options), {
              get: (session, name) => (name === 'close' ? () => Promise.resolve() : session[name as 'id']),
            }),
        },
      })),
    ],
    [
      'it leaves a listener of its signal',
      but(({ signal }) => {
        signal.addEventListener('abort', () => {})
        return {}
      }),
    ],
    [
      'it leaves a listener of the process',
      but(() => {
        const listener = (): void => {}
        process.on('SIGUSR2', listener)
        things.push({ close: () => process.off('SIGUSR2', listener) })
        return {}
      }),
    ],
    [
      'it leaves a handle',
      but(() => {
        things.push(createServer().listen(0))
        return {}
      }),
    ],
    [
      'it reports a result after its end',
      {
        ...iterator,
        run: async job => {
          const endings = await iterator.run(job)
          setImmediate(() => {
            void job.read({} as never)
          })
          return endings
        },
      },
    ],
  ],
  'waits for a reader that is busy': [
    ['it does not wait', but(({ read }) => ({ read: result => [read(result)].length > 0 }))],
  ],
  'waits for an engine that is busy': [
    [
      'it ignores backpressure',
      {
        ...iterator,
        run: async ({ engine, audio, signal }) => {
          const recognizer = recognize({ engine, signal }).on('error', () => {})
          for await (const piece of audio) {
            if (signal.aborted) break
            recognizer.write(piece)
          }
          return []
        },
      },
    ],
  ],
  'can be aborted while the engine opens': [
    ['it ignores the signal', ignoresSignal],
    ['it reports it twice', doubling],
    ['it reports an end', swallowing],
    ['it keeps its source open', holding],
  ],
  'can be aborted in the middle': [
    ['it ignores the signal', ignoresSignal],
    ['it reports it twice', doubling],
    ['it reports an end', swallowing],
    ['it keeps its source open', holding],
  ],
  'can be left early, and then reports nothing more': [
    ['it goes on', but(({ read }) => ({ read: result => [read(result)].length > 0 }))],
    ['it reports one result more', but(({ read }) => ({ read: result => read(result) || read(result) }))],
    ['it reports an end', swallowing],
    ['it keeps its source open', holding],
  ],
  'reports an error once, after everything that was recognised before it': [
    ['it reports it twice', doubling],
    ['it hides it', swallowing],
    ['it loses what was recognised', but(() => ({ read: () => true }))],
  ],
  'reports a failed source once': [
    ['it reports it twice', doubling],
    ['it hides it', swallowing],
    ['it reports another error', but(same, () => [new Error('something')])],
  ],
  'runs two sessions at once as it runs one': [
    ['it reports results of the second to the first', but(({ read }) => ({ read: (first ??= read) }))],
    ['it has one session for both', but(({ read }) => ({ read: result => read({ ...result, requestId: '1' }) }))],
  ],
}

t.test('a call style that keeps the contract passes', async t => {
  for (const [title, check] of Object.entries(callStyleChecks)) {
    await check(iterator, contract)
    t.pass(title)
  }
})

t.test('every check has been seen to fail', async t => {
  t.same(Object.keys(broken).sort(), Object.keys(callStyleChecks).sort())
  for (const [check, styles] of Object.entries(broken)) {
    for (const [title, style] of styles) {
      await t.rejects(callStyleChecks[check]!(style, impatient), AssertionError, `${check}: ${title}`)
      for (const thing of things.splice(0)) thing.close()
      first = undefined
    }
  }
})
