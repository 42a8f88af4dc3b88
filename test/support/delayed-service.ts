import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Test } from 'tap'
import { emulate, type EmulateOptions, type Emulator, numberedEngine } from '../../lib/testing/index.js'

/** Where an emulated service listens. */
export type Place = Pick<Emulator, 'url' | 'apiKey'>

/**
 * Services that hear numbers, one for each list of faults, in a process of their own: sockets counted in this one are
 * the client's.
 */
export async function delayedServices(
  t: Test,
  faults: readonly NonNullable<EmulateOptions['faults']>[],
): Promise<readonly Place[]> {
  const child = fork(new URL(import.meta.url), ['serve'], { serialization: 'advanced' })
  t.after(async () => {
    const gone = once(child, 'exit')
    child.disconnect()
    await gone
  })
  child.send(faults)
  const [places] = (await once(child, 'message')) as [readonly Place[]]
  return places
}

if (process.argv[2] === 'serve') {
  process.once('disconnect', () => process.exit())
  process.once('message', (faults: readonly NonNullable<EmulateOptions['faults']>[]) => {
    void Promise.all(faults.map(list => emulate({ engine: numberedEngine(), faults: list })))
      .then(services => process.send!(services.map(({ url, apiKey }) => ({ url, apiKey }))))
  })
}
