import { singleLine, toJsonText } from '../../text/safe-text.js'
import { type Device, listDevices } from '../../audio/microphone/devices.js'
import type { Arguments } from '../options/arguments.js'
import { columnsOf } from '../terminal/captions.js'
import { printError, printLine, printUsageError } from '../terminal/print.js'

/** The command `devices`. Returns the exit status. */
export async function devices({ command, values, problems }: Arguments): Promise<number> {
  if (problems.length > 0) return printUsageError(command, problems)
  try {
    const found = await listDevices()
    if (values.json) console.log(toJsonText(found, 2))
    else if (found.length > 0) console.log(table(found))
    else printLine('stenopipe: no inputs found; connect a microphone')
    return found.length > 0 ? 0 : 1
  } catch (error) {
    return printError(error)
  }
}

/** The default input is marked with a star. */
function table(found: readonly Device[]): string {
  const labels = found.map(({ label }) => singleLine(label))
  const width = Math.max(...labels.map(columnsOf))
  return found.map(({ id, isDefault, isMonitor }, i) => {
    const label = labels[i]!
    const padding = ' '.repeat(width - columnsOf(label))
    const kind = isMonitor ? '  (monitor of an output)' : ''
    return `${isDefault ? '*' : ' '} ${label}${padding}  ${singleLine(id)}${kind}`
  }).join('\n')
}
