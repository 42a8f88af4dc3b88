import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { failure, StenopipeError } from '../../errors.js'
import type { Decoder } from './decoder.js'
import type { WorkerReply, WorkerRequest, WorkerOptions } from './messages.js'
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
  const createTranscriber = (): Transcriber => new Transcriber({
    decoder,
    hasSecondPass: options.secondPass !== undefined,
    maxSentenceSilence: options.maxSentenceSilence,
    emit: (sentence, isSentenceEnd) => { reply({ type: 'result', sentence, isSentenceEnd }) },
  })
  let transcriber = createTranscriber()
  port.on('message', (request: WorkerRequest) => {
    try {
      handle(request, transcriber)
      // Later audio belongs to another session.
      if (request.type === 'finish') transcriber = createTranscriber()
    } catch (error) {
      fail(error)
    }
  })
}

function handle(request: WorkerRequest, transcriber: Transcriber): void {
  if (request.type === 'close') end()
  else if (Atomics.load(closing, 0) === 1) return
  else if (request.type === 'finish') {
    transcriber.flush()
    reply({ type: 'finished' })
  } else {
    transcriber.push(request.samples)
    reply({ type: 'decoded', samples: request.samples.length })
  }
}

function fail(error: unknown): void {
  const detail = error instanceof Error ? error.message : String(error)
  const { code, message } = error instanceof StenopipeError ? error
    : failure('STENO_ENGINE_FAILED', { engine: ENGINE, detail })
  reply({ type: 'failed', code, message })
  end()
}

/** Frees the memory outside the JavaScript heap: ending the thread alone would leak it. */
function end(): void {
  decoder?.free()
  decoder = undefined
  // Deno has no `close()` here.
  if (typeof port.close === 'function') port.close()
  else process.exit()
}

function reply(message: WorkerReply): void {
  port.postMessage(message)
}
