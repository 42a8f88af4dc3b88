import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { failure } from '../../errors.js'
import { ENGINE, INSTALL_MODEL } from './settings.js'

/** Directories in which packages install the model: Debian, Ubuntu and Fedora, a build from source, Homebrew. */
const DIRECTORIES = ['/usr/share', '/usr/local/share', '/opt/homebrew/share']
  .map(share => `${share}/pocketsphinx/model/en-us`)
/**
 * Files of a model, each with its signature: acoustic model, language model, dictionary. The library exits the whole
 * process when it is given other files.
 */
const FILES: Readonly<Record<string, RegExp>> = {
  'en-us/mdef': /^(BMDF|FDMB)/,
  'en-us.lm.bin': /^(Trie Language Model|Darpa Trigram LM|.{4}Darpa Trigram LM)/s,
  'cmudict-en-us.dict': /^\S+\s+\S/,
}
/** Bytes that contain a signature. */
const HEADER_BYTES = 64

/**
 * Finds the directory of the en-us model.
 *
 * Errors: STENO_MODEL_MISSING, which lists the directories searched.
 */
export async function findModel(modelDir?: string): Promise<string> {
  const directories = modelDir === undefined ? DIRECTORIES : [modelDir]
  for (const directory of directories) if (await isModel(directory)) return directory
  throw failure('STENO_MODEL_MISSING', { engine: ENGINE, looked: directories.join(', '), install: INSTALL_MODEL })
}

async function isModel(directory: string): Promise<boolean> {
  try {
    const headers = await Promise.all(Object.keys(FILES).map(file => readHeader(join(directory, file))))
    return Object.values(FILES).every((signature, i) => signature.test(headers[i]!))
  } catch {
    return false
  }
}

async function readHeader(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}
