import t from 'tap'
import { CallMetrics } from '../../lib/rx/call-metrics.js'

t.test('counts from the first audio to the first text, and from the stop to the end', async t => {
  const record = new CallMetrics()
  t.same([record.firstPackageDelay, record.lastPackageDelay], [undefined, undefined])
  record.onAudio(1000)
  record.onAudio(2000)
  t.equal(record.firstPackageDelay, undefined)
  record.onText(1250.4)
  record.onText(3000)
  t.equal(record.firstPackageDelay, 250)
  record.onStop(5000)
  record.onStop(6000)
  t.equal(record.lastPackageDelay, undefined)
  record.onComplete(5120.6)
  t.equal(record.lastPackageDelay, 121)
})

t.test('what has not come is undefined, and not a number that means nothing', async t => {
  const record = new CallMetrics()
  record.onText(10)
  record.onComplete(20)
  t.same(
    [record.requestId, record.firstPackageDelay, record.lastPackageDelay, record.dropped],
    [undefined, undefined, undefined, 0],
  )
})
