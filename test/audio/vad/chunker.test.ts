import fc from 'fast-check'
import t from 'tap'
import { ChunkerCore, type ChunkerOptions, type ChunkerOutput } from '../../../lib/audio/vad/chunker.js'
import { bytesOf } from '../../../lib/audio/pcm/pcm.js'
import type { Vad } from '../../../lib/audio/vad/vad.js'
import type { AudioChunk } from '../../../lib/types.js'

const TIMES = { minSpeech: 50, minSilence: 300, preRoll: 200, hangover: 300, maxChunk: 60_000, keepSilence: 1000 }
type Times = Partial<Omit<ChunkerOptions, 'vad'>>

/** Detects voice in every window with a negative sample. */
const bySign: Vad = { push: window => window.includes(-1) }

/** Silence and voice in turns, in ms, beginning with silence; nine samples in ten differ from their neighbours. */
function script(turns: readonly number[], sampleRate = 16_000): Int16Array {
  let voice = true
  return Int16Array.from(turns.flatMap(ms => {
    voice = !voice
    const marks = voice ? -1 : 0
    return Array.from({ length: Math.round(ms * sampleRate / 1000) }, (_, i) => i % 10 === 0 ? marks : 1 + i % 30_011)
  }))
}

function run(input: Int16Array, times: Times = {}, size: () => number = () => 1600): ChunkerOutput[] {
  const chunker = new ChunkerCore({ vad: bySign, sampleRate: 16_000, ...TIMES, ...times })
  const output: ChunkerOutput[] = []
  for (let at = 0; at < input.length;) {
    const part = input.subarray(at, at + size())
    output.push(...chunker.push(part))
    at += part.length
  }
  return [...output, ...chunker.flush()]
}

const chunksOf = (outputs: readonly ChunkerOutput[]): AudioChunk[] =>
  outputs.flatMap(output => (output.kind === 'chunk' ? [output.chunk] : []))
/** Gaps between the chunks, and before and after them: start and duration in ms of what was left out. */
function leftOut(outputs: readonly ChunkerOutput[], input: Int16Array): [number, number][] {
  let at = 0
  const end = { start: input.length / 16, duration: 0 }
  return [...chunksOf(outputs), end].flatMap(({ start, duration }) => {
    const gap: [number, number] = [at, start - at]
    at = start + duration
    return gap[1] > 0 ? [gap] : []
  })
}
const timesOf = (outputs: readonly ChunkerOutput[]): string[] =>
  outputs.flatMap(output => 'time' in output ? [`${output.kind} ${output.time}`] : [])

/** Stretches of chunks of one kind: `+` for speech, `-` for silence, `|` behind the end of speech. */
function spans(outputs: readonly ChunkerOutput[]): string[] {
  const found: { mark: string; from: number; to: number; ended: boolean }[] = []
  for (const { start, duration, speech, endOfSpeech } of chunksOf(outputs)) {
    const [mark, last] = [speech ? '+' : '-', found.at(-1)]
    if (last?.mark === mark && last.to === start && !last.ended)
      Object.assign(last, { to: start + duration, ended: endOfSpeech })
    else found.push({ mark, from: start, to: start + duration, ended: endOfSpeech ?? false })
  }
  return found.map(({ mark, from, to, ended }) => `${mark}${from}-${to}${ended ? '|' : ''}`)
}

t.test('speech comes with its pre-roll and hangover, then some silence, and the rest is left out', async t => {
  const input = script([2000, 1000, 5000, 500, 3000])
  const outputs = run(input)
  t.same(spans(outputs), ['+1800-3300|', '-3300-4000', '+7800-8800|', '-8800-9500'])
  t.same(leftOut(outputs, input), [[0, 1800], [4000, 3800], [9500, 2000]])
  t.same(timesOf(outputs), ['speechstart 2000', 'speechend 3000', 'speechstart 8000', 'speechend 8500'])
})

t.test('no chunk is longer than 100 ms, and only the last of a stretch is shorter', async t => {
  const chunks = chunksOf(run(script([2000, 1234, 5000])))
  t.ok(chunks.every(({ data, duration }) => duration <= 100 && data.length === duration * 32))
  const short = chunks.filter(({ duration }) => duration < 100)
  t.same(short.map(({ start, duration }) => start + duration), [3540])
})

t.test('a pause shorter than `minSilence` is part of speech, one as long ends it', async t => {
  t.same(spans(run(script([1000, 500, 290, 500, 1000]))), ['+800-2590|', '-2590-3290'])
  t.same(spans(run(script([1000, 500, 300, 500, 1000]))), ['+800-1800|', '+1800-2600|', '-2600-3300'])
})

t.test('with a hangover shorter than `minSilence` the silence between them is not called speech', async t => {
  const times = { hangover: 100, minSilence: 500 }
  t.same(spans(run(script([1000, 500, 700, 500, 1000]), times)), [
    '+800-1600|',
    '-1600-2200',
    '+2200-2800|',
    '-2800-3700',
  ])
  t.same(spans(run(script([1000, 500, 400, 500, 1000]), times)), ['+800-2500|', '-2500-3400'])
  t.same(spans(run(script([1000, 500, 2000]), { hangover: 0, keepSilence: 0 })), ['+800-1500|'])
})

t.test('voice shorter than `minSpeech` is left out, and starts nothing', async t => {
  const input = script([2000, 40, 3000, 50, 2000])
  const outputs = run(input)
  t.same(timesOf(outputs), ['speechstart 5040', 'speechend 5090'])
  t.same(leftOut(outputs, input), [[0, 4840], [6090, 1000]])
})

