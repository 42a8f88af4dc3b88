import { PassThrough, Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import {
  concatMap,
  defer,
  EMPTY,
  from,
  interval,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  of,
  retry,
  Subject,
  take,
  takeUntil,
  throwError,
  toArray,
} from 'rxjs'
import t from 'tap'
import { finals, Recognition, recognizeWith, streamCall } from '../../lib/rx/index.js'
import type { AudioSource } from '../../lib/rx/source.js'
import type { Engine } from '../../lib/engine/engine.js'
import { ScriptedEngine } from '../support/scripted-engine.js'
import { frames, heard, script, SECOND, service, until } from './support.js'

async function* generated(seconds: number): AsyncGenerator<Buffer> {
  yield* frames(seconds)
}

t.test('accepts every kind of audio source', async t => {
  const sources: Record<string, () => AudioSource> = {
    Observable: () => from(frames(3)),
    'Observable of another library': () => ({ [Symbol.observable ?? '@@observable']: () => from(frames(3)) }) as never,
    'async iterable': () => generated(3),
    array: () => frames(3),
    ReadableStream: () => ReadableStream.from(generated(3)),
    Readable: () => Readable.from(frames(3)),
    'byte stream': () => new PassThrough().end(Buffer.alloc(3 * SECOND)),
    'Observable of chunks': () => from(frames(3)).pipe(map((data, i) => ({ data, start: i * 100, duration: 100 }))),
  }
  for (const [name, source] of Object.entries(sources)) {
    t.same(await heard(streamCall({ engine: new ScriptedEngine(script) }, source())), ['one two', 'three four'], name)
  }
})

t.test('times are those of the chunks', async t => {
  const chunks = frames(3).map((data, i) => ({ data, start: 60_000 + i * 100, duration: 100 }))
  for (const audio of [chunks, from(chunks)]) {
    const results = await lastValueFrom(
      streamCall({ engine: new ScriptedEngine(script) }, audio).pipe(finals(), toArray()),
    )
    t.same(results.map(({ sentence }) => sentence.beginTime), [60_100, 61_500])
  }
})

t.test('is cold: each subscription opens a session of its own', async t => {
  const engine = new ScriptedEngine(script)
  const results = streamCall({ engine }, from(frames(3)))
  // Another session is open and over meanwhile.
  await heard(streamCall({ engine: new ScriptedEngine(script) }, from(frames(3))))
  t.equal(engine.opened, 0)
  t.same(await Promise.all([heard(results), heard(results)]), [['one two', 'three four'], ['one two', 'three four']])
  t.same([engine.opened, engine.closed], [2, 2], 'nothing is left when it completes')
})

t.test('marks the first result of each sentence', async t => {
  const results = await lastValueFrom(
    streamCall({ engine: new ScriptedEngine(script) }, from(frames(3))).pipe(toArray()),
  )
  t.same(results.map(({ isSentenceBegin }) => isSentenceBegin), [true, false, false, true, false, false])
})

t.test('unsubscribing closes the session and the source, whatever it is', async t => {
  let unsubscribed = 0
  let returned = 0
  let cancelled = 0
  const readable = new PassThrough()
  async function* endless(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        yield Buffer.alloc(3200)
        await new Promise(setImmediate)
      }
    } finally {
      returned++
    }
  }
  const sources: AudioSource[] = [
    new Observable<Buffer>(() => () => { unsubscribed++ }), endless(), readable,
    new ReadableStream<Uint8Array>({ cancel() { cancelled++ } }),
  ]
  for (const source of sources) {
    const engine = new ScriptedEngine(script)
    const subscription = streamCall({ engine }, source).subscribe(() => { t.fail('after unsubscribing') })
    await until(() => engine.opened === 1)
    subscription.unsubscribe()
    await until(() => engine.closed === 1)
  }
  await until(() => returned === 1 && cancelled === 1 && readable.destroyed)
  t.same([unsubscribed, returned, cancelled], [1, 1, 1])
})

t.test('unsubscribing while the session opens aborts the opening', async t => {
  const engine = new ScriptedEngine(script, { open: 'hang' })
  let opening: Promise<unknown> | undefined
  const watched: Engine = {
    name: engine.name, capabilities: engine.capabilities,
    open(options) {
      const session = engine.open(options)
      opening = session
      return session
    },
  }
  const stop = new Subject<void>()
  const over = lastValueFrom(streamCall({ engine: watched }, NEVER).pipe(takeUntil(stop)), { defaultValue: 'nothing' })
  await until(() => opening !== undefined)
  stop.next()
  t.equal(await over, 'nothing')
  await t.rejects(opening!, 'the opening is aborted')
})

t.test('an error of the source comes once, and closes the session', async t => {
  for (const source of [
    throwError(() => new Error('unplugged')),
    Readable.from(
      (async function* () {
        throw new Error('unplugged')
      })(),
    ),
  ]) {
    const engine = new ScriptedEngine(script)
    const seen: unknown[] = []
    await new Promise<void>(resolve => {
      streamCall({ engine }, source as AudioSource).subscribe({
        next: () => seen.push('next'),
        complete: () => seen.push('complete'),
        error: (error: Error) => {
          seen.push(error.message)
          resolve()
        },
      })
    })
    await until(() => engine.opened === engine.closed)
    t.same(seen, ['unplugged'])
  }
})

