import { parseArgs } from 'node:util'
import { distance } from '../../option-checks.js'
import { type Command, type CommandName, commands } from './commands.js'
import { flagOf } from './names.js'
import { type Flag, type FlagKey, flags, type FlagValues } from './table.js'

/** Arguments of a command. */
export interface Arguments {
  readonly command: CommandName
  /** Values of the flags that are valid. */
  readonly values: FlagValues
  /** Words that are no flags, such as the input. */
  readonly operands: readonly string[]
  /** Text of each flag as it was given; empty for switches. */
  readonly texts: ReadonlyMap<FlagKey, string>
  /** Everything that is wrong with the words; empty when nothing is. */
  readonly problems: readonly string[]
}

type Token = ReturnType<typeof tokensOf>[number]

const keys = Object.keys(flags) as FlagKey[]
const keyOf = new Map(keys.map(key => [flagOf(key).slice(2), key]))
/** Largest edit distance of a suggestion. */
const MAX_DISTANCE = 2

/** Reads the words that follow the name of a command. */
export function readArguments(command: CommandName, words: readonly string[]): Arguments {
  const tokens = tokensOf(words)
  const problems: string[] = []
  const values: Partial<Record<FlagKey, unknown>> = {}
  const texts = textsOf(command, tokens, problems)
  for (const [key, text] of texts) {
    const { type } = flags[key] as Flag
    const value = type ? type.parse(text) : true
    if (value === undefined) problems.push(`${flagOf(key)} must be ${type!.expected}, got ${JSON.stringify(text)}`)
    values[key] = value
  }
  const operands = tokens.flatMap(token => token.kind === 'positional' ? [token.value] : [])
  // A word after an unknown flag may be its value.
  const isUnsure = tokens.some(token => token.kind === 'option' && !keyOf.has(token.name))
  if (!isUnsure) problems.push(...operandProblems(command, operands))
  return { command, values: values as FlagValues, operands, texts, problems }
}

function tokensOf(words: readonly string[]) {
  const options = Object.fromEntries(keys.map(key => {
    const { short, type } = flags[key] as Flag
    return [flagOf(key).slice(2), { type: type ? 'string' : 'boolean', ...short !== undefined && { short } } as const]
  }))
  // Not strict, since its first complaint would hide the others.
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens
}

/** Text of each flag; the last one counts, all of those that may be repeated. */
function textsOf(command: CommandName, tokens: readonly Token[], problems: string[]): Map<FlagKey, string> {
  const texts = new Map<FlagKey, string>()
  const unknown = new Set<number>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const key = keyOf.get(token.name)
    const problem = key === undefined ? unknownFlag(command, token.rawName) : misuse(command, key, token)
    // Letters of one word such as -talk.wav are one mistake.
    if (problem !== undefined && !unknown.has(token.index)) problems.push(problem)
    if (problem !== undefined) unknown.add(token.index)
    if (key === undefined || problem !== undefined) continue
    const before = (flags[key] as Flag).isRepeatable ? texts.get(key) : undefined
    texts.set(key, [...before === undefined ? [] : [before], token.value ?? ''].join(','))
  }
  return texts
}

function unknownFlag(command: CommandName, name: string): string {
  if (!name.startsWith('--')) return `unknown option ${name}; put file names that begin with - after --`
  const known = keys.filter(key => takes(command, key)).map(flagOf)
  return `unknown option ${name}${suggestion(name, known)}`
}

/** Problem of a flag, apart from the value itself. */
function misuse(command: CommandName, key: FlagKey, token: Token & { kind: 'option' }): string | undefined {
  const flag = flagOf(key)
  const { type, commands: takers } = flags[key] as Flag
  if (!takes(command, key)) return `${flag} is not an option of ${command}, only of ${takers.join(' and ')}`
  if (!type) return token.value === undefined ? undefined : `${flag} takes no value`
  if (token.value === undefined) return `${flag} needs a value`
  // The value was most likely forgotten, and the next option taken for it.
  const isOption = !token.inlineValue && /^-[^\d.]/.test(token.value)
  return isOption ? `${flag} needs a value; write ${flag}=VALUE for one that begins with -` : undefined
}

function takes(command: CommandName, key: FlagKey): boolean {
  return (flags[key] as Flag).commands.includes(command)
}

function operandProblems(command: CommandName, operands: readonly string[]): string[] {
  const { operand, isRepeatable = false } = commands[command] as Command
  if (operand === undefined) return operands.map(word => `${command} takes no operand, got ${JSON.stringify(word)}`)
  if (operands.length === 0) return [`${operand} is missing; give a path, or - for standard input`]
  return operands.length === 1 || isRepeatable ? [] : [`${command} takes one ${operand}, got ${operands.length}`]
}

/**
 * Ending of a message about an unknown word: the most similar known one, or nothing.
 *
 * @example
 * ```ts
 * suggestion('--max-line', ['--max-lines', '--model']) // '; did you mean --max-lines?'
 * ```
 */
export function suggestion(word: string, known: readonly string[]): string {
  const [best] = known.map(name => ({ name, far: distance(name, word) })).sort((a, b) => a.far - b.far)
  return best && best.far <= MAX_DISTANCE ? `; did you mean ${best.name}?` : ''
}
