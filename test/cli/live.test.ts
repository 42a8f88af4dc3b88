import t from 'tap'
import { stenopipe } from '../support/cli.js'

t.test('a microphone that cannot be as it was asked for is a wrong call', async t => {
  for (const [words, sentence] of [
    [['--recorder', 'ear'], /`--recorder` must be one of/], [['--device', ''], /`--device` must be a non-empty string/],
    [['talk.mp3'], /live takes no INPUT/], [['--concurrency', '2'], /--concurrency is not for live/], [['--vad=ear'], /--vad must be/],
  ] as const) {
    const { status, out, err } = await stenopipe(['live', ...words])
    t.same([status, out], [2, ''], err)
    t.match(err, sentence)
  }
  t.match(await stenopipe(['devices', 'x']), { status: 2, err: /devices takes nothing but --json/ })
})

t.test('without its recorder it says how to get one', async t => {
  const { status, out, err } = await stenopipe(['live', '--recorder', 'parec'], { env: { PATH: t.testdir(), FFMPEG_PATH: '' } })
  t.same([status, out], [1, ''])
  t.match(err, /apt-get install pulseaudio-utils/)
})
