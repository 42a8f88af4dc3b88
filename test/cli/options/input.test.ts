import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { durationOf } from '../../../lib/cli/input/audio-input.js'
import { readArguments } from '../../../lib/cli/options/arguments.js'
import { readInput } from '../../../lib/cli/options/input.js'
import { answerRange, serve } from '../../audio/servers.js'
import { tones, wav } from '../../audio/sounds.js'
import { stenopipe } from '../../support/cli.js'
import { clips } from '../../support/speech.js'

const [shortest] = [...clips].sort((a, b) => a.pcm.length - b.pcm.length)

t.test('all problems of the part of an input are reported', async t => {
  const problems = (input: string, line = ''): readonly string[] =>
    readInput(input, readArguments('transcribe', [input, ...line.split(' ').filter(Boolean)]).values).problems
  t.same(problems('a.mp3', '--from 1:30 --to 100 --stream 0 --channel 1'), [])
  t.same(problems('a.mp3', '--from 9 --to 8'), ['--to must be later than --from'])
  t.same(problems('-', '--to 9'), ['--from, --to, --stream and --channel need a file or a URL, not standard input'])
  t.same(problems('https://x/', '--format-in mp3'), [
    '--format-in is for whole files and standard input; leave it out',
  ])
  t.match(problems('ftp://x/hidden')[0], /^INPUT must be a URL that begins with http:/)
  t.notMatch(problems('ftp://x/hidden')[0], /hidden/)
})

t.test('the duration is that of the part', async t => {
  const path = join(t.testdir({ 'x.wav': wav(tones()) }), 'x.wav')
  const of = (input: string, part = {}): Promise<number | undefined> => durationOf({ input, part })
  t.equal(await of(path), 3000)
  t.equal(await of(path, { from: 500, to: 2000 }), 1500)
  t.equal(await of(path, { from: 500, to: 9000 }), 2500)
  t.equal(await of('-'), undefined)
  t.equal(await of(join(path, 'gone')), undefined)
})

t.test('a part of a file or URL is transcribed with the times of the whole', async t => {
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
  t.match(silent, { status: 0, out: '' }, 'the other channel is silent')
  t.match(await stenopipe(['transcribe', path, '--stream', '4', '-q']), {
    status: 1, err: /no audio stream 4, only stream 0\n/ })
  t.match(await stenopipe(['transcribe', '-', '--from', '4', '-q'], { input: Buffer.alloc(0) }), {
    status: 2,
    err: /need a file or a URL, not standard input\n/,
  })
})

t.test('Ctrl-C ends an endless URL and keeps what was recognised', async t => {
  // A radio station at ten times real time: speech, then silence.
  const host = await serve(t, (_, response) => {
    response.writeHead(200).write(wav(shortest!.pcm, { dataBytes: 0xffff_ffff }))
    const silence = setInterval(() => response.write(Buffer.alloc(16_000)), 50)
    response.on('close', () => { clearInterval(silence) })
  })
  const words = ['transcribe', `http://${host}/`, '--accuracy', 'fast', '-f', 'jsonl', '--interim']
  const { status, out, err } = await stenopipe(words, { interruptWhen: ({ out }) => out.includes('"he was not') })
  t.equal(status, 130, err)
  t.match(out, /"text":"he was not[^\n]*"isSentenceEnd":true\}\n$/)
})
