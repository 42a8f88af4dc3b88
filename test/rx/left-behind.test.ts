import { Observable, take } from 'rxjs'
import t from 'tap'
import { streamCall } from '../../lib/rx/index.js'
import { numberedAudio, numberedEngine } from '../../lib/testing/index.js'
import { AudioSource } from '../support/audio-source.js'
import { comesTrue, more, resources } from '../support/resources.js'
import { EngineSpy } from '../support/engine-spy.js'

const audio = numberedAudio({ frames: 100 })

/** Frames without end that nobody can hold back; tells how many hold on to it. */
class Microphone extends Observable<Uint8Array> {
  held = 0

  constructor() {
    super(subscriber => {
      this.held++
      let at = 0
      const timer = setInterval(() => { subscriber.next(audio.subarray(at, at += 3200)) }, 1)
      return () => {
        this.held--
        clearInterval(timer)
      }
    })
  }
}

const listeners = (): number => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)

t.test('two hundred subscriptions that were left leave nothing behind', async t => {
  const engine = new EngineSpy(numberedEngine())
  const microphone = new Microphone()
  const sources: AudioSource[] = []
  const before = { resources: resources(), listeners: listeners() }
  for (let i = 0; i < 200; i++) {
    const source = i % 2 === 0 ? new AudioSource(audio, 'again') : microphone
    if (source instanceof AudioSource) sources.push(source)
    const results = [0, 1, 3, 5][i % 4]!
    const call = streamCall({ engine }, source)
    if (results === 0) call.subscribe().unsubscribe()
    else await call.pipe(take(results)).forEach(() => {})
  }
  const left = (): unknown => ({
    sessions: engine.opened - engine.closed, held: microphone.held, open: sources.filter(({ isOpen }) => isOpen).length,
    listeners: Math.max(0, listeners() - before.listeners), handles: more(resources(), before.resources),
  })
  const nothing = { sessions: 0, held: 0, open: 0, listeners: 0, handles: false }
  await comesTrue(() => JSON.stringify(left()) === JSON.stringify(nothing))
  t.same(left(), nothing)
  t.ok(engine.opened >= 150, 'those that waited for a result had a session')
})
