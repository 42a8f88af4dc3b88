/**
 * Damages files of every container that `decode()` reads in the process, by seed, and decodes each cut in two ways.
 * Counts foreign errors, hangs and outputs that depend on the cut; a crash ends it.
 *
 *     npm run bench bench/mutations.ts [inputs per file] [first seed]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultsAt, mutated, originals } from '../test/audio/containers/mutations.js'

const COUNT = Number(process.argv[2] ?? 100)
const FIRST = Number(process.argv[3] ?? Date.now() % 1e9)

const folder = mkdtempSync(join(tmpdir(), 'mutations-'))
const files = originals(folder)
rmSync(folder, { recursive: true })
let total = 0
for (const [name, file] of Object.entries(files)) {
  let count = 0
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    for (const fault of await faultsAt(mutated(file, seed), seed)) {
      count++
      console.log(`${name}, seed ${seed}: ${fault}`)
    }
  }
  total += count
  console.log(`${name.padEnd(18)} ${COUNT} inputs from seed ${FIRST}: ${count} faults (target: 0)`)
}
if (total > 0) process.exitCode = 1
