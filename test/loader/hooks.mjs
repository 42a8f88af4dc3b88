import { readFile } from 'node:fs/promises'

const root = new URL('../../', import.meta.url).href
const compiled = new URL('node_modules/.cache/compiled/', root)
const OURS = /^(lib|test|bench)\/.*\.[jt]s$/
const OWN_NAME = /^stenopipe((?:\/.*)?)$/
const MAP = /(?<=\n\/\/# sourceMappingURL=data:application\/json;base64,).*/

/** Path of a file of this project under its root; undefined for any other. */
function pathOf(url) {
  const path = url.startsWith(root) ? url.slice(root.length) : ''
  return OURS.test(path) ? path : undefined
}

/** Imports name the compiled file, `x.js`, for `x.ts`; examples import the package by its name. */
export async function resolve(specifier, context, next) {
  const [, entry] = OWN_NAME.exec(specifier) ?? []
  if (entry !== undefined && pathOf(context.parentURL ?? '')) {
    return { url: new URL(`lib${entry}/index.ts`, root).href, format: 'module', shortCircuit: true }
  }
  const url = /^(\.|\/|file:)/.test(specifier) ? new URL(specifier, context.parentURL ?? root).href : ''
  if (!pathOf(url)) return next(specifier, context)
  return { url: url.replace(/\.js$/, '.ts'), format: 'module', shortCircuit: true }
}

export async function load(url, context, next) {
  const path = pathOf(url)
  if (!path) return next(url, context)
  const code = await readFile(new URL(path.replace(/\.ts$/, '.js'), compiled), 'utf8').catch(cause => {
    throw new Error(`${path} is not compiled: npm run types`, { cause })
  })
  return { format: 'module', source: code.replace(MAP, map => inPlace(map, url)), shortCircuit: true }
}

/** Points a source map at the source file itself: the compiler writes a path relative to its output folder. */
function inPlace(map, url) {
  const fields = JSON.parse(Buffer.from(map, 'base64').toString())
  return Buffer.from(JSON.stringify({ ...fields, sources: [url] })).toString('base64')
}
