import t from 'tap'
import { commandHelp, programHelp } from '../../lib/cli/options/help.js'
import { stenopipe } from '../support/cli.js'

t.test('a usage error has status 2 and names the help', async t => {
  for (const words of [[], ['fly'], ['transcribe'], ['captions', 'a', 'b'],
    ['transcribe', 'a', 'b'], ['transcribe', 'a', '-f', 'pdf'],
    ['transcribe', 'a', '--sample-rate', 'x'], ['transcribe', 'a', '--nope']]) {
    const { status, err, out } = await stenopipe(words)
    t.same([status, out], [2, ''], words.join(' '))
    t.match(err, /`stenopipe .*--help`/)
    t.notMatch(err, /\n\s+at /)
  }
})

t.test('unknown commands are answered with a suggestion', async t => {
  for (const [word, hint] of [['transcrib', 'transcribe'], ['a.wav', '`stenopipe transcribe a.wav`']] as const) {
    const err = `stenopipe: unknown command "${word}"; did you mean ${hint}?\nRun \`stenopipe --help\` for help\n`
    t.same(await stenopipe([word]), { status: 2, out: '', err })
  }
})

t.test('help and version go to standard output', async t => {
  for (const words of [['--help'], ['-h'], ['help']]) {
    t.same(await stenopipe(words), { status: 0, out: programHelp(), err: '' })
  }
  for (const words of [['help', 'live'], ['live', '--help'], ['live', '--nope', '-h']]) {
    t.same(await stenopipe(words), { status: 0, out: commandHelp('live'), err: '' })
  }
  t.match(await stenopipe(['--version']), { status: 0, out: /^\d+\.\d+\.\d+\n$/ })
})
