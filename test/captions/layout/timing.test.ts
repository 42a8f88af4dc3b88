import fc from 'fast-check'
import t from 'tap'
import { resolveProfile } from '../../../lib/captions/layout/profiles.js'
import { cueEnd } from '../../../lib/captions/layout/timing.js'

const rules = resolveProfile('verbatim', 'en')
const timing = { start: 1000, end: 3000, width: 20, next: Infinity }

t.test('a cue stays until it has been read, at least half a second after its last word', async t => {
  t.equal(cueEnd(timing, rules), 3500)
  t.equal(cueEnd({ ...timing, width: 51 }, rules), 4000, '51 characters at 17 a second')
  t.equal(cueEnd({ ...timing, width: 60 }, rules), 4000, 'no longer than the maximum reading speed needs')
  t.equal(cueEnd({ ...timing, width: 80 }, rules), 4420, 'never longer than `maxLinger` less `minGap`')
  t.equal(cueEnd({ ...timing, end: 1100, width: 2 }, rules), 1833, '`minDuration`')
})

t.test('a short gap before the next cue is chained, a long one is kept', async t => {
  t.equal(cueEnd({ ...timing, next: 3990 }, rules), 3910)
  t.equal(cueEnd({ ...timing, next: 4010 }, rules), 3500)
  t.equal(cueEnd({ ...timing, next: 3020 }, rules), 2940)
})

t.test('no cue is longer than `maxDuration` or shorter than a millisecond', async t => {
  t.equal(cueEnd({ ...timing, end: 12_000, next: 12_100 }, rules), 8000)
  t.equal(cueEnd({ ...timing, end: 1000, next: 1000 }, rules), 1001)
})

t.test('a cue after `maxLinger` makes no difference, an earlier one is never overlapped', async () => {
  const numbers = fc.record({
    start: fc.nat(1000),
    length: fc.nat(9000),
    width: fc.nat(84),
    pause: fc.integer({ min: 100, max: 5000 }),
  })
  fc.assert(fc.property(numbers, ({ start, length, width, pause }) => {
    const one = { start, end: start + length, width, next: start + length + pause }
    const end = cueEnd(one, rules)
    return (
      end > start
      && end <= Math.max(one.end, one.end + rules.maxLinger)
      && (pause < rules.maxLinger || end === cueEnd({ ...one, next: Infinity }, rules))
      && end <= one.next - rules.minGap
    )
  }))
})
