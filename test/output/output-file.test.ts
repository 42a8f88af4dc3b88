import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync, existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmdirSync,
  rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import t, { type Test } from 'tap'
import { createDirectory, removeEmptyDirectories } from '../../lib/output/directory.js'
import { openOutput, type OutputFile, writeOutput } from '../../lib/output/output-file.js'

const isRoot = process.getuid?.() === 0
const needsRoot = isRoot ? {} : { skip: 'needs root' }
const modeOf = (path: string): number => statSync(path).mode & 0o777
const partials = (dir: string): string[] => readdirSync(dir).filter(name => name.endsWith('.partial'))

/** Writes text to an open output, and waits until it is there. */
async function fill({ stream }: OutputFile, text: string): Promise<void> {
  await finished(stream.end(text))
}

t.test('a file gets its name on commit, and the mode of the file that it replaces', async t => {
  const dir = t.testdir({ old: 'old' })
  chmodSync(join(dir, 'old'), 0o640)
  for (const [name, before] of [['old', 'old'], ['new', undefined]] as const) {
    const path = join(dir, name)
    const file = await openOutput(path)
    await fill(file, 'fresh')
    t.equal(file.replaces, before !== undefined)
    t.equal(existsSync(path) ? readFileSync(path, 'utf8') : undefined, before)
    await file.commit()
    t.equal(readFileSync(path, 'utf8'), 'fresh')
    t.equal(file.release(true), undefined, 'nothing is left to keep')
  }
  t.equal(modeOf(join(dir, 'old')), 0o640)
  writeFileSync(join(dir, 'plain'), '')
  t.equal(modeOf(join(dir, 'new')), modeOf(join(dir, 'plain')), 'a new file has the mode of any new file')
  t.same(readdirSync(dir).sort(), ['new', 'old', 'plain'])
})

t.test('the temporary file is as private as the file that it replaces', async t => {
  const dir = t.testdir({ secret: 'old' })
  chmodSync(join(dir, 'secret'), 0o600)
  const file = await openOutput(join(dir, 'secret'))
  t.equal(modeOf(join(dir, partials(dir)[0]!)), 0o600)
  file.release(false)
})

t.test('root keeps the owner of a file', needsRoot, async t => {
  const dir = t.testdir({ old: 'old' })
  execFileSync('chown', ['1234:4321', join(dir, 'old')])
  await writeOutput(join(dir, 'old'), 'fresh')
  const { uid, gid } = statSync(join(dir, 'old'))
  t.same([uid, gid], [1234, 4321])
})

t.test('what was written is kept under a name of its own, and an empty file is removed', async t => {
  const dir = t.testdir({ a: 'good' })
  const path = join(dir, 'a')
  const kept: string[] = []
  for (const text of ['first', 'second']) {
    const file = await openOutput(path)
    await fill(file, text)
    kept.push(file.release(true)!)
  }
  const empty = await openOutput(path)
  t.equal(empty.release(true), undefined)
  const unwanted = await openOutput(path)
  await fill(unwanted, 'text')
  t.equal(unwanted.release(false), undefined)
  t.same(kept.map(name => readFileSync(name, 'utf8')), ['first', 'second'])
  for (const name of kept) t.match(name, /a\.[0-9a-f]{8}\.partial$/)
  t.equal(readFileSync(path, 'utf8'), 'good')
  t.same(readdirSync(dir).length, 3)
})

t.test('two runs on one file do not mix', async t => {
  const path = join(t.testdir(), 'a')
  const [one, two] = await Promise.all([openOutput(path), openOutput(path)])
  one.stream.write('one')
  two.stream.write('two and more')
  await Promise.all([fill(one, ' end'), fill(two, ' end')])
  await two.commit()
  t.equal(readFileSync(path, 'utf8'), 'two and more end')
  await one.commit()
  t.equal(readFileSync(path, 'utf8'), 'one end')
})

t.test('symbolic links are followed, to a target that does not exist yet, too', async t => {
  const dir = t.testdir({ real: 'old', folder: {} })
  symlinkSync('real', join(dir, 'link'))
  symlinkSync('link', join(dir, 'chain'))
  symlinkSync(join(dir, 'folder', 'later'), join(dir, 'dangling'))
  symlinkSync('folder', join(dir, 'way'))
  symlinkSync('../real2', join(dir, 'folder', 'up'))
  for (const [given, target] of [
    ['link', 'real'], ['chain', 'real'], ['dangling', 'folder/later'], ['way/inner', 'folder/inner'],
    ['way/up', 'real2'],
  ] as const) {
    await writeOutput(join(dir, given), given)
    t.equal(readFileSync(join(dir, target), 'utf8'), given)
  }
  for (const link of ['link', 'chain', 'dangling', 'way']) t.ok(lstatSync(join(dir, link)).isSymbolicLink(), link)
  symlinkSync('loop', join(dir, 'loop'))
  await t.rejects(openOutput(join(dir, 'loop')), { message: /it has too many symbolic links/ })
})

