import t from 'tap'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { probe, type ProbeOptions } from '../../../lib/audio/sources/probe.js'
import { serve } from '../servers.js'
import { children, encode, tones, wav } from '../sounds.js'

t.test('probe() reads the duration, format and streams of a file', async t => {
  const folder = t.testdir({})
  const path = join(folder, '-a file.mkv')
  writeFileSync(
    path,
    encode(
      t,
      'x.mkv',
      ['-c:a', 'flac', '-map', '0:v', '-map', '1:a', '-map', '1:a', '-metadata:s:a:1', 'language=fra'],
      ['-f', 'lavfi', '-i', 'testsrc=d=3:s=64x64:r=10'],
    ),
  )
  const result = await probe(path)
  t.match(result, { format: 'matroska,webm', duration: 3000, containerStart: 0 })
  t.same(
    result.streams.map(({ stream, codec, sampleRate, channels, language }) => [
      stream,
      codec,
      sampleRate,
      channels,
      language,
    ]),
    [
      [0, 'flac', 44_100, 2, undefined],
      [1, 'flac', 44_100, 2, 'fra'],
    ],
  )
})

t.test('probe() reads the start of the container and of its audio', async t => {
  const path = join(t.testdir({}), 'x.ts')
  writeFileSync(path, encode(t, 'x.ts', ['-muxdelay', '0', '-output_ts_offset', '5', '-map', '0:v', '-map', '1:a'],
    ['-f', 'lavfi', '-i', 'testsrc=d=4:s=64x64:r=10', '-itsoffset', '1']))
  const { containerStart, streams } = await probe(path)
  t.ok(Math.abs(containerStart - 5000) < 150, String(containerStart))
  t.ok(Math.abs(streams[0]!.start - 1000) < 150, String(streams[0]!.start))
})

t.test('probe() reads a URL, and its errors contain no secrets', async t => {
  const host = await serve(t, ({ url }, response) => {
    if (url === '/x.wav') response.end(wav(tones()))
    else response.writeHead(404).end()
  })
  t.match((await probe(`http://${host}/x.wav`)).streams, [{ codec: 'pcm_s16le', sampleRate: 16_000, channels: 1 }])
  const error = await probe(`http://me:hidden@${host}/hidden`).catch((error: unknown) => error as Error)
  t.match(error, { code: 'STENO_URL_REFUSED', message: /not found \(404\)/ })
  t.notMatch(`${(error as Error).stack}${String((error as Error).cause)}`, /hidden/)
})

t.test('probe() ends ffprobe when the server does not answer', async t => {
  const host = await serve(t, () => {})
  await t.rejects(probe(`http://${host}/`, { timeout: 500 }), { code: 'STENO_SOURCE_TIMEOUT' })
  t.same(children(), [])
})

t.test('probe() opens no file that its input refers to, and refuses what is no audio', async t => {
  const folder = t.testdir({ 'secret.wav': wav(tones()), text: 'Dear sir or madam' })
  const secret = join(folder, 'secret.wav')
  writeFileSync(join(folder, 'list.mp3'), `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:3,\n${secret}\n#EXT-X-ENDLIST\n`)
  writeFileSync(join(folder, 'concat.mp3'), `ffconcat version 1.0\nfile 'secret.wav'\n`)
  for (const name of ['list.mp3', 'concat.mp3', 'text'])
    await t.rejects(probe(join(folder, name)), { code: 'STENO_AUDIO_UNREADABLE' }, name)
  await t.rejects(probe(join(folder, 'missing')), { code: 'STENO_FILE_NOT_FOUND' })
  await t.rejects(probe(folder), { code: 'STENO_NOT_A_FILE' })
  await t.rejects(probe(join(secret, 'below')), { code: 'STENO_FILE_UNREADABLE', message: /ENOTDIR/ })
  await t.rejects(probe(pathToFileURL(secret)), { code: 'STENO_BAD_OPTION' })
  await t.rejects(probe(7 as unknown as string), { code: 'STENO_BAD_OPTION' })
  await t.rejects(probe(secret, { ffmpegPath: join(folder, 'nowhere', 'ffmpeg') }), { code: 'STENO_FFMPEG_MISSING' })
  await t.rejects(probe(secret, { timout: 5 } as ProbeOptions), {
    code: 'STENO_UNKNOWN_OPTION',
    message: /`timout`.*did you mean `timeout`/,
  })
})
