import t from 'tap'
import { CallMetrics } from '../../lib/rx/call-metrics.js'

t.test('counts from the first audio to the first text, and from the stop to the end', async t => {
  const record = new CallMetrics()
  t.same([record.firstPackageDelay, record.lastPackageDelay], [undefined, undefined])
  record.audio(1000)
  record.audio(2000)
  t.equal(record.firstPackageDelay, undefined)
  record.text(1250.4)
  record.text(3000)
  t.equal(record.firstPackageDelay, 250)
  record.stop(5000)
  record.stop(6000)
  t.equal(record.lastPackageDelay, undefined)
  record.complete(5120.6)
  t.equal(record.lastPackageDelay, 121)
})

t.test('what has not come is undefined, and not a number that means nothing', async t => {
  const record = new CallMetrics()
  record.text(10)
  record.complete(20)
  t.same(
    [record.requestId, record.firstPackageDelay, record.lastPackageDelay, record.dropped],
    [undefined, undefined, undefined, 0],
  )
})