t.test('a link with the name of an old temporary file is not followed', async t => {
  const dir = t.testdir({ victim: 'precious' })
  symlinkSync('victim', join(dir, 'a.partial'))
  await writeOutput(join(dir, 'a'), 'captions')
  t.equal(readFileSync(join(dir, 'victim'), 'utf8'), 'precious')
  t.ok(lstatSync(join(dir, 'a.partial')).isSymbolicLink())
})

t.test('a FIFO is written in place, once it has a reader', async t => {
  const dir = t.testdir()
  const path = join(dir, 'fifo')
  execFileSync('mkfifo', [path])
  const opening = openOutput(path)
  const reader = spawn('cat', [path])
  let text = ''
  reader.stdout.on('data', (bytes: Buffer) => { text += String(bytes) })
  const file = await opening
  await fill(file, 'through a FIFO')
  await file.commit()
  await new Promise(resolve => reader.on('close', resolve))
  t.equal(text, 'through a FIFO')
  t.ok(lstatSync(path).isFIFO())
  t.same(readdirSync(dir), ['fifo'])
})

t.test('a socket is written in place, and one without a program behind it is refused', async t => {
  // Paths of sockets are short.
  const dir = mkdtempSync(join(tmpdir(), 'stenopipe-'))
  t.teardown(() => { rmSync(dir, { recursive: true }) })
  const path = join(dir, 'socket')
  const server = createServer().listen(path)
  await new Promise(resolve => server.once('listening', resolve))
  const received = new Promise<string>(resolve => {
    server.once('connection', socket => {
      let text = ''
      socket.on('data', bytes => { text += String(bytes) }).on('end', () => { resolve(text) })
    })
  })
  await writeOutput(path, 'through a socket')
  t.equal(await received, 'through a socket')
  execFileSync('cp', ['-a', path, join(dir, 'dead')])
  await new Promise(resolve => server.close(resolve))
  await t.rejects(openOutput(join(dir, 'dead')), { message: /no program listens on the socket/ })
  t.ok(lstatSync(join(dir, 'dead')).isSocket())
})

t.test('a device is written in place', needsRoot, async t => {
  const dir = t.testdir()
  execFileSync('mknod', [join(dir, 'null'), 'c', '1', '3'])
  execFileSync('mknod', [join(dir, 'full'), 'c', '1', '7'])
  symlinkSync('null', join(dir, 'link'))
  for (const name of ['null', 'link']) await writeOutput(join(dir, name), 'gone')
  await t.rejects(writeOutput(join(dir, 'full'), 'too much'), {
    code: 'STENO_OUTPUT_UNWRITABLE', message: /full": the disk is full; /,
  })
  for (const name of ['null', 'full']) t.ok(lstatSync(join(dir, name)).isCharacterDevice(), name)
  t.same(readdirSync(dir).sort(), ['full', 'link', 'null'])
})

t.test('a descriptor is written in place, after what it has already', async t => {
  const dir = t.testdir({ log: 'before ' })
  const descriptor = openSync(join(dir, 'log'), 'a')
  await writeOutput(`/dev/fd/${descriptor}`, 'after')
  t.equal(readFileSync(join(dir, 'log'), 'utf8'), 'before after')
  t.same(readdirSync(dir), ['log'])
  await t.rejects(openOutput('/dev/fd/9999'), { message: /the descriptor is not open for writing/ })
})

t.test('a protected file is refused, by whatever path or descriptor', async t => {
  const dir = t.testdir({ input: 'audio', other: 'old' })
  const input = join(dir, 'input')
  symlinkSync('input', join(dir, 'link'))
  linkSync(input, join(dir, 'hard'))
  const descriptor = openSync(input, 'r+')
  for (const path of [input, join(dir, 'link'), join(dir, 'hard'), `/dev/fd/${descriptor}`]) {
    for (const protect of [input, descriptor]) {
      await t.rejects(openOutput(path, [protect]), { code: 'STENO_OUTPUT_UNWRITABLE', message: /it is the input/ })
    }
  }
  for (const protect of [join(dir, 'gone'), 9999]) {
    const file = await openOutput(join(dir, 'other'), [protect])
    file.release(false)
  }
  t.equal(readFileSync(input, 'utf8'), 'audio')
})

