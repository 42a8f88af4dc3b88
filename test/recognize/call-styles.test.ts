import t from 'tap'
import { dashscope, rateLimiter } from '../../lib/engines/dashscope/index.js'
import { pocketsphinx } from '../../lib/engines/pocketsphinx/index.js'
import { numberedAudio, numberedEngine } from '../../lib/testing/index.js'
import { type CallStyleContract, callStyleTests } from '../contract/call-style.js'
import { FlakyEngine } from '../support/flaky-engine.js'
import { iterator, pipe, web } from '../support/call-styles.js'
import { delayedServices } from '../support/delayed-service.js'
import { callbacks, observable, promise } from '../support/rx-call-styles.js'
import { twoSentences } from '../support/speech.js'

const styles = [pipe, iterator, web, observable, callbacks, promise]
const numbers = numberedAudio({ frames: 600 })
const [audio, other] = [numbers.subarray(0, 192_000), numbers.subarray(192_000)]

t.test('every call style of an engine in this process', async t => {
  callStyleTests(t, styles, {
    make: () => numberedEngine(),
    audio, other, maxTaken: 3_000_000,
    hanging: () => new FlakyEngine(numberedEngine(), [{ open: 'hang' }]),
    stalled: () => new FlakyEngine(numberedEngine(), [{ room: new Promise(() => {}) }]),
    broken: () => new FlakyEngine(numberedEngine(), [{ at: 48_000, heard: true }]),
  })
})

t.test('every call style of the cloud', async t => {
  const services = await delayedServices(t, [
    [], [{ type: 'slow-start', ms: 'never', times: Infinity }], [{ type: 'stall', frames: 1, times: Infinity }],
    [{ type: 'task-failed', at: 20, code: 'InternalError', message: 'oops', times: Infinity }],
  ])
  const limiter = rateLimiter({ startsPerSecond: 1000 })
  const [well, late, stalled, broken] = services.map(({ url, apiKey }) =>
    dashscope({ baseUrl: url, apiKey, rateLimiter: limiter, idleTimeout: 0, resume: false }))
  callStyleTests(t, styles, {
    make: () => well!, hanging: () => late!, stalled: () => stalled!, broken: () => broken!,
    audio, other, maxTaken: 16_000_000,
  })
})

t.test('every call style of the embedded engine', async t => {
  const contract: CallStyleContract = {
    make: () => pocketsphinx({ accuracy: 'fast', maxSentenceSilence: 200 }), audio: twoSentences, other: twoSentences,
  }
  callStyleTests(t, styles, contract, ['reports the results of the engine in order, then its end once'])
  callStyleTests(t, [iterator, observable], contract, ['can be left early, and then reports nothing more'])
})
