import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entries } from './entries.js'
import { transcription } from './nodes.js'
import { run, tool } from './tools.js'

/** Error codes of what needs a thread or a package of its own. */
const refusals = `
import { encode, recognize } from 'stenopipe'
import { pocketsphinx } from 'stenopipe/engines/pocketsphinx'
for (const stage of [encode(), recognize({ engine: pocketsphinx() })]) {
  stage.on('error', ({ code, retryable }) => { console.log(code, retryable) }).resume().end(Buffer.alloc(32000))
}
`

/** Checks that esbuild bundles every entry, and that a bundle runs or says why it cannot. */
export function checkBundles(project: string): ReadonlyMap<string, Promise<unknown>> {
  const programs = new Map([['refusals', refusals], ['transcription', transcription]])
  for (const entry of entries) {
    const code = `import * as entry from '${entry}'\nif (Object.keys(entry).length === 0) throw new Error('empty')`
    programs.set(entry.replaceAll('/', '-'), code)
  }
  for (const [name, code] of programs) writeFileSync(join(project, `${name}.mjs`), code)
  const names = [...programs.keys()]
  return new Map(['esm', 'cjs'].map(format => [`esbuild, ${format}`, bundle(project, names, format)]))
}

async function bundle(project: string, names: readonly string[], format: string): Promise<void> {
  // Outside the project, so that nothing is found that is not in the bundle.
  const directory = mkdtempSync(join(tmpdir(), 'stenopipe-bundle-'))
  const extension = format === 'esm' ? 'mjs' : 'cjs'
  // CommonJS packages in a bundle of ESM need `require`.
  const banner = 'import { createRequire as of } from "node:module"; const require = of(import.meta.url);'
  try {
    await run(process.execPath, [
      tool('esbuild/bin/esbuild'), ...names.map(name => `${name}.mjs`), '--bundle', '--platform=node',
      `--format=${format}`, `--outdir=${directory}`, `--out-extension:.js=.${extension}`, '--log-level=warning',
      ...(format === 'esm' ? [`--banner:js=${banner}`] : []),
    ], project)
    for (const name of names) {
      const out = await run(process.execPath, [`${name}.${extension}`], directory)
      const expected = name === 'refusals' ? 'STENO_BUNDLED false\nSTENO_BUNDLED false\n' : ''
      if (out !== expected) throw new Error(`${name}.${extension} printed\n${out}`)
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}
