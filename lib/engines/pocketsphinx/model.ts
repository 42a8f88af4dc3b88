import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { failure } from '../../errors.js'
import { ENGINE, INSTALL_MODEL } from './settings.js'

/** Where packages put the en-us model: Debian, Ubuntu and Fedora, a build from source, Homebrew. */
const PLACES = ['/usr/share', '/usr/local/share', '/opt/homebrew/share'].map(share => `${share}/pocketsphinx/model/en-us`)
/** What a model directory must hold: acoustic model, language model, dictionary. */
const PARTS = ['en-us/mdef', 'en-us.lm.bin', 'cmudict-en-us.dict']

/**
 * Finds the directory of the en-us model.
 *
 * Errors: STENO_MODEL_MISSING names the places that were looked at.
 */
export async function findModel(modelDir?: string): Promise<string> {
  const places = modelDir === undefined ? PLACES : [modelDir]
  for (const place of places) if (await isModel(place)) return place
  throw failure('STENO_MODEL_MISSING', { engine: ENGINE, looked: places.join(', '), install: INSTALL_MODEL })
}

async function isModel(directory: string): Promise<boolean> {
  try {
    await Promise.all(PARTS.map(part => access(join(directory, part))))
    return true
  } catch {
    return false
  }
}
