import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { failure } from '../../errors.js'
import { ENGINE, INSTALL_MODEL } from './settings.js'

/** Where packages put the en-us model: Debian, Ubuntu and Fedora, a build from source, Homebrew. */
const PLACES = ['/usr/share', '/usr/local/share', '/opt/homebrew/share'].map(share => `${share}/pocketsphinx/model/en-us`)
/**
 * What a model directory must hold, and how each file begins: acoustic model, language model, dictionary. The library
 * ends the whole process when it is given something else.
 */
const PARTS: Readonly<Record<string, RegExp>> = {
  'en-us/mdef': /^(BMDF|FDMB)/,
  'en-us.lm.bin': /^(Trie Language Model|Darpa Trigram LM|.{4}Darpa Trigram LM)/s,
  'cmudict-en-us.dict': /^\S+\s+\S/,
}
const HEAD_BYTES = 64

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
    const heads = await Promise.all(Object.keys(PARTS).map(part => headOf(join(directory, part))))
    return Object.values(PARTS).every((form, i) => form.test(heads[i] as string))
  } catch {
    return false
  }
}

async function headOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}
