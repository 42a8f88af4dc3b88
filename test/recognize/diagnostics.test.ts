import { execFile } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { failure } from '../../lib/errors.js'
import type { SessionMessage } from '../../lib/recognize/diagnostics.js'
import { publish } from '../../lib/recognize/diagnostics.js'
import { recognize } from '../../lib/recognize/recognize.js'
import { resume } from '../../lib/engine/resume/resume.js'
import { numberedAudio, numberedEngine } from '../../lib/testing/index.js'
import { FlakyEngine, type Trouble } from '../support/flaky-engine.js'

const names = ['open', 'first-result', 'disconnect', 'reconnect', 'session', 'warning', 'end', 'error'] as const

/** Hears all channels until the test is over. */
function listen(t: Test): (readonly [name: string, message: SessionMessage])[] {
  const heard: (readonly [string, SessionMessage])[] = []
  for (const name of names) {
    const hear = (message: unknown): void => { heard.push([name, message as SessionMessage]) }
    subscribe(`stenopipe:session:${name}`, hear)
    t.teardown(() => unsubscribe(`stenopipe:session:${name}`, hear))
  }
  return heard
}

const audio = numberedAudio({ frames: 100 })
const run = (troubles: readonly Trouble[]): Promise<unknown[]> => {
  const engine = resume(new FlakyEngine(numberedEngine(), troubles), { baseDelay: 0 })
  return Readable.from([audio.subarray(0, 19_200), audio.subarray(19_200)]).pipe(recognize({ engine })).toArray()
}

t.test('tells subscribers of a session from its opening to its end', async t => {
  const heard = listen(t)
  await run([{ at: 15_000, heard: true }])
  t.same(heard.map(([name]) => name), ['open', 'first-result', 'disconnect', 'session', 'reconnect', 'end'])
  const message = (name: string): SessionMessage => heard.find(([one]) => one === name)![1]
  t.match(message('open'), { metrics: { engine: 'numbered', requestIds: [String], finals: 0 } })
  t.match(message('first-result').metrics.firstResultDelay, Number)
  t.match(message('disconnect'), {
    event: { type: 'disconnect', error: { code: 'STENO_CONNECTION_LOST' } },
    metrics: { disconnects: 1 },
  })
  t.match(message('reconnect'), { event: { type: 'reconnect', reason: 'disconnect' }, metrics: { reconnects: 1 } })
  t.match(message('end').metrics, {
    finals: 10, disconnects: 1, reconnects: 1, audioDuration: 2000, lastResultDelay: Number,
  })
})

t.test('tells subscribers of the error that ended a session', async t => {
  const heard = listen(t)
  const error = failure('STENO_QUOTA', {})
  await t.rejects(run([{ at: 15_000, error }]), error)
  const [name, message] = heard.at(-1)!
  t.equal(name, 'error')
  t.equal(message.error, error)
})

t.test('makes no message that nobody hears', async t => {
  publish('end', () => { throw new Error('asked for nothing') })
  t.pass()
})

/** Output with NODE_DEBUG=stenopipe of a session that is disconnected and fails in the end, with secrets around it. */
const child = `
import { emulate, scriptFromText } from './lib/testing/index.js'
import { recognize } from './lib/recognize/recognize.js'
import { Readable } from 'node:stream'

const service = await emulate({
  apiKey: 'sk-verysecret',
  script: scriptFromText('Xylophone marmalade. Zeppelin quicksand.', { sentencePause: 2000 }),
  faults: [
    { type: 'disconnect', frames: 25, task: 1 },
    { type: 'task-failed', at: 30, task: 2, code: 'InvalidParameter', message: 'heard Marmalade with sk-verysecret' },
  ],
})
const audio = Readable.from(Array.from({ length: 80 }, () => Buffer.alloc(3200)))
const recognizer = audio.pipe(recognize({ apiKey: 'sk-verysecret', baseUrl: service.url, resume: { baseDelay: 0 } }))
let heard = ''
try {
  for await (const { sentence } of recognizer) heard += sentence.text
} catch (error) {
  heard += ' / ' + error.code
}
process.stdout.write(heard)
await service.close()
`

t.test('with NODE_DEBUG=stenopipe standard error gets codes and figures, never a key nor what was said', async t => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', './test/loader/register.mjs', '--input-type=module', '--eval', child],
    {
      cwd: new URL('../..', import.meta.url).pathname,
      env: { ...process.env, NODE_DEBUG: 'stenopipe', DASHSCOPE_API_KEY: '', NO_PROXY: '127.0.0.1' },
    },
  )
  t.match(stdout, /Xylophone.* \/ STENO_BAD_REQUEST/, 'speech was heard, and the service failed the task')
  t.match(stderr, /STENOPIPE \d+: open DashScope requestId=[\da-f-]{36} /)
  t.match(stderr, /first-result DashScope .*firstResultDelay=\d+/)
  t.match(stderr, /disconnect DashScope .*code=STENO_CONNECTION_LOST position=\d+ .*disconnects=1/)
  t.match(stderr, /reconnect DashScope .*reason=disconnect gap=\d+ resent=\d+ attempts=1/)
  t.match(stderr, /error DashScope .*code=STENO_BAD_REQUEST/)
  t.notMatch(stderr, /sk-|secret/i, 'no key')
  t.notMatch(stderr, /xylophone|marmalade|zeppelin|quicksand/i, 'no speech')
})
