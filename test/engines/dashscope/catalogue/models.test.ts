import t from 'tap'
import { estimateCost, models } from '../../../../lib/engines/dashscope/index.js'

/** Table of the service, copied by hand: name, regions, sample rate, price in Beijing and in Singapore. */
const table = `
fun-asr-realtime                     singapore,beijing 16000 0.000047 0.00009
fun-asr-realtime-2026-02-28          beijing           16000 0.000047 -
fun-asr-realtime-2025-11-07          singapore,beijing 16000 0.000047 0.00009
fun-asr-realtime-2025-09-15          beijing           16000 0.000047 -
fun-asr-flash-8k-realtime            beijing           8000  0.000032 -
fun-asr-flash-8k-realtime-2026-01-28 beijing           8000  0.000032 -
paraformer-realtime-v2               beijing           any   0.000012 -
paraformer-realtime-v1               beijing           16000 0.000012 -
paraformer-realtime-8k-v2            beijing           8000  0.000012 -
paraformer-realtime-8k-v1            beijing           8000  0.000012 -`

t.test('the catalogue equals the table of the service', async t => {
  const rows = models.map(({ name, regions, sampleRates, pricePerSecond: { beijing, singapore = '-' } }) =>
    [name, regions.join(), String(sampleRates), String(beijing), String(singapore)])
  const expected = table.trim().split('\n').map(line => line.split(/ +/))
  t.same(rows.map(([name, regions, rates]) => [name, regions, rates]), expected.map(row => row.slice(0, 3)))
  t.same(models.map(({ pricePerSecond: { beijing, singapore } }) => [beijing, singapore]),
    expected.map(row => [Number(row[3]), row[4] === '-' ? undefined : Number(row[4])]))
})

t.test('every alias is the name of a model, and every scenario has a model', async t => {
  const names = models.map(({ name }) => name)
  for (const { aliasOf } of models) if (aliasOf !== undefined) t.ok(names.includes(aliasOf), aliasOf)
  t.same([...new Set(models.flatMap(({ scenarios }) => scenarios))].sort(),
    ['chinese-dialects', 'mandarin-meetings', 'many-languages', 'mixed-zh-en-ja', 'telephone'])
  t.same(models.filter(({ features }) => features.emotion).map(({ name }) => name), ['paraformer-realtime-8k-v2'])
  t.equal(models[0]!.source.updated, '2026-03-24')
})

t.test('the cost is that of whole seconds, for the model in the region', async t => {
  t.same(estimateCost({ durationMs: 1 }), { amount: 0.000047, currency: 'USD', perSecond: 0.000047, seconds: 1 })
  t.match(estimateCost({ model: 'fun-asr-realtime', region: 'singapore', durationMs: 3_600_000 }), {
    amount: 0.324,
    seconds: 3600,
  })
  t.match(estimateCost({ model: 'paraformer-realtime-v2', durationMs: 1640 }), { amount: 0.000024, seconds: 2 })
  t.match(estimateCost({ durationMs: 0 }), { amount: 0, seconds: 0 })
})

t.test('an unknown model, or one that is not available in the region, has no price', async t => {
  t.same(estimateCost({ model: 'next', durationMs: 1500 }), {
    amount: undefined,
    currency: 'USD',
    perSecond: undefined,
    seconds: 2,
  })
  t.equal(estimateCost({ model: 'paraformer-realtime-v2', region: 'singapore', durationMs: 1 }).amount, undefined)
  for (const durationMs of [-1, NaN, Infinity, '5' as never])
    t.throws(() => estimateCost({ durationMs }), { code: 'STENO_BAD_OPTION' })
})
