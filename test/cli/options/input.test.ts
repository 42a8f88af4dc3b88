import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { durationOf, readInput, timeOf } from '../../../lib/cli/options/input.js'
import { answerRange, serve } from '../../audio/servers.js'
import { tones, wav } from '../../audio/sounds.js'
import { stenopipe } from '../../support/cli.js'
import { clips } from '../../support/speech.js'

const [shortest] = [...clips].sort((a, b) => a.pcm.length - b.pcm.length)

t.test('a time is seconds, minutes and seconds, or hours too', async t => {
  for (const [text, ms] of [
    ['0', 0],
    ['90', 90_000],
    ['1.25', 1250],
    ['1:30', 90_000],
    ['0:01:30.5', 90_500],
    ['100:00', 6_000_000],
    ['2:00:00', 7_200_000],
    ['', undefined],
    ['1:5', undefined],
    ['1:60', undefined],
    ['1:60:00', undefined],
    ['-1', undefined],
    ['1m', undefined],
    [':30', undefined],
    ['1e3', undefined],
    ['1:00:00:00', undefined],
  ] as const)
    t.equal(timeOf(text), ms, text)
})

t.test('all that is wrong with the part of an input is told', async t => {
  const problems = (input: string, values: Parameters<typeof readInput>[1], formatIn?: string): string =>
    readInput(input, values, formatIn).problems.join('\n')
  t.equal(problems('a.mp3', { from: '1:30', to: '100', stream: '0', channel: '1' }), '')
  t.match(
    problems('a.mp3', { from: 'soon', channel: 'left' }),
    /--from must be a time such as .*, got "soon"\n--channel must be a number, 0 for the first, got "left"/,
  )
  t.match(problems('a.mp3', { from: '9', to: '8' }), /`--to` must be a number larger than `--from`, got 8000/)
  t.match(problems('-', { to: '9' }), /need a file or a URL/)
  t.match(problems('https://x/', {}, 'mp3'), /--format-in is for whole files/)
  t.match(problems('ftp://x/hidden', {}), /INPUT must be a URL that begins with http:/)
  t.notMatch(problems('ftp://x/hidden', {}), /hidden/)
})

t.test('the progress is that of the part', async t => {
  const path = join(t.testdir({ 'x.wav': wav(tones()) }), 'x.wav')
  const of = (input: string, part = {}): Promise<number | undefined> => durationOf({ input, part })
  t.equal(await of(path), 3000)
  t.equal(await of(path, { from: 500, to: 2000 }), 1500)
  t.equal(await of(path, { from: 500, to: 9000 }), 2500)
  t.equal(await of('-'), undefined)
  t.equal(await of(join(path, 'gone')), undefined)
})

t.test('transcribes a part of a file and of a URL, with the times of the whole', async t => {
  const folder = t.testdir({})
  const form = { channels: 2 }
  const stereo = Buffer.alloc(128_000 + 2 * shortest!.pcm.length)
  for (let at = 0; at < shortest!.pcm.length; at += 2) shortest!.pcm.copy(stereo, 128_000 + 2 * at + 2, at, at + 2)
  const path = join(folder, 'call.wav')
  writeFileSync(path, wav(stereo, form))
  const host = await serve(t, (request, response) => { answerRange(request, response, wav(stereo, form)) })
  for (const input of [path, `http://${host}/call.wav`]) {
    const { status, out, err } = await stenopipe([
      'transcribe',
      input,
      '--from',
      '0:02',
      '--channel',
      '1',
      '--accuracy',
      'fast',
    ])
    t.equal(status, 0, err)
    t.match(out, /^1\n00:00:02,\d{3} -->/)
  }
  const silent = await stenopipe(['transcribe', path, '--from', '2', '--channel', '0', '--accuracy', 'fast', '-q'])
  t.match(silent, { status: 0, out: '' }, 'nobody speaks in the other channel')
  t.match(await stenopipe(['transcribe', path, '--stream', '4', '-q']), { status: 1, err: /no audio stream 4/ })
  t.match(await stenopipe(['transcribe', '-', '--from', '4', '-q'], { input: Buffer.alloc(0) }), {
    status: 2,
    err: /need a file or a URL/,
  })
})

t.test('Ctrl-C ends a URL that never ends, with what was recognised until then', async t => {
  // A station at ten times real time: somebody speaks, then nobody.
  const host = await serve(t, (_, response) => {
    response.writeHead(200).write(wav(shortest!.pcm, { dataBytes: 0xffff_ffff }))
    const silence = setInterval(() => response.write(Buffer.alloc(16_000)), 50)
    response.on('close', () => { clearInterval(silence) })
  })
  const { status, out, err } = await stenopipe(['transcribe', `http://${host}/`, '--accuracy', 'fast'], {
    input: Buffer.alloc(0),
    interruptAfter: 6000,
  })
  t.equal(status, 130, err)
  t.match(out, /^1\n00:00:0\d,\d{3} --> .*\nhe /)
})
