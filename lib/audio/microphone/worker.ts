import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { PvRecorder } from '@picovoice/pvrecorder-node'
import { PV_STATE, type PvReply, type PvRequest } from './pv-messages.js'

/** Samples that are read at a time: 20 ms. */
const FRAME = 320
const port = parentPort as MessagePort
const { device, state } = workerData as PvRequest
const flag = new Int32Array(state)

try {
  const { PvRecorder: Recorder } = await import('@picovoice/pvrecorder-node')
  if (device === undefined) reply({ type: 'inputs', labels: Recorder.getAvailableDevices() })
  else if (Atomics.compareExchange(flag, 0, PV_STATE.idle, PV_STATE.recording) === PV_STATE.idle) record(new Recorder(FRAME, device))
} catch (error) {
  reply({ type: 'failed', detail: (error as Error).message })
}

/** Holds the thread until it is told to close: reading blocks, which is why it is done here. */
function record(recorder: PvRecorder): void {
  try {
    recorder.start()
    while (Atomics.load(flag, 0) === PV_STATE.recording) {
      const buffer = read(recorder)
      if (buffer) port.postMessage({ type: 'samples', buffer } satisfies PvReply, [buffer])
    }
    recorder.stop()
  } finally {
    recorder.release()
  }
}

/** The next samples; undefined when none came within a second, which is what its I/O error means: it may yet wake up. */
function read(recorder: PvRecorder): ArrayBuffer | undefined {
  try {
    return recorder.readSync().buffer as ArrayBuffer
  } catch (error) {
    if ((error as Error).constructor.name === 'PvRecorderStatusIOError') return undefined
    throw error
  }
}

function reply(message: PvReply): void {
  port.postMessage(message)
}
