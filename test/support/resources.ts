/** Kinds of handles that keep the process alive, a name for each: sockets, timers of the system, workers, children. */
export function resources(): string[] {
  // Writes are those of the reporter.
  return process.getActiveResourcesInfo().filter(name => !/^(Immediate|Timeout|.*WriteWrap)$/.test(name)).sort()
}

/** Whether some kind is there more often than before. */
export function more(now: readonly string[], before: readonly string[]): boolean {
  const count = (names: readonly string[], name: string): number => names.filter(other => other === name).length
  return now.some(name => count(now, name) > count(before, name))
}

/** Waits until something holds, so many ms at most: what ends at the other end of a link takes a moment. */
export async function comesTrue(holds: () => boolean, most = 2000): Promise<void> {
  for (let waited = 0; waited < most && !holds(); waited += 10) await new Promise(resolve => setTimeout(resolve, 10))
}
