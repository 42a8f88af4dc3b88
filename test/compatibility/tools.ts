import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Root of the repository. */
export const ROOT = new URL('../..', import.meta.url).pathname
/** Folder of the tools and of the projects that the checks create; kept between runs. */
const CACHE = join(ROOT, '.cache/compatibility')
const NODE_PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

/** Versions of the types of Node.js, the oldest supported first. */
export const nodeTypes: Readonly<Record<string, string>> = {
  20: '20.19.43', 22: '22.20.5', 24: '24.19.4', 25: '25.9.9', 26: '26.6.6',
}
/** Versions of TypeScript, the oldest supported first. */
export const typescripts: Readonly<Record<string, string>> = {
  5.4: '5.4.5', 5.9: '5.9.3', '6.0': '6.0.3', '7.0': '7.0.2',
}
/** Versions of Node.js: the oldest that `engines` admits, and the newest of each later line. */
export const nodes: Readonly<Record<string, string>> = {
  20: '20.19.0', 22: '22.12.0', 24: '24.21.0', 26: '26.12.1',
}
/** Versions of pnpm. */
export const pnpms: Readonly<Record<string, string>> = { 11: '11.28.10', 12: '12.20.0' }

/** Packages of the tools by the name of their folder; npm installs several versions side by side. */
const packages = {
  esbuild: '0.28.2',
  ...aliases('types', '@types/node', nodeTypes),
  ...aliases('typescript', 'typescript', typescripts),
  ...aliases('node', NODE_PACKAGE, nodes),
  ...aliases('pnpm', 'pnpm', pnpms),
}

function aliases(name: string, pkg: string, versions: Readonly<Record<string, string>>): Record<string, string> {
  const all = Object.entries(versions).map(([key, version]) => [`${name}-${key}`, `npm:${pkg}@${version}`])
  return Object.fromEntries(all) as Record<string, string>
}

/** Path of a file of a tool. */
export function tool(...path: string[]): string {
  return join(CACHE, 'tools/node_modules', ...path)
}

/** Path of a version of Node.js. */
export function nodeBinary(version: string): string {
  return tool(`node-${version}`, 'bin/node')
}

/** Installs the tools, unless they are there. */
export async function installTools(): Promise<void> {
  const directory = join(CACHE, 'tools')
  const manifest = JSON.stringify({ private: true, dependencies: packages })
  const marker = join(directory, 'installed.json')
  if (contentOf(marker) === manifest) return
  newDirectory('tools')
  writeFileSync(join(directory, 'package.json'), manifest)
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], directory)
  writeFileSync(marker, manifest)
}

/** Packs the built package. @returns The path of the tarball. */
export async function pack(): Promise<string> {
  const directory = newDirectory('tarball')
  const out = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', directory], ROOT)
  const [{ filename }] = JSON.parse(out) as [{ filename: string }]
  return join(directory, filename)
}

/** Creates an empty project. @returns Its folder. */
export function newProject(name: string): string {
  const directory = newDirectory(name)
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }))
  return directory
}

function newDirectory(name: string): string {
  const directory = join(CACHE, name)
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  return directory
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Runs a program. @returns Its standard output. Throws with its output when it fails. */
export function run(
  program: string, words: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env }, timeout: 300_000 }
    execFile(program, words, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${words.join(' ')}\n${stdout}${stderr}`, { cause: error }))
      else resolve(stdout)
    })
  })
}
