import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import ts from 'typescript'

const ROOT = new URL('..', import.meta.url).pathname
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>; bin: Record<string, string>; dependencies: Record<string, string>
}
const doors = Object.keys(manifest.exports)
  .filter(door => door !== './package.json')
  .map(door => `stenopipe${door.slice(1)}`)

/** Runs a script in a project that has the built package installed. */
async function inProject(directory: string, words: string[]): Promise<string> {
  mkdirSync(join(directory, 'node_modules'), { recursive: true })
  try {
    symlinkSync(ROOT, join(directory, 'node_modules', 'stenopipe'))
  } catch { /* it is there already */ }
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    cwd: directory,
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  return stdout.trim()
}

t.test('every door can be imported and required, and both give the same names', async t => {
  const directory = t.testdir()
  for (const door of doors) {
    const imported = await inProject(directory, [
      '--input-type=module',
      '-e',
      `console.log(Object.keys(await import('${door}')).join())`,
    ])
    const required = await inProject(directory, [
      '-e',
      `console.log(Object.keys(require('${door}')).filter(k => k !== 'module.exports').join())`,
    ])
    t.ok(imported.length > 0, door)
    t.equal(required, imported, door)
  }
})

// The pipes are the script's own standard streams; requests, such as to close a module's file, end by themselves.
t.test('importing loads no native code, spawns nothing and holds nothing open', async t => {
  const script =
    doors.map(door => `await import('${door}')`).join(';')
    + `
    const { sharedObjects } = process.report.getReport()
    const native = sharedObjects.filter(name => /koffi|sphinx/.test(name))
    const open = process.getActiveResourcesInfo().filter(name => !/PipeWrap|Req$/.test(name))
    console.log(JSON.stringify([native, open]))`
  t.equal(await inProject(t.testdir(), ['--input-type=module', '-e', script]), '[[],[]]')
})

t.test('the command is executable JavaScript with a first line for the shell', async t => {
  t.match(readFileSync(join(ROOT, manifest.bin['stenopipe']!), 'utf8'), /^#!\/usr\/bin\/env node\n/)
})

t.test('no file names a source map, as the sources are not in the package', async t => {
  const files = ts.sys.readDirectory(join(ROOT, 'dist'), ['.js'])
  t.ok(files.some(path => path.endsWith('dist/index.js')))
  t.same(files.filter(path => readFileSync(path, 'utf8').includes('\n//# sourceMappingURL=')), [])
})

/** Paths of the files in the tarball. */
async function packed(): Promise<ReadonlySet<string>> {
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts']
  const { stdout } = await promisify(execFile)('npm', words, { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' } })
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }]
  return new Set(files.map(({ path }) => path))
}

t.test('the tarball has the guides and the examples, and nothing that is only for this repository', async t => {
  const files = await packed()
  const guides = ts.sys.readDirectory(join(ROOT, 'lib'), ['.md'])
  const examples = ts.sys.readDirectory(join(ROOT, 'test/examples'), ['.ts', '.md'])
  const beside = [...guides, ...examples].map(path => path.slice(ROOT.length))
  for (const path of ['lib/errors.md', 'test/examples/caption-file.ts']) t.ok(beside.includes(path), path)
  const atRoot = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'LICENSE', 'package.json']
  t.same([...files].filter(path => !path.startsWith('dist/')).sort(), [...atRoot, ...beside].sort())
})

t.test('every relative link of a guide in the tarball leads to a file in it', async t => {
  const files = await packed()
  for (const guide of [...files].filter(path => path.endsWith('.md'))) {
    const text = readFileSync(join(ROOT, guide), 'utf8').replaceAll(/```[\s\S]*?```/g, '')
    for (const [, link] of text.matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)) {
      if (/^[a-z]+:/.test(link!)) continue
      t.ok(files.has(normalize(join(dirname(guide), link!))), `${guide}: ${link!}`)
    }
  }
})
