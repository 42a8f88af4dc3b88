import { AssertionError } from 'node:assert'
import { createServer } from 'node:net'
import t from 'tap'
import { recognize } from '../../lib/recognize/recognize.js'
import { numberedAudio, numberedEngine } from '../../lib/testing/index.js'
import { type Ending, type Face, faceChecks, type FaceExam, type Job } from '../contract/call-style.js'
import { BreakingEngine } from '../support/flaky-engine.js'
import { iterator } from '../support/call-styles.js'

const numbers = numberedAudio({ frames: 60 })
const exam: FaceExam = {
  make: () => numberedEngine(),
  audio: numbers.subarray(0, 19_200), other: numbers.subarray(19_200), mostTaken: 3_000_000, longest: 300,
  hanging: () => new BreakingEngine(numberedEngine(), [{ open: 'hang' }]),
  stalled: () => new BreakingEngine(numberedEngine(), [{ room: new Promise(() => {}) }]),
  broken: () => new BreakingEngine(numberedEngine(), [{ at: 12_800, heard: true }]),
}

/** The iterator's face, but for its job or its endings. */
const but = (
  job: (job: Job) => Partial<Job>,
  endings: (endings: readonly Ending[]) => readonly Ending[] = all => all,
): Face => ({ ...iterator, run: async usual => endings(await iterator.run({ ...usual, ...job(usual) })) })
const same = (): Partial<Job> => ({})

const never = new AbortController().signal
const things: { close(): void }[] = []
const deaf = but(() => ({ signal: never }))
const doubling = but(same, all => [...all, ...all])
const swallowing = but(same, () => ['end'])
const holding = but(({ audio }) => {
  const it = audio[Symbol.asyncIterator]()
  return { audio: { [Symbol.asyncIterator]: () => ({ next: () => it.next() }) } }
})
let first: Job['read'] | undefined

const broken: Record<string, readonly (readonly [title: string, face: Face])[]> = {
  'tells what the engine says, in order, then once that it has ended': [
    ['it loses a sentence', but(({ read }) => ({ read: result => result.sentence.sentenceId === 2 || read(result) }))],
    ['it tells finals only', but(({ read }) => ({ read: result => !result.isSentenceEnd || read(result) }))],
    ['it tells sentences twice', but(({ read }) => ({ read: result => [read(result), read(result)].length > 0 }))],
    ['it tells its end twice', doubling],
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
      'it speaks after its end',
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
      'it is greedy',
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
    ['it is deaf', deaf],
    ['it tells it twice', doubling],
    ['it says that it has ended', swallowing],
    ['it holds its source', holding],
  ],
  'can be aborted in the middle': [
    ['it is deaf', deaf],
    ['it tells it twice', doubling],
    ['it says that it has ended', swallowing],
    ['it holds its source', holding],
  ],
  'can be left early, and then says no word more': [
    ['it goes on', but(({ read }) => ({ read: result => [read(result)].length > 0 }))],
    ['it says one word more', but(({ read }) => ({ read: result => read(result) || read(result) }))],
    ['it says that it has ended', swallowing],
    ['it holds its source', holding],
  ],
  'tells once what went wrong, after all that was recognised before': [
    ['it tells it twice', doubling],
    ['it hides it', swallowing],
    ['it loses what was recognised', but(() => ({ read: () => true }))],
  ],
  'tells once that its source failed': [
    ['it tells it twice', doubling],
    ['it hides it', swallowing],
    ['it tells something else', but(same, () => [new Error('something')])],
  ],
  'does two at once as it does one': [
    ['it tells the first what the second says', but(({ read }) => ({ read: (first ??= read) }))],
    ['it has one session for both', but(({ read }) => ({ read: result => read({ ...result, requestId: '1' }) }))],
  ],
}

t.test('a face that keeps its promises passes', async t => {
  for (const [title, check] of Object.entries(faceChecks)) {
    await check(iterator, exam)
    t.pass(title)
  }
})

t.test('every check has been seen to fail', async t => {
  t.same(Object.keys(broken).sort(), Object.keys(faceChecks).sort())
  for (const [check, faces] of Object.entries(broken)) {
    for (const [title, face] of faces) {
      await t.rejects(faceChecks[check]!(face, exam), AssertionError, `${check}: ${title}`)
      for (const thing of things.splice(0)) thing.close()
      first = undefined
    }
  }
})
