import { once } from 'node:events'
import { Duplex, Readable, Writable } from 'node:stream'
import { ReadableStream, type WritableStream } from 'node:stream/web'
import { recognize } from '../../lib/recognize/recognize.js'
import type { RecognitionResult } from '../../lib/types.js'
import type { Ending, CallStyle } from '../contract/call-style.js'

/** `source.pipe(recognize()).pipe(sink)`. */
export const pipe: CallStyle = {
  name: 'Duplex pipe', live: true, hasBackpressure: true, abort: 'AbortError',
  async run({ engine, audio, signal, read }) {
    const endings: Ending[] = []
    const recognizer = recognize({ engine, signal })
    const sink = new Writable({
      objectMode: true,
      write(result: RecognitionResult, _, done) {
        void Promise.resolve(read(result)).then(more => {
          if (!more) recognizer.destroy()
          else done()
        })
      },
    })
    recognizer.on('error', (error: Error) => endings.push(error))
    sink.on('finish', () => endings.push('end'))
    Readable.from(audio).pipe(recognizer).pipe(sink)
    await once(recognizer, 'close').catch(() => {})
    if (recognizer.readableEnded && !sink.writableFinished) await once(sink, 'finish')
    return endings
  },
}

/** `for await (const result of recognizer)`. */
export const iterator: CallStyle = {
  name: 'async iterator', live: true, hasBackpressure: true, abort: 'AbortError',
  async run({ engine, audio, signal, read }) {
    try {
      for await (const result of Readable.from(audio).pipe(recognize({ engine, signal }))) {
        if (!await read(result)) return []
      }
      return ['end']
    } catch (error) {
      return [error as Error]
    }
  },
}

interface Through {
  readonly readable: ReadableStream<RecognitionResult>
  readonly writable: WritableStream<Uint8Array>
}

/** `stream.pipeThrough(Duplex.toWeb(recognize()))`. */
export const web: CallStyle = {
  name: 'Web Streams', live: true, hasBackpressure: true, abort: 'AbortError',
  async run({ engine, audio, signal, read }) {
    // A signal of `pipeThrough()` would wait for a write that an engine does not take.
    const through = Duplex.toWeb(recognize({ engine, signal })) as Through
    const reader = ReadableStream.from(audio).pipeThrough(through).getReader()
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return ['end']
        if (await read(value)) continue
        await reader.cancel()
        return []
      }
    } catch (error) {
      return [error as Error]
    }
  },
}
