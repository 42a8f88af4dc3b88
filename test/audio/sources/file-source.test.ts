import t from 'tap'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fileSource, type FileSourceOptions } from '../../../lib/audio/sources/file-source.js'
import { closed } from '../../contract/stage.js'
import { noise } from '../sounds.js'

async function read(file: string | URL, options?: FileSourceOptions): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const bytes of fileSource(file, options)) chunks.push(bytes as Buffer)
  return Buffer.concat(chunks)
}

t.test('fileSource() outputs the bytes of a file, given as a path or a URL', async t => {
  const bytes = noise(1, 200_000)
  const folder = t.testdir({ 'a file.bin': bytes, empty: '' })
  const path = join(folder, 'a file.bin')
  t.ok((await read(path)).equals(bytes))
  t.ok((await read(pathToFileURL(path))).equals(bytes))
  t.equal((await read(join(folder, 'empty'))).length, 0)
})

t.test('fileSource() has the path of the file', async t => {
  const path = join(t.testdir({ x: 'x' }), 'x')
  for (const file of [path, pathToFileURL(path)]) {
    const source = fileSource(file)
    t.equal(source.path, path)
    source.destroy()
    await closed(source)
  }
})

t.test('fileSource() applies stream options', async t => {
  const path = join(t.testdir({ x: Buffer.alloc(100) }), 'x')
  t.equal(fileSource(path, { highWaterMark: 7 }).readableHighWaterMark, 7)
  await t.rejects(read(path, { signal: AbortSignal.abort() }), { name: 'AbortError' })
})

t.test('fileSource() fails with an error for each kind of unreadable file', async t => {
  const folder = t.testdir({ file: 'x', locked: 'x' })
  const missing = join(folder, 'missing')
  const notFound = { code: 'STENO_FILE_NOT_FOUND', message: new RegExp(missing), cause: { code: 'ENOENT' } }
  await t.rejects(read(missing), notFound)
  await t.rejects(read(folder), { code: 'STENO_NOT_A_FILE' })
  await t.rejects(read(join(folder, 'file', 'below')), { code: 'STENO_FILE_UNREADABLE', message: /ENOTDIR/ })
  await t.rejects(read('x'.repeat(5000)), { code: 'STENO_FILE_UNREADABLE', message: /ENAMETOOLONG/ })
  if (process.getuid?.() !== 0) {
    chmodSync(join(folder, 'locked'), 0)
    await t.rejects(read(join(folder, 'locked')), { code: 'STENO_FILE_UNREADABLE', message: /EACCES/ })
  }
})

t.test('fileSource() throws for anything but a path', async t => {
  for (const bad of [undefined, null, 7, '', 'a\0b', Buffer.from('x'), new URL('http://example.com/x.mp3')]) {
    t.throws(() => fileSource(bad as string), { code: 'STENO_BAD_OPTION' }, String(bad))
  }
})

t.test('fileSource() waits for the writer of a FIFO, and ends when it closes', async t => {
  const path = join(t.testdir({}), 'fifo')
  execFileSync('mkfifo', [path])
  const source = fileSource(path)
  const all = source.toArray() as Promise<Buffer[]>
  await new Promise(resolve => setTimeout(resolve, 100))
  execFileSync('sh', ['-c', `printf one > ${path}`])
  t.equal(Buffer.concat(await all).toString(), 'one')
})

t.test('fileSource() of a FIFO waits between two writes', async t => {
  const path = join(t.testdir({}), 'fifo')
  execFileSync('mkfifo', [path])
  const writer = spawn('sh', ['-c', `exec > ${path}; printf one; sleep 0.3; printf two`])
  const bytes = Buffer.concat(await fileSource(path).toArray() as Buffer[])
  t.equal(bytes.toString(), 'onetwo')
  if (writer.exitCode === null) await once(writer, 'exit')
})

t.test('fileSource() of a FIFO without a writer can be destroyed, and blocks no other file', async t => {
  const folder = t.testdir({ file: 'content' })
  const path = join(folder, 'fifo')
  execFileSync('mkfifo', [path])
  const sources = Array.from({ length: 8 }, () => fileSource(path).resume())
  await new Promise(resolve => setTimeout(resolve, 50))
  t.equal(Buffer.concat(await fileSource(join(folder, 'file')).toArray() as Buffer[]).toString(), 'content')
  for (const source of sources) {
    source.destroy()
    await closed(source)
  }
})
