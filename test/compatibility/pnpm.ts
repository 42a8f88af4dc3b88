import { join } from 'node:path'
import { newProject, nodeBinary, pnpms, run, tool } from './tools.js'

/** Checks that pnpm, which refuses install scripts, installs the package with and without the embedded engine. */
export function checkPnpm(tarball: string): ReadonlyMap<string, Promise<unknown>> {
  return new Map(Object.keys(pnpms).map(version => [`pnpm ${version} installs`, install(version, tarball)]))
}

async function install(version: string, tarball: string): Promise<void> {
  const project = newProject(`pnpm-${version}`)
  // pnpm 11 needs a newer Node.js than stenopipe.
  const node = nodeBinary('24')
  const pnpm = (...words: string[]): Promise<string> => run(
    node, [tool(`pnpm-${version}`, 'bin/pnpm.mjs'), ...words, '--store-dir', join(project, '../pnpm-store')], project,
    { CI: 'true' },
  )
  await pnpm('add', tarball)
  await pnpm('install', '--frozen-lockfile')
  await run(node, ['-e', "import('stenopipe').then(({ recognize }) => recognize.name)"], project)
  // The line of the README.
  await pnpm('add', tarball, 'koffi', '--allow-build=koffi')
  await run(node, ['-e', "import('koffi').then(({ default: koffi }) => koffi.load)"], project)
}
