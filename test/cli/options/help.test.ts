import t from 'tap'
import { type CommandName, commands } from '../../../lib/cli/options/commands.js'
import { commandHelp, programHelp } from '../../../lib/cli/options/help.js'
import { flagOf } from '../../../lib/cli/options/names.js'
import { type Flag, type FlagKey, flags } from '../../../lib/cli/options/table.js'

const names = Object.keys(commands) as CommandName[]

t.test('the help of the program lists every command, that of a command its flags and no others', async t => {
  for (const name of names) {
    t.match(programHelp(), new RegExp(`\n  ${name} `))
    const listed = [...commandHelp(name).matchAll(/^ {2}(?:-\w,| {3}) (--[\w-]+)/gm)].map(match => match[1])
    const taken = Object.entries<Flag>(flags).filter(([, { commands }]) => commands.includes(name))
    t.same(listed, taken.map(([key]) => flagOf(key as FlagKey)))
  }
})

t.test('every line of help fits into 100 columns', async t => {
  for (const help of [programHelp(), ...names.map(commandHelp)])
    t.same(help.split('\n').filter(line => line.length > 100 || line !== line.trimEnd()), [])
})

t.test('the help of a command ends with examples of it and the exit status', async t => {
  for (const name of names) {
    const { examples } = commands[name]
    t.ok(examples.length >= 2)
    for (const [line] of examples) t.match(line, `stenopipe ${name}`)
    t.match(commandHelp(name), `\nExamples:\n  ${examples[0][0]}\n      ${examples[0][1]}\n`)
    t.match(commandHelp(name), /\nExit status: 0 success, [^\n]*\n$/)
  }
})
