import t from 'tap'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { decode } from '../../../lib/audio/decode.js'
import { urlSource } from '../../../lib/audio/sources/url-source.js'
import { closed } from '../../contract/stage.js'
import { collect, serve } from '../servers.js'
import { children, encode, tones, wav } from '../sounds.js'

const file = wav(tones())
const header = wav(Buffer.alloc(0), { dataBytes: 0xffff_ffff, riffBytes: 0xffff_ffff })
const samples = tones()

/** Audio without end, as fast as it is read. */
const endless = (response: ServerResponse): void => {
  response.write(header)
  const body = Readable.from((function *() { for (;;) yield samples })())
  body.pipe(response)
  response.on('close', () => body.destroy())
}

t.test('urlSource() leaves no child process when it is destroyed at any moment', async t => {
  const host = await serve(t, (_, response) => { endless(response) })
  for (const delay of [0, 1, 20, 60, 120, 200, 300, 400]) {
    for (const live of [true, false]) {
      const source = urlSource(`http://${host}/`, { live })
      if (delay % 100 === 0) source.resume()
      await new Promise(resolve => setTimeout(resolve, delay))
      source.destroy()
      await closed(source)
      t.same(children(), [], `after ${delay} ms`)
    }
  }
})

t.test('urlSource() leaves no child process after an early break, an abort or a failing stage', async t => {
  const host = await serve(t, (_, response) => { endless(response) })
  const url = `http://${host}/`
  const partlyRead = urlSource(url)
  for await (const { duration } of partlyRead) {
    t.ok(duration > 0)
    break
  }
  await closed(partlyRead)
  t.same(children(), [])
  const abort = new AbortController()
  const aborted = urlSource(url, { signal: abort.signal })
  aborted.once('data', () => { abort.abort() })
  t.equal((await collect(aborted)).error?.name, 'AbortError')
  t.same(children(), [])
  const source = urlSource(url)
  const decoder = source.pipe(decode())
  decoder.on('error', () => {}).once('data', () => { decoder.destroy(new Error('enough')) })
  await closed(source)
  t.same(children(), [])
})

t.test('urlSource() applies backpressure to the server unless it is live', async t => {
  let sent = 0
  const host = await serve(t, (_, response) => {
    endless(response)
    const { socket } = response
    socket?.once('close', () => { sent = socket.bytesWritten })
  })
  const source = urlSource(`http://${host}/`)
  await once(source, 'readable')
  await new Promise(resolve => setTimeout(resolve, 700))
  t.equal(source.dropped, 0)
  source.destroy()
  await closed(source)
  await new Promise(resolve => setTimeout(resolve, 50))
  t.ok(sent < 20e6, `${sent} bytes`)
})

t.test('a live urlSource() drops the oldest audio for a slow reader, reports it, and keeps times right', async t => {
  let finish = () => {}
  const host = await serve(t, (_, response) => {
    response.write(header)
    for (let i = 0; i < 4; i++) response.write(samples)
    finish = () => response.end()
  })
  const source = urlSource(`http://${host}/`, { live: true, reconnect: false, maxBuffer: 2000 })
  const drops: { start: number; duration: number }[] = []
  source.on('drop', drop => drops.push(drop))
  await once(source, 'drop')
  finish()
  while (source.dropped < 9500) await once(source, 'drop')
  let end = 0
  let total = 0
  let gaps = 0
  for await (const { start, duration } of source) {
    gaps += start - end
    end = start + duration
    total += duration
  }
  t.equal(end, 12_000, 'the source clock continues')
  t.ok(Math.abs(gaps - source.dropped) < 1e-6 && gaps > 5000, `${gaps} ms were dropped`)
  t.ok(Math.abs(drops.reduce((sum, { duration }) => sum + duration, 0) - source.dropped) < 1e-6)
  t.ok(total <= 2500, `${total} ms were kept`)
})

t.test('a live urlSource() replaces dropped audio by silence for a stage that takes bytes', async t => {
  const host = await serve(t, (_, response) => {
    response.write(header)
    for (let i = 0; i < 4; i++) response.write(samples)
    response.end()
  })
  const source = urlSource(`http://${host}/`, { live: true, reconnect: false, maxBuffer: 1000 })
  while (source.dropped < 10_500) await once(source, 'drop')
  const pcm = Buffer.concat(await source.pipe(decode()).toArray() as Buffer[])
  t.equal(pcm.length, 12 * 32_000)
})

t.test('urlSource() connects again when a radio stream is interrupted', async t => {
  let connections = 0
  const adts = encode(t, 'x.aac')
  const host = await serve(t, (_, response) => {
    connections++
    // As Icecast answers: until it closes the connection.
    response.useChunkedEncodingByDefault = false
    response.writeHead(200, { 'Content-Type': 'audio/aac', Connection: 'close' })
    response.write(adts)
    if (connections < 3) response.end()
  })
  const source = urlSource(`http://${host}/`, { live: true })
  let ms = 0
  for await (const { duration } of source) {
    ms += duration
    if (ms > 8500) break
  }
  t.equal(connections, 3)
  await closed(source)
  t.same(children(), [])
})

t.test('urlSource() fails when no audio arrives, and when too much does', async t => {
  const host = await serve(t, ({ url }, response) => {
    if (url === '/endless') endless(response)
    else response.write(file.subarray(0, 44))
  })
  const silent = await collect(urlSource(`http://${host}/hidden`, { timeout: 700 }))
  t.match(silent.error, { code: 'STENO_SOURCE_TIMEOUT', retryable: true, message: /700 ms/ })
  t.notMatch(silent.error?.message, /hidden/)
  const long = await collect(urlSource(`http://${host}/endless`, { maxDuration: 5000 }))
  t.equal(long.error?.code, 'STENO_SOURCE_TOO_LONG')
  t.same(children(), [])
})
