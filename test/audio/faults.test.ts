import t from 'tap'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { decode, type InputFormat } from '../../lib/audio/decode.js'
import { decoded, encode, noise, soundsRight, tones, wav } from './sounds.js'

const picture = ['-f', 'lavfi', '-i', 'testsrc=d=3:s=64x64:r=10']

t.test('decode() refuses noise, whatever the seed and however it is cut', async t => {
  for (let seed = 1; seed <= 12; seed++) {
    const result = await decoded(decode(), noise(seed, 100_000), seed === 1 ? 1 : 5003)
    t.equal(result.error?.code, 'STENO_AUDIO_UNREADABLE', `seed ${seed}`)
    t.equal(result.pcm.length, 0)
  }
})

t.test('decode() gives no noise for sound when a container was promised', async t => {
  for (const format of ['mp3', 'aac', 'ogg', 'flac', 'mp4', 'webm', 'wav', 'amr', 'ts', 'wma'] as InputFormat[]) {
    for (const seed of [1, 2]) {
      const result = await decoded(decode({ format }), noise(seed, 60_000))
      t.match(result.error?.code, /^STENO_(AUDIO_UNREADABLE|FFMPEG_FAILED|NO_AUDIO_STREAM)$/, `${format}, seed ${seed}`)
      t.equal(result.pcm.length, 0)
    }
  }
})

t.test('decode() refuses text, pictures and archives', async t => {
  const png = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'
  for (const input of ['Dear sir or madam', '<html>404</html>', png, 'PK\x03\x04', '%PDF-1.7', '\0', 'ID3']) {
    const { error } = await decoded(decode(), Buffer.from(input, 'latin1'), 1)
    t.equal(error?.code, 'STENO_AUDIO_UNREADABLE', input)
  }
})

t.test('decode() says what it saw, and how to read raw samples', async t => {
  const { error } = await decoded(decode(), Buffer.from('Dear sir or madam'))
  t.match(error?.message, /\(it is text\)/)
  t.match(error?.message, /format: 'pcm'/)
})

t.test('decode() takes no bytes at all for a fault', async t => {
  for (const format of ['auto', 'pcm', 'wav', 'mp3'] as const) {
    t.equal((await decoded(decode({ format }), Buffer.alloc(0))).error?.code, 'STENO_AUDIO_EMPTY', format)
  }
})

t.test('decode() refuses a file that is only a beginning', async t => {
  t.equal((await decoded(decode(), wav(tones()).subarray(0, 20))).error?.code, 'STENO_AUDIO_UNREADABLE', 'wav')
  for (const [name, bytes] of [['x.flac', 30], ['x.ogg', 40], ['x.webm', 60], ['x.m4a', 36]] as const) {
    const { error } = await decoded(decode(), encode(t, name).subarray(0, bytes))
    t.match(error?.code, /^STENO_(AUDIO_UNREADABLE|NO_AUDIO_STREAM)$/, name)
  }
})

t.test('decode() tells a film without sound from a damaged file', async t => {
  for (const [name, args] of [
    ['x.mp4', ['-movflags', '+faststart']], ['x.webm', ['-c:v', 'libvpx']], ['x.ts', []], ['x.mpg', ['-r', '25']],
  ] as const) {
    const { error } = await decoded(decode(), encode(t, name, [...args, '-map', '0:v'], picture))
    t.equal(error?.code, 'STENO_NO_AUDIO_STREAM', name)
  }
})

t.test('decode() names an MP4 with its index at the end for what it is', async t => {
  const long = ['-f', 'lavfi', '-i', 'anoisesrc=d=20:r=44100:a=0.3']
  for (const rate of ['64k', '512k']) {
    const file = encode(t, 'x.m4a', ['-map', '0:a', '-b:a', rate], long)
    const { error, pcm } = await decoded(decode(), file)
    t.equal(error?.code, 'STENO_AUDIO_NEEDS_SEEK', `${file.length} bytes`)
    t.equal(pcm.length, 0)
  }
  soundsRight(t, (await decoded(decode(), encode(t, 'short.m4a'))).pcm)
})

