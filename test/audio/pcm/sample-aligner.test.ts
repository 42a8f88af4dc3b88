import t from 'tap'
import { SampleAligner } from '../../../lib/audio/pcm/sample-aligner.js'
import { noise } from '../sounds.js'

t.test('SampleAligner returns only complete samples, and all of them in order', async t => {
  const input = noise(5, 1001)
  for (const size of [1, 2, 3, 7, 1001]) {
    const aligner = new SampleAligner()
    const output: Uint8Array[] = []
    for (let at = 0; at < input.length; at += size) output.push(aligner.push(input.subarray(at, at + size)))
    t.ok(output.every(({ length }) => length % 2 === 0), `chunks of ${size} bytes`)
    t.ok(Buffer.concat(output).equals(input.subarray(0, 1000)), `chunks of ${size} bytes`)
  }
})

t.test('SampleAligner keeps no memory of the chunk that was cut', async t => {
  const aligner = new SampleAligner()
  const chunk = Uint8Array.of(1, 2, 3)
  t.same([...aligner.push(chunk)], [1, 2])
  chunk.fill(9)
  t.same([...aligner.push(Uint8Array.of(4))], [3, 4])
})
