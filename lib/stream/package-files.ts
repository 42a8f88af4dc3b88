import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { failure } from '../errors.js'

/**
 * URL of a file beside a module of this package, for a thread. In a bundle `import.meta.url` is undefined, or that of
 * the bundle, beside which another file may have the name, or the path of the module on the machine that bundled it.
 *
 * Errors: STENO_BUNDLED when the module does not run from its own file.
 *
 * @param from `import.meta.url` of the module.
 * @param module Path of the module in the package, without extension.
 * @param file Name of the file.
 */
export function fileBeside(from: string | undefined, module: string, file: string): URL {
  const path = from?.split(/[?#]/, 1)[0] ?? ''
  const isOwnFile = /\.[jt]s$/.test(path) && path.slice(0, -3).endsWith(`/${module}`) && existsSync(new URL(path))
  if (!isOwnFile) throw failure('STENO_BUNDLED', { missing: `the file ${file} of \`${module}\`` })
  return new URL(file, path)
}

/**
 * Loads a CommonJS package that this package depends on.
 *
 * Errors: STENO_BUNDLED when it is not found from the module.
 *
 * @param from `import.meta.url` of the module.
 * @param name Name of the package, or of a file of it.
 */
export function requirePackage(from: string | undefined, name: string): unknown {
  const require = requireFrom(from, name)
  return require(name)
}

function requireFrom(from: string | undefined, name: string): NodeJS.Require {
  try {
    const require = createRequire(from!)
    require.resolve(name)
    return require
  } catch (cause) {
    throw failure('STENO_BUNDLED', { missing: `the package ${name.split('/')[0]!}` }, cause)
  }
}
