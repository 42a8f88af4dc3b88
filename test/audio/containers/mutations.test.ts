import t from 'tap'
import { faultsAt, mutated, originals } from './mutations.js'

/** Inputs per file; `bench/mutations.ts` runs more, with other seeds. */
const COUNT = 12

const files = originals(t.testdir({}))

t.test('files that are decoded in the process are read without faults', async t => {
  for (const [name, file] of Object.entries(files)) t.same(await faultsAt(file, 1), [], name)
})

for (const [name, file] of Object.entries(files)) {
  t.test(`decode() has one outcome for a damaged ${name}, wherever it is cut`, async t => {
    for (let seed = 1; seed <= COUNT; seed++) t.same(await faultsAt(mutated(file, seed), seed), [], `seed ${seed}`)
  })
}
