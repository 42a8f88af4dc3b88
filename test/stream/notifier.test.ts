import t from 'tap'
import { Notifier } from '../../lib/stream/notifier.js'
import { settled } from '../support/virtual-clock.js'

t.test('wakes all who wait, once, and nobody who comes later', async t => {
  const bell = new Notifier()
  const woken: string[] = []
  const wait = async (name: string): Promise<void> => {
    await bell.wait()
    woken.push(name)
  }
  const first = [wait('a'), wait('b')]
  bell.notify()
  const late = wait('late')
  await Promise.all(first)
  await settled()
  t.same(woken, ['a', 'b'])
  bell.notify()
  await late
  t.same(woken, ['a', 'b', 'late'])
})

t.test('ringing for nobody is nothing', async t => {
  const bell = new Notifier()
  bell.notify()
  let woken = false
  void bell.wait().then(() => { woken = true })
  await settled()
  t.notOk(woken)
})

t.test('waits no longer than told, and leaves no timer when it rings before', async t => {
  const bell = new Notifier()
  await bell.wait(1)
  t.pass('it did not ring')
  const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const before = timers()
  const waiting = bell.wait(600_000)
  t.equal(timers(), before + 1)
  bell.notify()
  await waiting
  t.equal(timers(), before)
})
