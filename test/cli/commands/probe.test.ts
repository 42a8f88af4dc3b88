import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { inspect } from '../../../lib/cli/input/inspect-input.js'
import { tones, wav } from '../../audio/sounds.js'
import { stenopipe } from '../../support/cli.js'

t.test('the streams of inputs are shown, and unreadable inputs do not hide the others', async t => {
  const dir = t.testdir({ 'b.txt': 'no audio' })
  const [sound, film] = [join(dir, 'a.wav'), join(dir, 'film.mkv')]
  writeFileSync(sound, wav(tones()))
  execFileSync('ffmpeg', [
    '-loglevel', 'error', '-i', sound, '-map', '0', '-map', '0', '-metadata:s:a:0', 'language=fra',
    '-c:a', 'flac', film,
  ])
  const { status, out, err } = await stenopipe(['probe', sound, join(dir, 'b.txt'), film])
  t.equal(status, 1)
  t.equal(out, `${sound}: wav, 0:03\n  audio stream 0: pcm_s16le, 16000 Hz, 1 channel\n`
    + `${film}: matroska,webm, 0:03\n  audio stream 0: flac, 16000 Hz, 1 channel, fra\n`
    + '  audio stream 1: flac, 16000 Hz, 1 channel\n')
  t.match(err, /b\.txt: /)
  const json = await stenopipe(['probe', film, '--json'])
  const streams = [{ stream: 0, language: 'fra' }, { stream: 1 }]
  t.match(JSON.parse(json.out), [{ input: film, duration: 3000, streams }])
})

t.test('a part that an input does not have is explained with what it has', async t => {
  const stream = (stream: number, channels: number): object =>
    ({ stream, codec: 'aac', sampleRate: 44_100, channels, start: 0 })
  const found = { format: 'mov', duration: 61_000, containerStart: 0, streams: [stream(0, 2), stream(1, 1)] } as never
  t.same(inspect(found, { from: 120_000 }), {
    problem: '--from 2:00 is not before the end of the input, which is 1:01 long',
  })
  t.same(inspect(found, { stream: 3 }), { problem: 'the input has no audio stream 3, only streams 0 to 1' })
  t.same(inspect(found, { channel: 2 }), { problem: 'the input has no channel 2, only channels 0 to 1' })
  t.same(inspect(found, { stream: 1, channel: 1 }), { problem: 'the input has no channel 1, only channel 0' })
  t.same(inspect(found, {}), {
    note: '2 audio streams: 0 aac, 1 aac; reading 0, choose another with --stream',
  })
  t.same(inspect(found, { stream: 1 }), {})
})
