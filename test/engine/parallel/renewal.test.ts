import t from 'tap'
import type { Engine, EngineSession, SessionOptions } from '../../../lib/engine/engine.js'
import { parallel } from '../../../lib/engine/parallel/parallel.js'
import type { RecognitionResult } from '../../../lib/types.js'
import { FlakyEngine } from '../../support/flaky-engine.js'
import {
  audioOf, collect, gate, heard, held, later, LIMITS, numbers, open, run, upTo,
} from '../../support/parallel-run.js'

/** An engine whose sessions take long to load, so that they are renewed. */
function loading(inner: Engine): {
  readonly engine: Engine
  readonly count: { opened: number; renewed: number; live: number }
} {
  const count = { opened: 0, renewed: 0, live: 0 }
  const begin = async (options: SessionOptions): Promise<EngineSession> => {
    count.live++
    const session = await inner.open(options)
    let open = true
    const close = async (): Promise<void> => {
      if (open) count.live--
      open = false
      await session.close()
    }
    const renew = async (next: SessionOptions): Promise<EngineSession> => {
      count.renewed++
      await close()
      return begin(next)
    }
    return {
      id: session.id,
      close,
      renew,
      write: audio => session.write(audio),
      finish: () => session.finish(),
      [Symbol.asyncIterator]: () => session[Symbol.asyncIterator](),
    }
  }
  return {
    count,
    engine: {
      name: inner.name,
      capabilities: inner.capabilities,
      open: options => {
        count.opened++
        return begin(options)
      },
    },
  }
}

t.test('loads no more sessions than run side by side: finished ones are renewed, and closed in the end', async t => {
  const { engine, count } = loading(numbers(1))
  t.same(heard(await run(parallel(engine, { sessions: 3, ...LIMITS }), audioOf(3000))), upTo(3000))
  t.ok(count.opened <= 3, `${count.opened} opened`)
  t.ok(count.renewed > 7, `${count.renewed} renewed`)
  t.equal(count.live, 0)
})

t.test('a session that waits to be renewed is closed with the others', async t => {
  const first = gate()
  const { engine, count } = loading(new FlakyEngine(numbers(), held([first])))
  const session = await open(parallel(engine, { sessions: 2, ...LIMITS }))
  const results: RecognitionResult[] = []
  const collected = collect(session, results).catch(() => {})
  await session.write(audioOf(1000))
  while (count.renewed === 0) await later()
  // The last part is the second session's, which waits for the rest of it; the first has nothing to do.
  first.open()
  while (heard(results).length < 500) await later()
  t.equal(count.live, 2)
  await session.close()
  await collected
  t.equal(count.live, 0)
})
