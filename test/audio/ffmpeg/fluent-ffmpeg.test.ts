import t from 'tap'
import { composeArgs } from '../../../lib/audio/ffmpeg/fluent-ffmpeg.js'

t.test('composeArgs() keeps each argument as it is, and writes to standard output', async t => {
  const args = await composeArgs('file:/a b/-c "d".wav', {
    inputOptions: ['-nostdin', '-headers', 'A: b c\r\n'],
    outputOptions: ['-af', 'pan=mono|c0=0.5*c0 , x', '-f', 's16le'],
  })
  t.same(args, [
    '-nostdin', '-headers', 'A: b c\r\n', '-i', 'file:/a b/-c "d".wav',
    '-af', 'pan=mono|c0=0.5*c0 , x', '-f', 's16le', 'pipe:1',
  ])
})
