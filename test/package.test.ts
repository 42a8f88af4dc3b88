import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'

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

// The pipes are the script's own standard streams.
t.test('importing loads no native code, spawns nothing and holds nothing open', async t => {
  const script =
    doors.map(door => `await import('${door}')`).join(';')
    + `
    const { sharedObjects } = process.report.getReport()
    const native = sharedObjects.filter(name => /koffi|sphinx/.test(name))
    const open = process.getActiveResourcesInfo().filter(name => name !== 'PipeWrap')
    console.log(JSON.stringify([native, open]))`
  t.equal(await inProject(t.testdir(), ['--input-type=module', '-e', script]), '[[],[]]')
})

t.test('the command is executable JavaScript with a first line for the shell', async t => {
  t.match(readFileSync(join(ROOT, manifest.bin['stenopipe']!), 'utf8'), /^#!\/usr\/bin\/env node\n/)
})
