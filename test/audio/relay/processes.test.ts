import t, { type Test } from 'tap'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { urlSource } from '../../../lib/audio/sources/url-source.js'
import { closed } from '../../contract/stage.js'
import { serve } from '../servers.js'
import { children, encode } from '../sounds.js'

/** Starts a stream that stalls after 3 s of audio. */
const stall = (t: Test): Promise<string> => {
  const adts = encode(t, 'x.aac')
  return serve(t, (_, response) => { response.write(adts) })
}
const headers = { Authorization: 'Bearer SECRET', Cookie: 'a=SECRET', 'X-Key': 'SECRET' }

t.test('neither the list of processes nor the environment of ffmpeg contains a secret', async t => {
  process.env['DASHSCOPE_API_KEY'] = 'sk-SECRET'
  process.env['HF_TOKEN'] = 'SECRET'
  t.teardown(() => { delete process.env['DASHSCOPE_API_KEY']; delete process.env['HF_TOKEN'] })
  const host = await stall(t)
  const source = urlSource(`http://me:SECRET@${host}/SECRET?token=SECRET`, { headers })
  source.on('error', () => {}).once('data', () => {})
  await once(source, 'data')
  const [pid] = children()
  for (const name of ['cmdline', 'environ']) {
    const text = readFileSync(`/proc/${pid}/${name}`, 'latin1')
    t.ok(text.length > 20)
    t.notMatch(text, /SECRET/, name)
  }
  source.destroy()
  await closed(source)
})

t.test('another process cannot use the relay with the address on the command line', async t => {
  const host = await stall(t)
  const source = urlSource(`http://${host}/x.wav`)
  await once(source.resume(), 'data')
  const [pid] = children()
  const environment = readFileSync(`/proc/${pid}/environ`, 'latin1')
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(environment)?.[1])
  const [address] = /http:\/\/media\.invalid\S*?(?=\0)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'latin1'))!
  const statuses: unknown[] = []
  for (const line of [`GET ${address}`, 'GET http://media.invalid/0/media.wav', `GET http://${host}/x.wav`, 'GET /']) {
    const socket = new Socket().connect(port, '127.0.0.1')
    socket.write(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    const [answer] = await once(socket, 'data') as [Buffer]
    statuses.push(answer.toString('latin1').split(' ')[1])
    socket.destroy()
  }
  t.same(statuses, ['407', '404', '404', '404'])
  source.destroy()
  await closed(source)
})

t.test('ffmpeg ends when this process is killed while a server stalls', async t => {
  const host = await stall(t)
  const script = join(t.testdir({}), 'run.mjs')
  writeFileSync(script, `
    import { urlSource } from '${new URL('../../../lib/index.js', import.meta.url).href}'
    urlSource('http://${host}/x.wav', { timeout: 60_000 }).once('data', () => process.stdout.write('data'))
  `)
  const child = execFile(process.execPath, [script])
  await once(child.stdout!, 'data')
  const runs = (): boolean => readdirSync('/proc').filter(name => /^\d+$/.test(name)).some(pid => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes('relay:')
        && readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')[1] !== String(process.pid)
    } catch {
      return false
    }
  })
  t.ok(runs())
  child.kill('SIGKILL')
  await once(child, 'exit')
  for (let i = 0; i < 100 && runs(); i++) await new Promise(resolve => setTimeout(resolve, 50))
  t.notOk(runs())
})
