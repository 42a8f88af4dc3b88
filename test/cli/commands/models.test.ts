import { spawnSync } from 'node:child_process'
import t from 'tap'
import { catalogue } from '../../../lib/cli/commands/models.js'
import { models } from '../../../lib/engines/dashscope/index.js'

const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname

/** Runs the command as a user would. */
function stenopipe(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [MAIN, ...words], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
}

t.test('the catalogue is a table with a line for each model, that fits into 100 columns', async t => {
  const lines = catalogue(models).split('\n')
  t.equal(lines[0], 'Model                                   Rate  Languages             Beijing  Singapore  Status')
  t.equal(lines[1], 'fun-asr-realtime                      16 kHz  zh en ja               0.1692     0.3240  stable')
  t.equal(lines[7], 'paraformer-realtime-v2                   any  zh en ja ko de fr ru   0.0432          -  stable')
  t.same(lines.slice(1, 11).map(line => line.split(' ')[0]), models.map(({ name }) => name))
  for (const line of lines) t.ok(line.length <= 100 && line === line.trimEnd(), line)
})

t.test('below it are aliases, recommendations and, in the last line, where it is from and how old', async t => {
  const text = catalogue(models)
  t.match(text, '\nfun-asr-realtime now stands for fun-asr-realtime-2025-11-07.\n')
  t.match(text, '\n  Chinese dialects      fun-asr-realtime-2026-02-28, paraformer-realtime-v2\n')
  t.match(text, '\n  telephone             fun-asr-flash-8k-realtime\n')
  t.match(text, /Fun-ASR\/Paraformer, 2026-03-24$/)
})

t.test('no price loses a digit in the table', async t => {
  const text = catalogue(models)
  for (const { pricePerSecond } of models) {
    for (const price of Object.values(pricePerSecond)) {
      const shown = (price * 3600).toFixed(4)
      t.match(text, ` ${shown} `)
      t.equal(Number((Number(shown) / 3600).toFixed(12)), price)
    }
  }
})

t.test('the command prints the table, or the data as JSON', async t => {
  t.equal(stenopipe('models').stdout, `${catalogue(models)}\n`)
  const { status, stdout } = stenopipe('models', '--json')
  t.equal(status, 0)
  t.same(JSON.parse(stdout), models)
})

t.test('what it does not know is a wrong call', async t => {
  t.match(stenopipe('models', '--region'), {
    status: 2,
    stdout: '',
    stderr: 'stenopipe: models takes nothing but --json, got "--region"; see `stenopipe --help`\n',
  })
  t.match(stenopipe('--help').stdout, '\n  stenopipe models [--json] ')
})
