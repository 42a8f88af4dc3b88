import t from 'tap'
import { EnergyVad } from '../../../lib/audio/vad/vad.js'
import { clip } from '../../support/speech.js'

/** The share of 10 ms frames called speech. */
function share(samples: Int16Array, vad = new EnergyVad(16_000)): number {
  let speech = 0
  for (let at = 0; at + 160 <= samples.length; at += 160) speech += Number(vad.push(samples.subarray(at, at + 160)))
  return speech / Math.floor(samples.length / 160)
}

function noise(seconds: number, level: number): Int16Array {
  let seed = 1
  return Int16Array.from({ length: seconds * 16_000 }, () => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    return (seed / 2 ** 30 - 1) * level
  })
}

t.test('silence is no speech', async t => {
  t.equal(share(new Int16Array(160_000)), 0)
})

t.test('steady noise is no speech once it is known', async t => {
  const vad = new EnergyVad(16_000)
  share(noise(3, 300), vad)
  t.ok(share(noise(10, 300), vad) < 0.01)
})

t.test('most of a read sentence is speech, from its first second on', async t => {
  const samples = new Int16Array(new Uint8Array(clip('0880')).buffer)
  const found = share(samples)
  t.ok(found > 0.6 && found < 0.98, `${found}`)
  t.ok(share(samples.subarray(4000, 12_000)) > 0.7, 'also when the stream begins in mid-word')
})

t.test('speech is found again after an hour of silence', async t => {
  const vad = new EnergyVad(16_000)
  const quiet = new Int16Array(160)
  for (let frame = 0; frame < 360_000; frame++) vad.push(quiet)
  t.ok(share(new Int16Array(new Uint8Array(clip('0930')).buffer), vad) > 0.6)
})
