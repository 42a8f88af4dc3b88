import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Start of a command that installs a package. */
export const NPM_INSTALL = 'npm install '

/** Command that installs a package where this program finds it. */
export function installCommand(name: string, isGlobal = isInstalledGlobally()): string {
  return `${NPM_INSTALL}${isGlobal ? '-g ' : ''}${name}`
}

/** True when the package was installed with `npm install -g`: no project has the folder `node_modules` around it. */
export function isInstalledGlobally(file = fileURLToPath(import.meta.url)): boolean {
  const [, before] = /^(.*?)[\\/]node_modules[\\/]/.exec(file) ?? []
  return before !== undefined && !existsSync(`${before}/package.json`)
}
