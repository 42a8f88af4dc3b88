import t from 'tap'
import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { Duplex, Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { decode } from '../../lib/audio/decode.js'
import { fileSource } from '../../lib/audio/sources/file-source.js'
import { serve } from './servers.js'
import { encode } from './sounds.js'

t.test('decode() outputs the same samples for every kind of source', async t => {
  const file = encode(t, 'x.mp3')
  const path = join(t.testdir({ 'x.mp3': file }), 'x.mp3')
  const host = await serve(t, (_, response) => { response.end(file) })
  function *pieces(): Generator<Uint8Array> {
    for (let at = 0; at < file.length; at += 1001) yield new Uint8Array(file.subarray(at, at + 1001))
  }
  async function *later(): AsyncGenerator<Uint8Array> { yield *pieces() }
  const web = (): ReadableStream<Uint8Array> => {
    const iterator = pieces()
    return new ReadableStream({
      pull(controller) {
        const next = iterator.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
    })
  }
  // Kept whole: Node cancels the body of a response that is collected as garbage before anybody reads it.
  const response = await fetch(`http://${host}/`)
  const sources: Record<string, () => Readable> = {
    'a Readable': () => createReadStream(path),
    'an iterable': () => Readable.from(pieces()),
    'an async iterable': () => Readable.from(later()),
    'a web stream': () => Readable.fromWeb(web()),
    'the body of fetch()': () => Readable.fromWeb(response.body!),
    'the pipe of another process': () => spawn('cat', [path], { stdio: ['ignore', 'pipe', 'ignore'] }).stdout,
  }
  const expected = Buffer.concat(await fileSource(path).pipe(decode()).toArray() as Buffer[])
  t.ok(expected.length > 90_000 && expected.some(byte => byte !== 0), `${expected.length} bytes`)
  for (const [name, source] of Object.entries(sources)) {
    t.ok(expected.equals(Buffer.concat(await source().pipe(decode()).toArray() as Buffer[])), name)
  }
  const through: Uint8Array[] = []
  for await (const pcm of web().pipeThrough(Duplex.toWeb(decode()))) through.push(pcm as Uint8Array)
  t.ok(expected.equals(Buffer.concat(through)), 'a web stream through decode() as a transform')
})
