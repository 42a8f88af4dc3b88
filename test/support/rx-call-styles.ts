import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Subscription } from 'rxjs'
import { Recognition, streamCall } from '../../lib/rx/index.js'
import type { Ending, CallStyle } from '../contract/call-style.js'

/** `streamCall(param, audio).subscribe()`. */
export const observable: CallStyle = {
  name: 'RxJS', live: true, hasBackpressure: false, abort: 'nothing',
  run: ({ engine, audio, signal, read }) => new Promise(resolve => {
    const endings: Ending[] = []
    const subscription = new Subscription(() => {
      signal.removeEventListener('abort', leave)
      setImmediate(resolve, endings)
    })
    const leave = (): void => { subscription.unsubscribe() }
    signal.addEventListener('abort', leave)
    subscription.add(streamCall({ engine }, audio).subscribe({
      next: result => { if (read(result) === false) leave() },
      error: (error: Error) => {
        endings.push(error)
        leave()
      },
      complete: () => {
        endings.push('end')
        leave()
      },
    }))
  }),
}

/** `call(param, callback)`, `sendAudioFrame()`, `stop()`. */
export const callbacks: CallStyle = {
  name: 'callbacks', live: true, hasBackpressure: false, abort: 'nothing',
  async run({ engine, audio, signal, read }) {
    const endings: Ending[] = []
    const recognition = new Recognition()
    const source = Readable.from(audio)
    const leave = (): void => { recognition.getDuplexApi().cancel() }
    signal.addEventListener('abort', leave)
    let isOver = false
    const closed = new Promise<void>(resolve => {
      recognition.call({ engine }, {
        onEvent: result => { if (read(result) === false) leave() },
        onComplete: () => endings.push('end'),
        onError: error => endings.push(error),
        onClose: () => {
          isOver = true
          source.destroy()
          resolve()
        },
      })
    })
    try {
      for await (const frame of source) await recognition.sendAudioFrame(frame as Uint8Array).drained
      await recognition.stop()
    } catch (error) {
      // The end of the call was reported already.
      if (!isOver && source.errored === error) endings.push(error as Error)
      leave()
    }
    await closed
    signal.removeEventListener('abort', leave)
    return endings
  },
}

/** `await call(param, file)`. */
export const promise: CallStyle = {
  name: 'promise', live: false, hasBackpressure: false, abort: 'AbortError',
  async run({ engine, audio, signal, read }) {
    const folder = await mkdtemp(join(tmpdir(), 'stenopipe-'))
    const file = join(folder, 'audio.pcm')
    try {
      await writeFile(file, audio)
      const { requestId, sentences } = await new Recognition().call(
        { engine, signal, format: 'pcm', sampleRate: 16_000 },
        file,
      )
      for (const sentence of sentences) void read({ requestId, sentence, isSentenceEnd: true })
      return ['end']
    } catch (error) {
      return [error as Error]
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}
