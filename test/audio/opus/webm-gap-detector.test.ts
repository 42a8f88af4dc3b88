import t from 'tap'
import { GapDetector } from '../../../lib/audio/opus/webm-gap-detector.js'

/** Beginning of a block of track 1, `ticks` after its cluster. */
function block(ticks: number): Buffer {
  const content = Buffer.from([0x81, 0, 0, 0x80, 0xff])
  content.writeInt16BE(ticks, 1)
  return content
}

function number(value: number): Buffer {
  const content = Buffer.alloc(4)
  content.writeUInt32BE(value)
  return content
}

/** What gaps it finds, in ms, before blocks of 20 ms at these times. */
function gaps(times: readonly number[], clock = new GapDetector()): number[] {
  return times.map(time => {
    clock.clusterTimestamp = number(Math.max(0, time - 100))
    const gap = clock.gapBefore(block(Math.min(time, 100)))
    clock.add(960)
    return gap / 48
  })
}

t.test('what the timestamps leave out is a gap; where the first block lies is none', t => {
  t.same(gaps([0, 20, 40, 560, 580]), [0, 0, 0, 500, 0])
  t.same(gaps([7000, 7020, 7140]), [0, 0, 100])
  t.end()
})

t.test('jitter is no gap and does not add up', t => {
  const times = Array.from({ length: 1000 }, (_, i) => 100 + 20 * i + [0, 60, -40, 35, -20][i % 5]!)
  t.same(gaps(times).filter(gap => gap > 0), [])
  t.end()
})

t.test('a clock that was set goes on where the sound is', t => {
  t.same(gaps([5000, 5020, 0, 20, 140, 1_000_000, 1_000_020, 1_000_240]), [0, 0, 0, 0, 100, 0, 0, 200])
  t.end()
})

t.test('a few bytes do not become hours, long pauses between speech stay', t => {
  const hostile = gaps(Array.from({ length: 1000 }, (_, i) => i * 30_000))
  const silence = hostile.reduce((sum, gap) => sum + gap, 0)
  t.ok(silence >= 600_000 && silence < 600_000 + 1000 * 5 * 100, `${silence} ms of silence`)
  const quiet = gaps(Array.from({ length: 2000 }, (_, i) => i * 420))
  t.ok(quiet.slice(1).every(gap => gap === 400), 'a sender that leaves silence out gives a packet each 400 ms')
  t.end()
})

t.test('a tick is 1 ms unless the file says otherwise', t => {
  const clock = new GapDetector()
  clock.timestampScale = number(100_000)
  t.same(gaps([0, 200, 400, 5600], clock), [0, 0, 0, 500])
  const wrong = new GapDetector()
  wrong.timestampScale = Buffer.alloc(0)
  t.same(gaps([0, 20, 160], wrong), [0, 0, 120])
  t.equal(wrong.gapBefore(Buffer.alloc(2)), 0, 'half a block tells nothing')
  t.end()
})
