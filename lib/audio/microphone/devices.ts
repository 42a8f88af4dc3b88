import { failure } from '../../errors.js'
import { type RecorderChoice, recordersFor } from './select-recorder.js'
import { inOrder, type Input } from './device-lists.js'
import type { RecorderName } from './recorder.js'

/** An input of the machine. */
export interface Device extends Input {
  /** What takes it by this id. */
  readonly recorder: RecorderName
}

/** Options of `listDevices()`. */
export interface ListDevicesOptions extends RecorderChoice {
  /** Aborts the listing. */
  readonly signal?: AbortSignal
}

/**
 * Lists what `micSource()` can record from: the default first, then microphones, then what the machine itself plays
 * (`isMonitor`), which is recorded only when it is asked for. Of several recorders the first that knows of any tells.
 *
 * Errors: STENO_BAD_OPTION, STENO_RECORDER_MISSING, STENO_RECORDER_FAILED when none of them can tell.
 *
 * @example
 * ```ts
 * import { devices, micSource } from 'stenopipe'
 *
 * for (const { id, label, isDefault } of await listDevices()) console.log(isDefault ? '*' : ' ', label, id)
 * const [call] = (await listDevices()).filter(device => device.isMonitor)
 * if (call) micSource({ device: call.id })
 * ```
 */
export async function listDevices({ signal = new AbortController().signal, ...choice }: ListDevicesOptions = {}): Promise<Device[]> {
  const said: string[] = []
  let isKnown = false
  for (const recorder of recordersFor(choice)) {
    try {
      const found = await recorder.inputs(signal)
      if (found.length > 0) return inOrder(found.map(input => ({ ...input, recorder: recorder.name })))
      isKnown = true
    } catch (error) {
      signal.throwIfAborted()
      said.push(`${recorder.name}: ${(error as Error).message}`)
    }
  }
  if (isKnown) return []
  throw failure('STENO_RECORDER_FAILED', { from: 'any device', detail: said.join('; ') })
}
