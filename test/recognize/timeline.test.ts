import fc from 'fast-check'
import t from 'tap'
import { Timeline } from '../../lib/recognize/timeline.js'

t.test('without marks both clocks are one', async t => {
  const timeline = new Timeline()
  t.equal(timeline.toSource(0, 'begin'), 0)
  t.equal(timeline.toSource(1234.4, 'end'), 1234)
})

t.test('a gap shifts what comes after it', async t => {
  const timeline = new Timeline()
  timeline.mark(0, 5000)
  timeline.mark(1000, 42_000)
  t.equal(timeline.toSource(500, 'begin'), 5500)
  t.equal(timeline.toSource(1500, 'begin'), 42_500)
})

t.test('at a seam an end belongs to the piece before, a beginning to the piece after', async t => {
  const timeline = new Timeline()
  timeline.mark(1000, 42_000)
  t.equal(timeline.toSource(1000, 'end'), 1000)
  t.equal(timeline.toSource(1000, 'begin'), 42_000)
})

t.test('a start that was rounded, or lies in what was given already, changes nothing', async t => {
  const timeline = new Timeline()
  timeline.mark(100.3, 101)
  timeline.mark(200, 50)
  t.equal(timeline.toSource(300, 'begin'), 300)
})

t.test('what is forgotten does not change what comes after', async t => {
  const timeline = new Timeline()
  for (let i = 1; i <= 1000; i++) timeline.mark(i * 100, i * 300)
  timeline.forget(99_950)
  t.equal(timeline.toSource(99_960, 'begin'), 999 * 300 + 60)
  t.equal(timeline.toSource(100_010, 'begin'), 300_010)
})

t.test('times never go backwards, whatever is marked', async () => {
  const mark = fc.record({ length: fc.double({ min: 0, max: 5000, noNaN: true }), gap: fc.double({ min: -50, max: 5000, noNaN: true }) })
  fc.assert(fc.property(fc.array(mark, { maxLength: 20 }), fc.array(fc.double({ min: 0, max: 120_000, noNaN: true })), (marks, moments) => {
    const timeline = new Timeline()
    let engine = 0
    let source = 0
    for (const { length, gap } of marks) {
      timeline.mark(engine, source += gap)
      engine += length
      source += length
    }
    const times = moments.sort((a, b) => a - b).flatMap(ms => [timeline.toSource(ms, 'end'), timeline.toSource(ms, 'begin')])
    return times.every((time, i) => i === 0 || time >= times[i - 1]!)
  }))
})