t.test('voice that the end cuts short is speech, to the last sample', async t => {
  const input = script([2000, 30]).subarray(0, -77)
  const outputs = run(input)
  t.same(timesOf(outputs), ['speechstart 2000', `speechend ${input.length / 16}`])
  const last = chunksOf(outputs).at(-1)!
  t.equal(last.start + last.duration, input.length / 16)
  t.equal(last.endOfSpeech, true)
})

t.test('an input shorter than a window, or none, is silence', async t => {
  t.same(run(new Int16Array(0)), [])
  t.same(run(new Int16Array(100)), [])
})

t.test('`keepSilence: Infinity` leaves nothing out', async t => {
  const input = script([2000, 1000, 30_000, 40, 5000])
  const outputs = run(input, { keepSilence: Infinity })
  t.same(leftOut(outputs, input), [])
  t.same(Buffer.concat(chunksOf(outputs).map(({ data }) => data)), Buffer.from(input.buffer))
})

t.test('long speech ends at a short pause in the second half of `maxChunk`, and not before', async t => {
  const talk = script([0, 2000, 150, 3500, 150, 3000, 1000])
  const outputs = run(talk, { maxChunk: 8000 })
  const ends = chunksOf(outputs).filter(({ endOfSpeech }) => endOfSpeech).map(({ start, duration }) => start + duration)
  t.equal(ends.length, 2)
  t.ok(ends[0]! > 5650 && ends[0]! <= 5800, `the first ends at ${ends[0]}, in the second pause`)
  t.same(leftOut(outputs, talk), [])
})

t.test('speech without a pause is cut at `maxChunk` without a speechend', async t => {
  const outputs = run(script([0, 24_000, 1000]), { maxChunk: 10_000 })
  t.same(spans(outputs), ['+0-10000|', '+10000-20000|', '+20000-24300|', '-24300-25000'])
  t.same(timesOf(outputs), ['speechstart 0', 'speechend 24000'])
})

t.test('silence is given as it comes: after a word nothing waits longer than 110 ms', async t => {
  const chunker = new ChunkerCore({ vad: bySign, sampleRate: 16_000, ...TIMES })
  const input = script([500, 500, 1500])
  let [given, worst] = [0, 0]
  for (let at = 0; at < input.length; at += 160) {
    const chunks = chunksOf(chunker.push(input.subarray(at, at + 160)))
    given = Math.max(given, ...chunks.map(({ start, duration }) => start + duration))
    const now = (at + 160) / 16
    if (now > 560 && now <= 2000) worst = Math.max(worst, now - given)
  }
  t.ok(worst < 110, `${worst} ms`)
})

const turns = fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 12 })
const times = fc
  .record({
    minSpeech: fc.integer({ min: 0, max: 200 }),
    minSilence: fc.integer({ min: 10, max: 500 }),
    preRoll: fc.integer({ min: 0, max: 500 }),
    maxChunk: fc.integer({ min: 1000, max: 3000 }),
    keepSilence: fc.oneof(fc.integer({ min: 0, max: 1500 }), fc.constant(Infinity)),
    hangover: fc.integer({ min: 0, max: 10 }),
  })
  .map(({ hangover, minSilence, ...rest }) => ({
    ...rest,
    minSilence,
    hangover: Math.floor((minSilence * hangover) / 10),
  }))

t.test('chunks and gaps together are the input: no sample lost or doubled, every start exact', async () => {
  fc.assert(fc.property(turns, times, fc.constantFrom(8000, 11_025, 16_000, 44_100), (turns, times, sampleRate) => {
    const input = script(turns, sampleRate)
    const chunker = new ChunkerCore({ vad: bySign, sampleRate, ...TIMES, ...times })
    const chunks = chunksOf([...chunker.push(input), ...chunker.flush()])
    let kept = 0
    let at = 0
    for (const { start, duration, data } of chunks) {
      const first = Math.round(start * sampleRate / 1000)
      const length = Math.round(duration * sampleRate / 1000)
      if (first < at || start !== first * 1000 / sampleRate) return false
      if (!bytesOf(input.subarray(first, first + length)).equals(data)) return false
      at = first + length
      kept += length
    }
    return Math.round(chunker.skippedSilence * sampleRate / 1000) === input.length - kept
  }))
})

t.test('every voice that is long enough lies in speech', async () => {
  fc.assert(fc.property(turns, times, (turns, times) => {
    const inSpeech = chunksOf(run(script(turns), times)).filter(({ speech }) => speech)
    let at = 0
    return turns.every((ms, i) => {
      const [from, to] = [at, at += ms]
      if (i % 2 === 0 || ms < times.minSpeech + 20) return true
      const overlapping = inSpeech.filter(({ start, duration }) => start < to && start + duration > from)
      const covered = overlapping.reduce(
        (sum, { start, duration }) => sum + Math.min(to, start + duration) - Math.max(from, start),
        0,
      )
      // Windows of the detector do not begin where voice does.
      return covered >= ms - 20
    })
  }))
})

t.test('cutting the input differently never changes the output', async t => {
  fc.assert(
    fc.property(
      turns,
      times,
      fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 5 }),
      (turns, times, sizes) => {
        const input = script(turns)
        let turn = 0
        const cut = run(input, times, () => sizes[turn++ % sizes.length]!)
        t.same(
          cut,
          run(input, times, () => input.length),
        )
      },
    ),
    { numRuns: 40 },
  )
})
