import t from 'tap'
import type { Engine, EngineSession } from '../../lib/engine/engine.js'
import { engineContract, numberedAudio, numberedEngine } from '../../lib/testing/index.js'
import type { RecognitionResult } from '../../lib/types.js'

const audio = numberedAudio({ frames: 150 })
const sampleRate = 16_000

/** The numbered engine with a fault in its sessions. */
function faulty(change: (session: EngineSession) => Partial<EngineSession>): Engine {
  const inner = numberedEngine()
  return {
    ...inner,
    async open(options) {
      const session = await inner.open(options)
      return {
        id: session.id,
        write: audio => session.write(audio),
        finish: () => session.finish(),
        close: () => session.close(),
        [Symbol.asyncIterator]: () => session[Symbol.asyncIterator](),
        ...change(session),
      }
    },
  }
}

function mapped(change: (result: RecognitionResult) => RecognitionResult): Engine {
  return faulty(session => ({
    async *[Symbol.asyncIterator]() {
      for await (const result of session) yield change(result)
    },
  }))
}

const withSentence = (result: RecognitionResult, sentence: Partial<RecognitionResult['sentence']>): RecognitionResult =>
  ({ ...result, sentence: { ...result.sentence, ...sentence } })

/** Engines, each with a fault, by a word of the title of the check that finds it. */
const faults: Readonly<Record<string, Engine>> = {
  'one final': mapped(result => withSentence(result, { sentenceId: 1 })),
  'whole ms': mapped(result => withSentence(result, { beginTime: result.sentence.beginTime + 0.5 })),
  'punctuation of their own': mapped(result => withSentence(result, { text: `${result.sentence.text}!` })),
  'interims if': { ...numberedEngine(), capabilities: { ...numberedEngine().capabilities, interimResults: false } },
  'refused after finish()': faulty(session => ({
    async write(audio) {
      await Promise.resolve().then(() => session.write(audio)).catch(() => {})
    },
  })),
  'STENO_INVALID_STATE': faulty(session => {
    let isWriting = false
    return {
      async write(audio) {
        if (isWriting) throw new Error('busy')
        isWriting = true
        await new Promise(resolve => { setImmediate(resolve) })
        await session.write(audio)
        isWriting = false
      },
    }
  }),
  'once the write has completed': faulty(session => ({
    write(audio) {
      setImmediate(() => { void session.write(audio) })
    },
    finish: () => new Promise((resolve, reject) => {
      setImmediate(() => { session.finish().then(resolve, reject) })
    }),
  })),
}

t.test('an engine without a fault passes every check', async t => {
  for (const { title, run } of engineContract({ make: () => numberedEngine(), audio, sampleRate })) {
    await t.resolves(run(), title)
  }
})

for (const [name, engine] of Object.entries(faults)) {
  t.test(`the check "${name}" fails for an engine with that fault`, async t => {
    const check = engineContract({ make: () => engine, audio, sampleRate }).find(({ title }) => title.includes(name))
    await t.rejects(check!.run(), { name: 'AssertionError' })
  })
}

t.test('a resource that stays is a leak, by a list of the caller\'s own', async t => {
  let opened = 0
  const engine = faulty(() => {
    opened++
    return {}
  })
  const resources = (): string[] => Array<string>(opened).fill('model')
  const checks = engineContract({ make: () => engine, audio, sampleRate, resources })
  await t.rejects(checks.find(({ title }) => title.includes('resources'))!.run(), { name: 'AssertionError' })
})
