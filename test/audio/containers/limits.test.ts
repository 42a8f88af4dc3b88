import t from 'tap'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { decode, type InputFormat } from '../../../lib/audio/decode.js'
import { Limits } from '../../../lib/audio/containers/limits.js'
import { VirtualClock } from '../../support/virtual-clock.js'
import { children, decoded, encode, tones, wav } from '../sounds.js'

t.test('decode() gives no more than its limits allow, and says which one was reached', async t => {
  for (const name of ['x.wav', 'x.mp3', 'x.ogg', 'x.webm', 'x.flac']) {
    const file = encode(t, name)
    for (const [limit, bytes] of [
      [{ maxDuration: 1000 }, 32_000],
      [{ maxBytes: 20_001 }, 20_000],
      [{ maxDuration: 1000, maxBytes: 20_000 }, 20_000],
      [{ maxDuration: 500, maxBytes: 1e6 }, 16_000],
    ] as const) {
      const { pcm, error } = await decoded(decode(limit), file)
      t.equal(error?.code, 'STENO_AUDIO_TOO_LONG', `${name}, ${JSON.stringify(limit)}`)
      t.match(error?.message, bytes === 20_000 ? /`maxBytes` of 200/ : /`maxDuration` of \d+ ms/)
      t.ok(pcm.length <= bytes)
      t.same(children(), [])
    }
  }
})

t.test('decode() lets pass what just fits', async t => {
  const file = wav(tones())
  for (const limit of [{ maxDuration: 3000 }, { maxBytes: 96_000 }, { maxTime: 60_000 }]) {
    const { error, pcm } = await decoded(decode(limit), file)
    t.same([error, pcm.length], [undefined, 96_000], JSON.stringify(limit))
  }
})

t.test('decode() checks its limits at once', async t => {
  for (const [option, bad] of [['maxDuration', 0], ['maxBytes', -1], ['maxTime', '1 s'], ['maxTime', NaN]] as const) {
    t.throws(() => decode({ [option]: bad }), { code: 'STENO_BAD_OPTION', message: new RegExp(`\`${option}\``) })
  }
})

t.test('decode() gives up on a decoder that works for ever, and ends it', async t => {
  const file = encode(t, 'x.mp3')
  const folder = t.testdir({ ffmpeg: '#!/bin/sh\nPATH=/usr/bin:/bin\nexec sleep 1000\n' })
  chmodSync(join(folder, 'ffmpeg'), 0o755)
  const { error } = await decoded(decode({ ffmpegPath: join(folder, 'ffmpeg'), maxTime: 100 }), file)
  t.equal(error?.code, 'STENO_DECODE_TIMEOUT')
  t.same(children(), [])
})

t.test('waiting for input, and for the reader, is no work', async t => {
  const slow = decode({ format: 'pcm', maxTime: 500 })
  slow.write(Buffer.alloc(100_000))
  await sleep(600)
  let bytes = 0
  slow.on('data', (pcm: Buffer) => { bytes += pcm.length })
  await sleep(600)
  slow.end(Buffer.alloc(1000))
  await once(slow, 'end')
  t.equal(bytes, 101_000)
})

t.test('Limits lets time run only while there is work', async t => {
  const errors: Error[] = []
  const clock = new VirtualClock()
  const limits = new Limits({ maxTime: 60 }, 16_000, error => { errors.push(error) }, clock)
  limits.setActive(true)
  await clock.pass(40)
  limits.setActive(false)
  await clock.pass(1000)
  limits.setActive(true)
  await clock.pass(19)
  t.same(errors, [])
  await clock.pass(1)
  t.match(errors, [{ code: 'STENO_DECODE_TIMEOUT' }])
})

t.test('with `format` given no decoder waits to see more', async t => {
  for (const [name, format, bytes, args] of [
    ['x.mp3', 'mp3', 12_000, ['-b:a', '64k', '-write_xing', '0', '-id3v2_version', '0']],
    ['x.aac', 'aac', 12_000, ['-b:a', '64k']],
    ['x.ogg', 'opus', 9000, ['-c:a', 'libopus', '-b:a', '24k', '-page_duration', '100000']],
    ['x.webm', 'webm', 9000, ['-c:a', 'libopus', '-b:a', '24k', '-cluster_time_limit', '100']],
    ['x.au', 'au', 90_000, []],
    ['adpcm.wav', 'wav', 40_000, ['-c:a', 'adpcm_ms']],
  ] as const) {
    const file = encode(t, name, [...args], [])
    const decoder = decode({ format: format as InputFormat })
    // No end is told, so that sound can only come before it.
    decoder.write(file.subarray(0, Math.min(bytes, file.length - 500)))
    const [first] = await new Promise<Buffer[]>(resolve => {
      decoder.once('data', (pcm: Buffer) => {
        resolve([pcm])
      })
    })
    t.ok(first!.length > 0, name)
    decoder.destroy()
  }
})