for (const [name, args] of [
  ['x.mp3', []], ['bare.mp3', ['-id3v2_version', '0', '-write_xing', '0']], ['x.aac', []],
  ['opus.ogg', ['-c:a', 'libopus']], ['faststart.m4a', ['-movflags', '+faststart']],
  ['fragmented.m4a', ['-movflags', '+frag_keyframe+empty_moov', '-frag_duration', '500000']],
  ['x.flac', []], ['x.webm', []], ['x.aiff', []], ['x.caf', []], ['adpcm.wav', ['-c:a', 'adpcm_ms']],
] as const) {
  t.test(`decode() keeps what came before ${name} broke off, and warns once before its end`, async t => {
    const file = encode(t, name, args)
    const decoder = decode()
    const events: string[] = []
    decoder.on('warning', warning => events.push(warning.code)).on('end', () => events.push('end'))
    const { pcm, error } = await decoded(decoder, file.subarray(0, Math.floor(file.length * 0.6) + 1))
    t.equal(error, undefined)
    t.same(events, ['STENO_AUDIO_TRUNCATED', 'end'])
    t.ok(pcm.length > 20_000 && pcm.length < 92_000, `${pcm.length} of about 96000 bytes`)
  })
}

t.test('decode() does not take tags behind an mp3 for a break', async t => {
  const mp3 = encode(t, 'x.mp3', ['-id3v2_version', '0', '-write_id3v1', '0'])
  const plain = await decoded(decode(), mp3)
  const ape = Buffer.concat([Buffer.from('APETAGEX\xd0\x07\0\0', 'latin1'), noise(3, 4000)])
  const id3v1 = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 'x')])
  for (const tags of [[id3v1], [ape], [ape, id3v1], [Buffer.from('LYRICSBEGIN000017LYRICS200'), id3v1]]) {
    const result = await decoded(decode(), Buffer.concat([mp3, ...tags]))
    t.same(result.warnings, [])
    t.ok(Math.abs(result.pcm.length - plain.pcm.length) <= 4000)
  }
})

t.test('decode() gets over damage in the middle, however much ffmpeg complains', async t => {
  const mp3 = encode(t, 'x.mp3', ['-b:a', '320k'], ['-stream_loop', '60'])
  const random = noise(9, mp3.length)
  for (let at = 5000; at < mp3.length; at += 700) mp3[at] = random[at]!
  const { pcm, error } = await decoded(decode(), mp3)
  t.equal(error, undefined)
  t.ok(pcm.length > 61 * 96_000 * 0.8, `${pcm.length} bytes`)
})

t.test('decode() opens nothing that its input names', async t => {
  let requests = 0
  const server = createServer((_, response) => { requests++; response.end(wav(tones())) }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const folder = t.testdir({})
  const secret = join(folder, 'secret.wav')
  writeFileSync(secret, wav(tones()))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`
  const profile = 'profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" mediaPresentationDuration="PT3S"'
  const dash = `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" ${profile}>
    <Period><AdaptationSet mimeType="audio/wav"><Representation id="1" bandwidth="1"><BaseURL>${url}</BaseURL>
    </Representation></AdaptationSet></Period></MPD>`
  const sdp = 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n'
  const m3u = (uri: string): string => `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:3,\n${uri}\n#EXT-X-ENDLIST\n`

  for (const [title, text] of [
    ['HLS to a file', m3u(pathToFileURL(secret).href)], ['HLS to a path', m3u(secret)],
    ['HLS to a server', m3u(url)], ['DASH', dash], ['SDP', sdp],
    ['HLS with a key', m3u(secret).replace('#EXTINF', `#EXT-X-KEY:METHOD=AES-128,URI="${url}"\n#EXTINF`)],
    ['ffconcat', `ffconcat version 1.0\nfile '${secret}'\n`],
    ['ffconcat, URL', `ffconcat version 1.0\nfile '${url}'\n`],
  ] as const) {
    for (const format of ['auto', 'mp4', 'mp3', 'wav', 'ogg'] as const) {
      const { error, pcm } = await decoded(decode({ format }), Buffer.from(text))
      t.match(error?.code, /^STENO_(AUDIO_UNREADABLE|FFMPEG_FAILED)$/, `${title} as ${format}`)
      t.equal(pcm.length, 0)
    }
  }
  t.equal(requests, 0, 'nobody called')
})
