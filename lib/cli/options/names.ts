import { installCommand, NPM_INSTALL } from './install.js'
import { type Flag, type FlagKey, flags } from './table.js'

/** Options and calls of the library that no flag sets, as users of the command line know them. */
const others: Readonly<Record<string, string>> = {
  url: 'INPUT',
  input: 'INPUT',
  ffmpegPath: 'PATH',
  modelDir: '--engine dashscope',
  'listDevices()': '`stenopipe devices`',
  'probe()': '`stenopipe probe`',
  'validate()': '`stenopipe models`',
}

const keys = Object.keys(flags) as FlagKey[]
const flagOfOption = new Map(
  keys.flatMap(key => ((flags[key] as Flag).options ?? [key]).map(option => [option, flagOf(key)] as const)),
)

/**
 * A flag as users write it.
 *
 * @example
 * ```ts
 * flagOf('maxLines') // '--max-lines'
 * ```
 */
export function flagOf(key: FlagKey): string {
  return `--${key.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}

/**
 * An option or a call of the library as users of the command line write it, in backticks where it has no other form.
 *
 * @example
 * ```ts
 * nameOf('maxCost') // '--max-cost'
 * nameOf('decode({ sampleRate: 8000 })') // '--sample-rate 8000'
 * ```
 */
export function nameOf(code: string): string {
  if (code.startsWith(NPM_INSTALL)) return `\`${installCommand(code.slice(NPM_INSTALL.length))}\``
  const other = others[code]
  if (other !== undefined) return other
  const setting = code.startsWith('decode({ ') ? code.slice('decode({ '.length, -' })'.length) : code
  const [option = '', value] = setting.split(': ')
  const flag = flagOfOption.get(option)
  if (flag === undefined) return `\`${code}\``
  return value === undefined ? flag : `${flag} ${value.replaceAll("'", '')}`
}
