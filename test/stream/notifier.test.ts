import t from 'tap'
import { Notifier } from '../../lib/stream/notifier.js'
import { settled } from '../support/virtual-clock.js'

t.test('wakes all waiters once, and none that waits later', async t => {
  const notifier = new Notifier()
  const woken: string[] = []
  const wait = async (name: string): Promise<void> => {
    await notifier.wait()
    woken.push(name)
  }
  const first = [wait('a'), wait('b')]
  notifier.notify()
  const late = wait('late')
  await Promise.all(first)
  await settled()
  t.same(woken, ['a', 'b'])
  notifier.notify()
  await late
  t.same(woken, ['a', 'b', 'late'])
})

t.test('notify() without a waiter has no effect', async t => {
  const notifier = new Notifier()
  notifier.notify()
  let woken = false
  void notifier.wait().then(() => { woken = true })
  await settled()
  t.notOk(woken)
})

t.test('waits no longer than the limit, and leaves no timer when it is notified before', async t => {
  const notifier = new Notifier()
  await notifier.wait(1)
  t.pass('the limit was reached')
  const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const before = timers()
  const waiting = notifier.wait(600_000)
  t.equal(timers(), before + 1)
  notifier.notify()
  await waiting
  t.equal(timers(), before)
})
