import { failure } from '../errors.js'
import type { Engine } from '../recognize/engine.js'
import type { Settings } from './arguments.js'

type Opener = (settings: Pick<Settings, 'accuracy'>) => Promise<Engine>

/** Every engine by the name it has on the command line, loaded when chosen. */
const engines: Readonly<Record<string, Opener>> = {
  async pocketsphinx({ accuracy = 'thorough' }) {
    const { pocketsphinx } = await import('../engines/pocketsphinx/index.js')
    return pocketsphinx({ accuracy: accuracy as 'thorough' })
  },
}

/** Makes the engine of that name. Errors: STENO_ENGINE_UNKNOWN. */
export async function chooseEngine(settings: Pick<Settings, 'engine' | 'accuracy'>): Promise<Engine> {
  const open = Object.hasOwn(engines, settings.engine) ? engines[settings.engine] : undefined
  if (!open) throw failure('STENO_ENGINE_UNKNOWN', { engine: settings.engine, known: Object.keys(engines).join(', ') })
  return open(settings)
}
