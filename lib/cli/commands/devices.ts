import { type Device, listDevices } from '../../audio/microphone/devices.js'
import type { Arguments } from '../options/arguments.js'
import { columnsOf } from '../terminal/captions.js'
import { printError, printLine, printUsageError } from '../terminal/print.js'

/** The command `devices`. Returns the exit status. */
export async function devices({ command, values, problems }: Arguments): Promise<number> {
  if (problems.length > 0) return printUsageError(command, problems)
  try {
    const found = await listDevices()
    if (values.json) console.log(JSON.stringify(found, null, 2))
    else if (found.length > 0) console.log(table(found))
    else printLine('stenopipe: no inputs found; connect a microphone')
    return found.length > 0 ? 0 : 1
  } catch (error) {
    return printError(error)
  }
}

/** The default input is marked with a star. */
function table(found: readonly Device[]): string {
  const width = Math.max(...found.map(({ label }) => columnsOf(label)))
  return found.map(({ id, label, isDefault, isMonitor }) => {
    const padding = ' '.repeat(width - columnsOf(label))
    return `${isDefault ? '*' : ' '} ${label}${padding}  ${id}${isMonitor ? '  (monitor of an output)' : ''}`
  }).join('\n')
}
