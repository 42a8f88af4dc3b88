import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Kinds of handles that keep the process alive, a name for each: sockets, timers of the system, workers, children. */
export function resources(): string[] {
  // Writes are those of the reporter.
  return process.getActiveResourcesInfo().filter(name => !/^(Immediate|Timeout|.*WriteWrap)$/.test(name)).sort()
}

/** Timers that keep the process alive. */
export function timers(): number {
  return process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
}

/**
 * What this process has open, a name for each: paths of files, and sockets and pipes by kind. Nothing where there is no
 * /proc.
 */
export function openFiles(): string[] {
  return entries('/proc/self/fd').flatMap(fd => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`).replace(/:\[\d+\]$/, '')]
    } catch {
      // That of the list itself.
      return []
    }
  }).sort()
}

/** Children of this process that have not gone, by name, those included that nobody has asked how they ended. */
export function children(): string[] {
  return entries('/proc').filter(name => /^\d+$/.test(name)).flatMap(pid => {
    try {
      const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))!
      return Number(parent) === process.pid ? [name!] : []
    } catch {
      return []
    }
  }).sort()
}

/** How many listen to an emitter, whatever for. */
export function listeners(emitter: Pick<NodeJS.EventEmitter, 'eventNames' | 'listenerCount'>): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0)
}

/** Whether some kind is there more often than before. */
export function more(now: readonly string[], before: readonly string[]): boolean {
  return excess(now, before).length > 0
}

/** The kinds that are there more often than before. */
export function excess(now: readonly string[], before: readonly string[]): string[] {
  const count = (names: readonly string[], name: string): number => names.filter(other => other === name).length
  return [...new Set(now)].filter(name => count(now, name) > count(before, name))
}

/** Waits until a condition is true, at most for a time in ms: the other end of a connection takes a moment to close. */
export async function comesTrue(holds: () => boolean, timeout = 20_000): Promise<void> {
  for (let waited = 0; waited < timeout && !holds(); waited += 10) await new Promise(resolve => setTimeout(resolve, 10))
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
