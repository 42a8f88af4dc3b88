import { config, from, lastValueFrom, map, range, Subject, toArray } from 'rxjs'
import t from 'tap'
import { finals, Recognition, streamCall } from '../../lib/rx/index.js'
import type { Drop } from '../../lib/types.js'
import { ScriptedEngine } from '../support/scripted-engine.js'
import { frames, heard, script, until } from './support.js'

t.test('iterables are paused: no more is pulled than the session accepts', async t => {
  const engine = new ScriptedEngine(script)
  const open = engine.open.bind(engine)
  engine.open = async options => {
    const session = await open(options)
    session.write = () => {
      taken++
      return new Promise(() => {})
    }
    return session
  }
  let taken = 0
  let asked = 0
  async function* counted(): AsyncGenerator<Buffer> {
    for (;;) {
      asked++
      yield Buffer.alloc(3200)
    }
  }
  const subscription = streamCall({ engine }, counted()).subscribe()
  await until(() => taken > 0)
  // Other sessions open, take their audio and end meanwhile.
  for (let i = 0; i < 3; i++) await heard(streamCall({ engine: new ScriptedEngine(script) }, frames(3)))
  subscription.unsubscribe()
  t.ok(asked > 1 && asked < 25, `${asked} pieces`)
})

/** An engine that accepts its first audio only after `go()`. */
function slow(): { readonly engine: ScriptedEngine; readonly go: () => void } {
  const engine = new ScriptedEngine([[400, 'before'], [2000, 'after']])
  let go = (): void => {}
  const gate = new Promise<void>(resolve => { go = resolve })
  const open = engine.open.bind(engine)
  engine.open = async options => {
    const session = await open(options)
    const write = session.write.bind(session)
    session.write = async bytes => {
      await gate
      return write(bytes)
    }
    return session
  }
  return { engine, go }
}

t.test('an Observable that is too fast is an error by default, which says by how much', async t => {
  const { engine } = slow()
  await t.rejects(heard(streamCall({ engine, maxBuffer: 500 }, from(frames(3)))),
    { code: 'STENO_BACKPRESSURE_OVERFLOW', message: /600 ms.*`maxBuffer` of 500 ms/ })
})

t.test('an Observable that never pauses is unsubscribed from', async t => {
  let given = 0
  const endless = range(0, 1e9).pipe(map(() => {
    given++
    return Buffer.alloc(3200)
  }))
  await t.rejects(heard(streamCall({ engine: new ScriptedEngine(script), maxBuffer: 500 }, endless)), {
    code: 'STENO_BACKPRESSURE_OVERFLOW',
  })
  t.ok(given < 10, `${given} pieces`)
})

t.test('dropped audio is reported, and times stay right', async t => {
  for (const [backpressure, dropped] of [
    ['drop', { start: 600, duration: 2400 }],
    ['latest', { start: 100, duration: 2400 }],
  ] as const) {
    const { engine, go } = slow()
    const drops: Drop[] = []
    const recognition = new Recognition({ engine })
    const audio = new Subject<Buffer>()
    const param = {
      backpressure,
      maxBuffer: 500,
      onDrop: (drop: Drop) => {
        drops.push(drop)
      },
    }
    const over = lastValueFrom(recognition.streamCall(param, audio).pipe(finals(), toArray()))
    for (const frame of frames(3)) audio.next(frame)
    go()
    // All that waits has been taken when the next is.
    await until(() => engine.bytes === 6 * 3200)
    for (const frame of frames(2)) {
      audio.next(frame)
      await new Promise(setImmediate)
    }
    audio.complete()
    const results = await over
    const words = results.flatMap(({ sentence }) => sentence.words)
    t.same({ start: drops[0]!.start, duration: drops.reduce((sum, { duration }) => sum + duration, 0) }, dropped)
    t.equal(recognition.getDroppedDuration(), 2400)
    // The engine has heard 2400 ms less by then.
    t.same(
      words.map(({ text, beginTime }) => [text, beginTime]),
      [
        ['before', backpressure === 'drop' ? 400 : 2800],
        ['after', 4400],
      ],
    )
  }
})

t.test('an error of onDrop is reported as RxJS reports errors of subscribers', async t => {
  const thrown: unknown[] = []
  config.onUnhandledError = error => { thrown.push(error) }
  t.after(() => { config.onUnhandledError = null })
  const onDrop = (): void => { throw new Error('in onDrop') }
  await heard(
    streamCall({ engine: new ScriptedEngine(script), backpressure: 'drop', maxBuffer: 100, onDrop }, from(frames(3))),
  )
  // Behind the timers of all that was thrown.
  await new Promise(resolve => setTimeout(resolve))
  t.equal((thrown[0] as Error).message, 'in onDrop')
})

t.test('a drop does not split samples', async t => {
  const { engine, go } = slow()
  const audio = new Subject<Buffer>()
  const over = heard(streamCall({ engine, backpressure: 'drop', maxBuffer: 100 }, audio))
  for (let i = 0; i < 100; i++) audio.next(Buffer.alloc(1601))
  go()
  audio.complete()
  await over
  t.equal(engine.bytes % 2, 0)
})
