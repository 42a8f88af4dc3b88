import { checkBundles } from './bundles.js'
import { checkNodes } from './nodes.js'
import { checkPnpm } from './pnpm.js'
import { installTools, newProject, pack, run } from './tools.js'
import { checkTypes } from './typescripts.js'

// Installs the packed package as its users do, with other versions of their tools than those of this repository.

/** Results of the checks by name. */
type Checks = ReadonlyMap<string, Promise<unknown>>

const [tarball] = await Promise.all([pack(), installTools()])
const project = newProject('project')
await run('npm', ['install', '--no-audit', '--no-fund', tarball, 'rxjs@7'], project)

let failures = 0
// Two groups at a time.
await Promise.all([
  (async () => {
    await report(checkNodes(project))
    await report(checkBundles(project))
  })(),
  (async () => {
    await report(checkPnpm(tarball))
    await report(checkTypes(project))
  })(),
])
process.exitCode = failures > 0 ? 1 : 0

async function report(checks: Checks): Promise<void> {
  for (const [name, check] of checks) {
    const problem = await check.then(() => undefined, (error: unknown) => (error as Error).message)
    if (problem !== undefined) failures += 1
    process.stdout.write(problem === undefined ? `ok      ${name}\n` : `failed  ${name}\n${problem}\n`)
  }
}
