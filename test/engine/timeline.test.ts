import fc from 'fast-check'
import t from 'tap'
import { Timeline } from '../../lib/engine/timeline.js'

t.test('without marks both clocks are one', async t => {
  const timeline = new Timeline()
  t.equal(timeline.toSource(0, 'begin'), 0)
  t.equal(timeline.toSource(1234.4, 'end'), 1234)
})

t.test('a gap shifts what comes after it', async t => {
  const timeline = new Timeline()
  timeline.addAnchor(0, 5000)
  timeline.addAnchor(1000, 42_000)
  t.equal(timeline.toSource(500, 'begin'), 5500)
  t.equal(timeline.toSource(1500, 'begin'), 42_500)
})

t.test('at a seam an end belongs to the piece before, a beginning to the piece after', async t => {
  const timeline = new Timeline()
  timeline.addAnchor(1000, 42_000)
  t.equal(timeline.toSource(1000, 'end'), 1000)
  t.equal(timeline.toSource(1000, 'begin'), 42_000)
})

t.test('a start that was rounded, or lies in what was given already, changes nothing', async t => {
  const timeline = new Timeline()
  timeline.addAnchor(100.3, 101)
  timeline.addAnchor(200, 50)
  t.equal(timeline.toSource(300, 'begin'), 300)
})

t.test('what is forgotten does not change what comes after', async t => {
  const timeline = new Timeline()
  for (let i = 1; i <= 1000; i++) timeline.addAnchor(i * 100, i * 300)
  timeline.prune(99_950)
  t.equal(timeline.toSource(99_960, 'begin'), 999 * 300 + 60)
  t.equal(timeline.toSource(100_010, 'begin'), 300_010)
})

t.test('times never go backwards, whatever is marked', async () => {
  const mark = fc.record({
    length: fc.double({ min: 0, max: 5000, noNaN: true }),
    gap: fc.double({ min: -50, max: 5000, noNaN: true }),
  })
  fc.assert(
    fc.property(
      fc.array(mark, { maxLength: 20 }),
      fc.array(fc.double({ min: 0, max: 120_000, noNaN: true })),
      (marks, moments) => {
        const timeline = new Timeline()
        let engine = 0
        let source = 0
        for (const { length, gap } of marks) {
          timeline.addAnchor(engine, (source += gap))
          engine += length
          source += length
        }
        const times = moments
          .sort((a, b) => a - b)
          .flatMap(ms => [timeline.toSource(ms, 'end'), timeline.toSource(ms, 'begin')])
        return times.every((time, i) => i === 0 || time >= times[i - 1]!)
      },
    ),
  )
})

t.test('silence that was put in takes no time on the source clock', async t => {
  const timeline = new Timeline()
  timeline.insert(1000, 500)
  t.equal(timeline.toSource(900, 'begin'), 900)
  t.equal(timeline.toSource(1000, 'end'), 1000)
  t.equal(timeline.toSource(1250, 'begin'), 1000, 'in the middle of it')
  t.equal(timeline.toSource(1500, 'end'), 1000)
  t.equal(timeline.toSource(1500, 'begin'), 1000)
  t.equal(timeline.toSource(2000, 'begin'), 1500)
})

t.test('silence may be put in at the beginning, again and again, and after a gap', async t => {
  const timeline = new Timeline()
  timeline.insert(0, 300)
  timeline.insert(300, 200)
  t.equal(timeline.toSource(100, 'begin'), 0)
  t.equal(timeline.toSource(600, 'begin'), 100)
  timeline.addAnchor(1500, 10_000)
  timeline.insert(1500, 100)
  t.equal(timeline.toSource(1500, 'end'), 1000)
  t.equal(timeline.toSource(1700, 'begin'), 10_100)
})

t.test('all times of a result are placed: beginnings after a seam, ends before it', async t => {
  const timeline = new Timeline()
  timeline.addAnchor(0, 5000)
  timeline.addAnchor(1000, 42_000)
  const words = [
    { beginTime: 0, endTime: 1000, text: 'so', punctuation: ',' },
    { beginTime: 1000, endTime: 1500, text: 'yes', punctuation: '.' },
  ]
  const sentence = { sentenceId: 3, beginTime: 0, endTime: 1500, text: 'so, yes.', words }
  const result = { requestId: 'r', isSentenceEnd: true, sentence, usage: { duration: 2 } }
  t.same(timeline.mapResult(result), {
    ...result,
    sentence: {
      ...sentence, beginTime: 5000, endTime: 42_500,
      words: [{ ...words[0], beginTime: 5000, endTime: 6000 }, { ...words[1], beginTime: 42_000, endTime: 42_500 }],
    },
  })
  const interim = { ...result, isSentenceEnd: false, sentence: { ...sentence, endTime: null } }
  t.equal(timeline.mapResult(interim).sentence.endTime, null)
})

/** The source's audio, what it leaves out and what the engine hears besides. */
const story = fc.array(fc.oneof(
  fc.record({ audio: fc.integer({ min: 1, max: 5000 }) }),
  fc.record({ gap: fc.integer({ min: 2, max: 60_000 }) }),
  fc.record({ silence: fc.integer({ min: 1, max: 3000 }) }),
), { minLength: 1, maxLength: 30 })

t.test('with gaps and insertions mixed times never go backwards and each moment written comes back', async () => {
  fc.assert(fc.property(story, fc.boolean(), (steps, forgetful) => {
    const timeline = new Timeline()
    const written: { engine: number; source: number; edges: readonly ('begin' | 'end')[] }[] = []
    let engine = 0
    let source = 0
    let last = -1
    const look = (): void => {
      for (const moment of written.splice(0)) {
        for (const edge of moment.edges) {
          const place = timeline.toSource(moment.engine, edge)
          if (Math.abs(place - moment.source) > 1 || place < last)
            throw new Error(`${moment.source} after ${last} comes back as ${place}`)
          last = place
        }
      }
      if (forgetful) timeline.prune(engine)
    }
    for (const step of steps) {
      if ('gap' in step) {
        source += step.gap
      } else if ('silence' in step) {
        timeline.insert(engine, step.silence)
        const [before, inside] = [
          timeline.toSource(engine, 'end'),
          timeline.toSource(engine + step.silence / 2, 'begin'),
        ]
        if (inside < before || inside > source) throw new Error(`${before}, ${inside} in the silence before ${source}`)
        engine += step.silence
      } else {
        timeline.addAnchor(engine, source)
        for (const [part, ...edges] of [
          [0, 'begin'],
          [0.3, 'end', 'begin'],
          [0.9, 'end', 'begin'],
          [1, 'end'],
        ] as const) {
          written.push({ engine: engine + part * step.audio, source: source + part * step.audio, edges })
        }
        engine += step.audio
        source += step.audio
        if (forgetful) look()
      }
    }
    look()
  }), { numRuns: 200 })
})
