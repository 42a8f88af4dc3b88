import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { PvRecorder } from '@picovoice/pvrecorder-node'
import { PV_STATE, type PvReply, type PvRequest } from './pv-messages.js'

/** Number of samples per read: 20 ms. */
const FRAME_LENGTH = 320
const port = parentPort as MessagePort
const { device, state } = workerData as PvRequest
const flag = new Int32Array(state)

try {
  const { PvRecorder: Recorder } = await import('@picovoice/pvrecorder-node')
  if (device === undefined) reply({ type: 'inputs', labels: Recorder.getAvailableDevices() })
  else if (Atomics.compareExchange(flag, 0, PV_STATE.idle, PV_STATE.recording) === PV_STATE.idle) {
    record(new Recorder(FRAME_LENGTH, device))
  }
} catch (error) {
  reply({ type: 'failed', detail: (error as Error).message })
}

/** Blocks the thread, as reading does, until the state is `closing`. */
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

/** Next samples; undefined when none came within a second. PvRecorder reports that as an I/O error; more may follow. */
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
