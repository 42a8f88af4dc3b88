import t from 'tap'
import { urlSource } from '../../../lib/audio/sources/url-source.js'
import { closed } from '../../contract/stage.js'
import { answerRange, heard, serve } from '../servers.js'
import { children, wav } from '../sounds.js'

t.test('urlSource() begins where it is told to, whether or not the server gives bytes from the middle', async t => {
  const ramp = new Uint8Array(Int16Array.from({ length: 320_000 }, (_, i) => i / 16).buffer)
  const file = wav(Buffer.from(ramp))
  const asked: number[] = []
  const host = await serve(t, (request, response) => {
    if (request.url === '/ranges') {
      asked.push(Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1]))
      answerRange(request, response, file)
    } else if (request.url === '/length') response.end(file)
    else {
      response.write(file.subarray(0, 1000))
      response.end(file.subarray(1000))
    }
  })
  for (const path of ['ranges', 'length', 'chunked']) {
    const { pcm, starts, error } = await heard(urlSource(`http://${host}/${path}`, { from: 2000, to: 2500 }))
    t.equal(error, undefined)
    t.equal(starts[0], 2000)
    t.ok(pcm.equals(ramp.subarray(64_000, 80_000)), `${path}: ${pcm.length} bytes from ${pcm.readInt16LE(0)} ms`)
  }
  t.ok(Math.max(...asked) > 64_000, 'what lies before is not read where that can be')
  t.same(children(), [])
})

t.test('urlSource() leaves no child that asks the server, nor starts another, when it is destroyed meanwhile', async t => {
  let asked: (range: string | undefined) => void = () => {}
  const host = await serve(t, request => { asked(request.headers.range) })
  const question = new Promise<string | undefined>(resolve => { asked = resolve })
  const source = urlSource(`http://${host}/`, { from: 2000 })
  t.equal(await question, 'bytes=1-')
  asked = () => t.fail('dialled again')
  source.destroy()
  await closed(source)
  t.same(children(), [])
})
