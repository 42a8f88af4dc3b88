import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { entries } from './entries.js'
import { nodeBinary, nodes, run } from './tools.js'

/** Audio through the cloud engine to the emulator of the service and back: every frame once, as a caption. */
export const transcription = `
import { recognize, toText } from 'stenopipe'
import { emulate, numberedAudio, numberedEngine } from 'stenopipe/testing'
async function main() {
  const service = await emulate({ engine: numberedEngine() })
  const recognizer = recognize({ baseUrl: service.url, apiKey: service.apiKey })
  const text = recognizer.pipe(toText({ encoding: 'utf8' }))
  recognizer.end(numberedAudio({ frames: 50 }))
  let heard = ''
  for await (const part of text) heard += part
  await service.close()
  const numbers = heard.match(/\\d+/g).join()
  if (numbers !== Array.from({ length: 50 }, (_, i) => i + 1).join()) throw new Error(heard)
}
void main()
`

const imports = `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
for (const entry of ${JSON.stringify(entries)}) {
  const imported = Object.keys(await import(entry))
  const required = Object.keys(require(entry)).filter(name => name !== 'module.exports')
  if (imported.length === 0 || imported.join() !== required.join()) throw new Error(entry)
}
`

/** Checks that all entries load, by `import` and by `require()`, and that audio is recognised, on each Node.js. */
export function checkNodes(project: string): ReadonlyMap<string, Promise<unknown>> {
  writeFileSync(join(project, 'imports.mjs'), imports)
  writeFileSync(join(project, 'transcription.mjs'), transcription)
  const checks = Object.entries(nodes).map(([name, version]) =>
    [`Node.js ${version}`, load(nodeBinary(name), project)] as const)
  return new Map(checks)
}

async function load(node: string, project: string): Promise<void> {
  await run(node, ['imports.mjs'], project)
  await run(node, ['transcription.mjs'], project)
}
