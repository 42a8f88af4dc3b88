/**
 * What pipelines leave behind that are ended in the middle: by `destroy()` of a stage, by an AbortSignal at a stage
 * or at `pipeline()`, by an early `break` and by unsubscribing, at random moments (seeded): after so many outputs, or
 * after so many ms. When all stages are closed, counted are children of the process, its handles, open files, timers
 * and sessions, listeners of the process, its standard input and the signal, rejections and errors that nobody heard
 * and warnings. What was there before the run is the baseline; ended with 1 when anything is left.
 *
 * The embedded engine gets a fifth of the moments, since each takes seconds.
 *
 *     npm run bench bench/moments.ts [moments] [seed] [pipelines whose names begin so]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randoms } from '../test/contract/stage.js'
import { endAtMoments } from '../test/support/timing.js'
import { Pipelines } from '../test/support/pipelines.js'

const MOMENTS = Number(process.argv[2] ?? 200)
const random = randoms(Number(process.argv[3] ?? 1))
const ONLY = process.argv[4] ?? ''

const folder = mkdtempSync(join(tmpdir(), 'moments-'))
const pipelines = await Pipelines.open(folder)
let total = 0
console.log(
  `${'pipeline'.padEnd(32)}${'moments'.padStart(8)}${'over before'.padStart(13)}${'left over (target 0)'.padStart(22)}${'seconds'.padStart(9)}`,
)
for (const pipeline of pipelines.all.filter(({ name }) => name.startsWith(ONLY))) {
  const began = performance.now()
  const { name, moments, over, left } = await endAtMoments(
    pipeline,
    Math.ceil(pipeline.isSlow ? MOMENTS / 5 : MOMENTS),
    () => random() / 2 ** 32,
  )
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  total += left.length
  console.log(
    `${name.padEnd(32)}${String(moments).padStart(8)}${String(over).padStart(13)}${String(left.length).padStart(22)}${seconds.padStart(9)}`,
  )
  for (const what of left.slice(0, 10)) console.log(`  ${what}`)
}
await pipelines.close()
rmSync(folder, { recursive: true })
process.exitCode = total > 0 ? 1 : 0