t.test('an error of the session comes after what was recognised, and unsubscribes from the source', async t => {
  let unsubscribed = false
  const engine = new ScriptedEngine(script, { breakAt: 1200 })
  const source = new Observable<Buffer>(subscriber => {
    for (const frame of frames(2)) subscriber.next(frame)
    return () => { unsubscribed = true }
  })
  const seen: string[] = []
  await new Promise<void>(resolve => {
    streamCall({ engine }, source).pipe(finals()).subscribe({
      next: ({ sentence }) => { seen.push(sentence.text) },
      error: ({ code }: { code: string }) => {
        seen.push(code)
        resolve()
      },
    })
  })
  t.same(seen, ['one two', 'STENO_ENGINE_FAILED'])
  t.equal(unsubscribed, true)
})

t.test('retry() opens a new session and subscribes to the source again', async t => {
  const engines = [
    new ScriptedEngine(script, { open: 'fail' }),
    new ScriptedEngine(script, { breakAt: 500 }),
    new ScriptedEngine(script),
  ]
  let tries = 0
  const engine: Engine = { ...engines[0]!, open: options => engines[tries++]!.open(options) }
  t.same(await heard(streamCall({ engine }, from(frames(3))).pipe(retry(3))), ['one two', 'three four'])
  t.same([tries, ...engines.map(({ opened, closed }) => opened - closed)], [3, 0, 0, 0])
})

t.test('a stream can be read once; defer() creates a new one', async t => {
  const engine = new ScriptedEngine(script)
  const used = Readable.from(frames(3))
  t.same(await heard(streamCall({ engine }, used)), ['one two', 'three four'])
  await t.rejects(heard(streamCall({ engine }, used)), {
    code: 'STENO_BAD_OPTION',
    message: /`audio` must be a stream that has not been read/,
  })
  const locked = ReadableStream.from(frames(1))
  locked.getReader()
  await t.rejects(heard(streamCall({ engine }, locked)), { code: 'ERR_INVALID_STATE' })
  const again = defer(() => streamCall({ engine }, Readable.from(frames(3))))
  t.same(await heard(of(1, 2).pipe(concatMap(() => again))), ['one two', 'three four', 'one two', 'three four'])
  await until(() => engine.opened === engine.closed)
})

t.test('reports delays and id of the subscription that was started last', async t => {
  const { emulator, param } = await service(t)
  const recognition = new Recognition({ ...param, interimResults: false })
  const results = recognition.streamCall({}, from(frames(4)))
  const numbers = (): unknown[] => [
    recognition.getLastRequestId(),
    recognition.getFirstPackageDelay(),
    recognition.getLastPackageDelay(),
  ]
  t.same(numbers(), [undefined, undefined, undefined])
  await heard(results)
  const [id, first, last] = numbers()
  t.equal(id, emulator.tasks[0]!.taskId)
  t.ok(Number.isInteger(first) && Number.isInteger(last), `${String(first)} and ${String(last)} ms`)
  const subscription = results.subscribe()
  t.same(numbers(), [undefined, undefined, undefined], 'a new one has none yet')
  subscription.unsubscribe()
})

t.test('recognizeWith() is the same as an operator', async t => {
  const audio = interval(0).pipe(take(30), map(() => Buffer.alloc(3200)))
  t.same(await heard(audio.pipe(recognizeWith({ engine: new ScriptedEngine(script) }))), ['one two', 'three four'])
  t.throws(() => EMPTY.pipe(recognizeWith({ maxBuffer: 1 })), { code: 'STENO_BAD_OPTION', message: /`maxBuffer`/ })
})

t.test('an AbortSignal ends it with an AbortError', async t => {
  const abort = new AbortController()
  const engine = new ScriptedEngine(script)
  const over = heard(streamCall({ engine, signal: abort.signal }, NEVER))
  await until(() => engine.opened === 1)
  abort.abort()
  await t.rejects(over, { name: 'AbortError' })
  t.equal(engine.closed, 1)
})

t.test('wrong options and sources are errors at once', async t => {
  const audio = { code: 'STENO_BAD_OPTION', message: /`audio` must be/ }
  for (const wrong of [undefined, null, 1, 'talk.mp3', Buffer.alloc(2), {}])
    t.throws(() => streamCall({}, wrong as never), audio)
  t.throws(() => streamCall({ backpressure: 'drop', format: 'mp3' }, NEVER), {
    code: 'STENO_BAD_OPTION',
    message: /`backpressure`.*encoded/,
  })
  t.throws(() => streamCall({ onDrop: 1 } as never, NEVER), { code: 'STENO_BAD_OPTION', message: /`onDrop`/ })
  t.throws(() => streamCall({ signal: {} } as never, NEVER), { code: 'STENO_BAD_OPTION', message: /`signal`/ })
  await t.rejects(heard(streamCall({ engine: new ScriptedEngine() }, of('text') as never)), {
    code: 'STENO_BAD_OPTION',
    message: /`chunk`/,
  })
})
