import t from 'tap'
import { formatCatalogue } from '../../../lib/cli/commands/models.js'
import { models } from '../../../lib/engines/dashscope/index.js'
import { stenopipe } from '../../support/cli.js'

t.test('the catalogue is a table of at most 100 columns with a line for each model', async t => {
  const lines = formatCatalogue(models).split('\n')
  t.equal(lines[0], 'Model                                   Rate  Languages             Beijing  Singapore  Status')
  t.equal(lines[1], 'fun-asr-realtime                      16 kHz  zh en ja               0.1692     0.3240  stable')
  t.equal(lines[7], 'paraformer-realtime-v2                   any  zh en ja ko de fr ru   0.0432          -  stable')
  t.same(lines.slice(1, 11).map(line => line.split(' ')[0]), models.map(({ name }) => name))
  for (const line of lines) t.ok(line.length <= 100 && line === line.trimEnd(), line)
})

t.test('the table is followed by aliases, recommendations and its source with a date', async t => {
  const text = formatCatalogue(models)
  t.match(text, '\nfun-asr-realtime is currently fun-asr-realtime-2025-11-07.\n')
  t.match(text, '\n  Chinese dialects      fun-asr-realtime-2026-02-28, paraformer-realtime-v2\n')
  t.match(text, '\n  telephone             fun-asr-flash-8k-realtime\n')
  t.match(text, /Fun-ASR\/Paraformer, 2026-03-24$/)
})

t.test('no price loses a digit', async t => {
  const text = formatCatalogue(models)
  for (const { pricePerSecond } of models) {
    for (const price of Object.values(pricePerSecond)) {
      const shown = (price * 3600).toFixed(4)
      t.match(text, ` ${shown} `)
      t.equal(Number((Number(shown) / 3600).toFixed(12)), price)
    }
  }
})

t.test('the command prints the table, or the data as JSON', async t => {
  t.same(await stenopipe(['models']), { status: 0, out: `${formatCatalogue(models)}\n`, err: '' })
  const { status, out } = await stenopipe(['models', '--json'])
  t.equal(status, 0)
  t.same(JSON.parse(out), models)
})

t.test('an option of other commands is a usage error', async t => {
  t.same(await stenopipe(['models', '--region', 'beijing']), {
    status: 2,
    out: '',
    err: 'stenopipe: --region is not an option of models, only of transcribe and live\n'
      + 'Run `stenopipe models --help` for help\n',
  })
})
