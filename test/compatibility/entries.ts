import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './tools.js'

const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { exports: object }

/** Names by which users import the package. */
export const entries: readonly string[] = Object.keys(exports)
  .filter(name => name !== './package.json')
  .map(name => `stenopipe${name.slice(1)}`)
