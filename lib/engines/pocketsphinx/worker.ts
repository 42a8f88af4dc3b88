import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { failure, StenopipeError } from '../../errors.js'
import type { Decoder } from './decoder.js'
import type { Reply, Request, WorkerOptions } from './messages.js'
import { openDecoder } from './native.js'
import { ENGINE } from './settings.js'
import { Transcriber } from './transcriber.js'

const port = parentPort as MessagePort
const options = workerData as WorkerOptions
const closing = new Uint8Array(options.closing)
let decoder: Decoder | undefined

try {
  decoder = await openDecoder(options)
  serve(decoder)
  reply({ type: 'ready' })
} catch (error) {
  fail(error)
}

function serve(decoder: Decoder): void {
  const begin = (): Transcriber => new Transcriber({
    decoder,
    second: options.second !== undefined,
    maxSentenceSilence: options.maxSentenceSilence,
    emit: (sentence, isSentenceEnd) => { reply({ type: 'result', sentence, isSentenceEnd }) },
  })
  let transcriber = begin()
  port.on('message', (request: Request) => {
    try {
      handle(request, transcriber)
      // What comes after the end is another session's.
      if (request.type === 'finish') transcriber = begin()
    } catch (error) {
      fail(error)
    }
  })
}

function handle(request: Request, transcriber: Transcriber): void {
  if (request.type === 'close') end()
  else if (Atomics.load(closing, 0) === 1) return
  else if (request.type === 'finish') {
    transcriber.flush()
    reply({ type: 'finished' })
  } else {
    transcriber.push(request.samples)
    reply({ type: 'taken', samples: request.samples.length })
  }
}

function fail(error: unknown): void {
  const known = error instanceof StenopipeError ? error
    : failure('STENO_ENGINE_FAILED', { engine: ENGINE, detail: error instanceof Error ? error.message : String(error) })
  reply({ type: 'failed', code: known.code, message: known.message })
  end()
}

/** Gives back what lies outside the JavaScript heap: ending the thread alone would leak it. */
function end(): void {
  decoder?.free()
  decoder = undefined
  port.close()
}

function reply(message: Reply): void {
  port.postMessage(message)
}