t.test('a path that cannot be written is refused with the reason in words', async t => {
  const dir = t.testdir({ folder: {}, file: '' })
  for (const [path, reason] of [
    ['folder', 'it is a directory'],
    ['folder/', 'it is a directory'],
    ['missing/a', 'its directory does not exist'],
    ['file/a', 'a part of its path is not a directory'],
    ['a'.repeat(300), 'its name is too long'],
  ] as const) {
    await t.rejects(openOutput(`${dir}/${path}`), {
      code: 'STENO_OUTPUT_UNWRITABLE', message: `Cannot write "${dir}/${path}": ${reason}; choose another path`,
    })
  }
  t.same(readdirSync(dir).sort(), ['file', 'folder'])
})

t.test('a name that leaves no room for a suffix is written', async t => {
  const dir = t.testdir()
  await writeOutput(join(dir, 'é'.repeat(125)), 'text')
  t.same(readdirSync(dir), ['é'.repeat(125)])
})

t.test('a read-only file or directory is refused', { skip: isRoot && 'root may write everything' }, async t => {
  const dir = t.testdir({ file: 'old', folder: { inner: 'old' } })
  chmodSync(join(dir, 'file'), 0o444)
  chmodSync(join(dir, 'folder'), 0o555)
  for (const path of ['file', 'folder/new']) {
    await t.rejects(openOutput(join(dir, path)), { message: /permission denied/ })
  }
  await writeOutput(join(dir, 'folder/inner'), 'fresh')
  t.equal(readFileSync(join(dir, 'folder/inner'), 'utf8'), 'fresh', 'the file itself may be written')
  chmodSync(join(dir, 'folder'), 0o755)
})

t.test('a full disk in the middle is reported with the file, and keeps what fits', needsRoot, async t => {
  const disk = mount(t, 'size=64k')
  if (disk === undefined) return void t.pass('mounting is not allowed here')
  const path = join(disk, 'a.srt')
  writeFileSync(path, 'good')
  const file = await openOutput(path)
  const writing = finished(file.stream)
  for (let i = 0; i < 10; i++) file.stream.write('x'.repeat(10_000))
  await t.rejects(writing, {
    code: 'STENO_OUTPUT_UNWRITABLE', message: `Cannot write "${path}": the disk is full; choose another path`,
  })
  const kept = file.release(true)!
  t.equal(readFileSync(path, 'utf8'), 'good')
  t.ok(statSync(kept).size >= 40_000)
})

t.test('a read-only disk is reported as such, for files and directories', needsRoot, async t => {
  const disk = mount(t, 'ro')
  if (disk === undefined) return void t.pass('mounting is not allowed here')
  await t.rejects(openOutput(join(disk, 'a')), { message: /a": the file system is read-only/ })
  await t.rejects(createDirectory(join(disk, 'b', 'c')), { message: /c": the file system is read-only/ })
})

t.test('directories are created, and only those are removed again', async t => {
  const dir = t.testdir({ there: {}, file: '' })
  t.equal(await createDirectory(join(dir, 'there')), undefined)
  const outermost = await createDirectory(join(dir, 'there', 'a', 'b'))
  t.equal(outermost, join(dir, 'there', 'a'))
  removeEmptyDirectories(join(dir, 'there', 'a', 'b'), outermost!)
  t.same(readdirSync(join(dir, 'there')), [])
  const full = await createDirectory(join(dir, 'c', 'd'))
  mkdirSync(join(dir, 'c', 'other'))
  removeEmptyDirectories(join(dir, 'c', 'd'), full!)
  t.same(readdirSync(join(dir, 'c')), ['other'])
  await t.rejects(createDirectory(join(dir, 'file')), { message: /file": it is not a directory/ })
})

/** A file system in memory; undefined where mounting is not allowed. */
function mount(t: Test, options: string): string | undefined {
  // Not a testdir(), which is removed before the file system is unmounted.
  const disk = mkdtempSync(join(tmpdir(), 'stenopipe-'))
  t.teardown(() => { rmdirSync(disk) })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', disk], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  t.teardown(() => { execFileSync('umount', ['--lazy', disk]) })
  return disk
}
