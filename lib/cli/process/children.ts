import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'

/** Ends every child of this process when it exits, however it does so: a stalled download would never end by itself. */
export function endChildrenOnExit(): void {
  const children = new Set<ChildProcess>()
  subscribe('child_process', message => {
    const { process: child } = message as { readonly process: ChildProcess }
    children.add(child)
    child.once('exit', () => { children.delete(child) })
  })
  process.on('exit', () => {
    for (const child of children) end(child)
  })
}

function end(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined) return
  if (child.spawnfile === process.execPath) {
    // This program again, which ends its own children.
    child.kill('SIGTERM')
    return
  }
  child.kill('SIGKILL')
  try {
    // A child that leads a process group may be a script with children of its own.
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It leads none.
  }
}
