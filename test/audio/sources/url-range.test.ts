import t from 'tap'
import { urlSource } from '../../../lib/audio/sources/url-source.js'
import { closed } from '../../contract/stage.js'
import { answerRange, collect, serve } from '../servers.js'
import { children, wav } from '../sounds.js'

t.test('urlSource() starts at `from`, whether or not the server supports range requests', async t => {
  const ramp = new Uint8Array(Int16Array.from({ length: 320_000 }, (_, i) => i / 16).buffer)
  const file = wav(Buffer.from(ramp))
  const requested: number[] = []
  const host = await serve(t, (request, response) => {
    if (request.url === '/ranges') {
      requested.push(Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1]))
      answerRange(request, response, file)
    } else if (request.url === '/length') response.end(file)
    else {
      response.write(file.subarray(0, 1000))
      response.end(file.subarray(1000))
    }
  })
  for (const path of ['ranges', 'length', 'chunked']) {
    const { pcm, starts, error } = await collect(urlSource(`http://${host}/${path}`, { from: 2000, to: 2500 }))
    t.equal(error, undefined)
    t.equal(starts[0], 2000)
    t.ok(pcm.equals(ramp.subarray(64_000, 80_000)), `${path}: ${pcm.length} bytes from ${pcm.readInt16LE(0)} ms`)
  }
  t.ok(Math.max(...requested) > 64_000, 'a server with range requests sends nothing before the part')
  t.same(children(), [])
})

t.test('urlSource() ends the range request and starts no other child when it is destroyed', async t => {
  let onRequest: (range: string | undefined) => void = () => {}
  const host = await serve(t, request => { onRequest(request.headers.range) })
  const range = new Promise<string | undefined>(resolve => { onRequest = resolve })
  const source = urlSource(`http://${host}/`, { from: 2000 })
  t.equal(await range, 'bytes=1-')
  onRequest = () => t.fail('another request')
  source.destroy()
  await closed(source)
  t.same(children(), [])
})
