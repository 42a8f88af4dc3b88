import t from 'tap'
import { openFvad } from '../../../lib/audio/vad/fvad.js'
import { samples } from '../../../lib/audio/pcm/pcm.js'
import type { Vad } from '../../../lib/audio/vad/vad.js'
import { randoms } from '../../contract/stage.js'
import { clip } from '../../support/speech.js'

/** The share of 10 ms frames called speech. */
function share(vad: Vad, input: Int16Array, frame = 160): number {
  let [speech, frames] = [0, 0]
  for (let at = 0; at + frame <= input.length; at += frame, frames++)
    speech += Number(vad.push(input.subarray(at, at + frame)))
  return speech / frames
}

t.test('the light detector hears most of a read sentence, and no noise', async t => {
  const vad = await openFvad(16_000)
  const found = share(vad, samples(clip('0880')))
  t.ok(found > 0.5 && found < 0.95, `${found}`)
  const random = randoms(5)
  const noise = Int16Array.from({ length: 160_000 }, () => (random() >>> 16) % 600 - 300)
  share(vad, noise)
  t.equal(share(vad, noise), 0)
  vad.close?.()
})

t.test('a detector that was closed leaves its memory to the next', async t => {
  const quiet = new Int16Array(480)
  const { external } = process.memoryUsage()
  for (let i = 0; i < 40_000; i++) {
    const vad = await openFvad(48_000)
    vad.push(quiet)
    vad.close?.()
  }
  t.ok(process.memoryUsage().external - external < 16 * 2 ** 20, 'without close() it is 34 MB')
})
