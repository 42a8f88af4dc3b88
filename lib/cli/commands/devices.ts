import { listDevices } from '../../audio/microphone/devices.js'
import { fault, say } from '../terminal/print.js'
import { columnsOf } from '../terminal/captions.js'

/** The command `devices`: what `live` can record from. @returns The exit status. */
export async function showDevices(json: boolean): Promise<number> {
  try {
    const found = await listDevices()
    const widest = Math.max(0, ...found.map(({ label }) => columnsOf(label)))
    const lines = found.map(({ id, label, isDefault, isMonitor }) =>
      `${isDefault ? '*' : ' '} ${label}${' '.repeat(widest - columnsOf(label))}  ${id}${isMonitor ? '  (what is played)' : ''}`)
    if (json) console.log(JSON.stringify(found, null, 2))
    else if (found.length > 0) console.log(lines.join('\n'))
    else say('stenopipe: there is nothing to record from; connect a microphone')
    return found.length > 0 ? 0 : 1
  } catch (error) {
    return fault(error)
  }
}
