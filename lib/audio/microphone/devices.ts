import { failure } from '../../errors.js'
import { checkKnown } from '../../option-checks.js'
import { type InputDevice, sortInputs } from './device-lists.js'
import type { RecorderName } from './recorder.js'
import { type RecorderOptions, recorderOptions, selectRecorders } from './select-recorder.js'

/** Input device of the machine. */
export interface Device extends InputDevice {
  /** Recorder that knows the device by this id. */
  readonly recorder: RecorderName
}

/** Options of `listDevices()`. */
export interface ListDevicesOptions extends RecorderOptions {
  /** Ends the child processes that list the devices, and rejects. */
  readonly signal?: AbortSignal
}

/**
 * Lists the devices that `micSource()` can record from: the default first, then microphones, then monitors of the
 * output of the machine (`isMonitor`), which are recorded only when they are named. Of several recorders, the first
 * that finds a device is used.
 *
 * Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION, STENO_RECORDER_MISSING, STENO_RECORDER_FAILED when every recorder
 * failed.
 *
 * @example
 * ```ts
 * import { listDevices, micSource } from 'stenopipe'
 *
 * for (const { id, label, isDefault } of await listDevices()) console.log(isDefault ? '*' : ' ', label, id)
 * const [call] = (await listDevices()).filter(device => device.isMonitor)
 * if (call) micSource({ device: call.id })
 * ```
 */
export async function listDevices(options: ListDevicesOptions = {}): Promise<Device[]> {
  const { signal = new AbortController().signal, ...recorders } = options
  checkKnown('listDevices()', recorders, ['signal'], recorderOptions)
  const problems: string[] = []
  let isListed = false
  for (const recorder of selectRecorders(recorders)) {
    try {
      const inputs = await recorder.listInputs(signal)
      if (inputs.length > 0) return sortInputs(inputs.map(input => ({ ...input, recorder: recorder.name })))
      isListed = true
    } catch (error) {
      signal.throwIfAborted()
      problems.push(`${recorder.name}: ${(error as Error).message}`)
    }
  }
  if (isListed) return []
  throw failure('STENO_RECORDER_FAILED', { from: 'any device', detail: problems.join('; ') })
}
