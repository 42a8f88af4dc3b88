import fc from 'fast-check'
import t from 'tap'
import { resolveProfile } from '../../../lib/captions/layout/profiles.js'
import { endOf } from '../../../lib/captions/layout/timing.js'

const rules = resolveProfile('verbatim', 'en')
const said = { start: 1000, end: 3000, width: 20, next: Infinity }

t.test('a cue stays until it has been read, at least half a second after its last word', async t => {
  t.equal(endOf(said, rules), 3500)
  t.equal(endOf({ ...said, width: 51 }, rules), 4000, '51 characters at 17 a second')
  t.equal(endOf({ ...said, width: 60 }, rules), 4000, 'beyond a second only what cannot be read otherwise')
  t.equal(endOf({ ...said, width: 80 }, rules), 4420, 'never longer than the hold, less the gap')
  t.equal(endOf({ ...said, end: 1100, width: 2 }, rules), 1833, 'the shortest time')
})

t.test('a short gap before the next cue is closed, a long one is left', async t => {
  t.equal(endOf({ ...said, next: 3990 }, rules), 3910)
  t.equal(endOf({ ...said, next: 4010 }, rules), 3500)
  t.equal(endOf({ ...said, next: 3020 }, rules), 2940)
})

t.test('no cue stays longer than the longest time, or for less than a millisecond', async t => {
  t.equal(endOf({ ...said, end: 12_000, next: 12_100 }, rules), 8000)
  t.equal(endOf({ ...said, end: 1000, next: 1000 }, rules), 1001)
})

t.test('what starts after the hold makes no difference, what starts before it is never reached', async () => {
  const numbers = fc.record({
    start: fc.nat(1000),
    length: fc.nat(9000),
    width: fc.nat(84),
    pause: fc.integer({ min: 100, max: 5000 }),
  })
  fc.assert(fc.property(numbers, ({ start, length, width, pause }) => {
    const one = { start, end: start + length, width, next: start + length + pause }
    const end = endOf(one, rules)
    return (
      end > start
      && end <= Math.max(one.end, one.end + rules.maxLinger)
      && (pause < rules.maxLinger || end === endOf({ ...one, next: Infinity }, rules))
      && end <= one.next - rules.minGap
    )
  }))
})
