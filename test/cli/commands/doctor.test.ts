import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkNode, describeKey } from '../../../lib/cli/commands/doctor.js'
import { stenopipe } from '../../support/cli.js'

t.test('doctor reports what is installed, and never the key', async t => {
  const { status, out } = await stenopipe(['doctor'], {
    env: { DASHSCOPE_API_KEY: 'sk-secret', DASHSCOPE_WEBSOCKET_BASE_URL: 'ws://127.0.0.1:1/' },
  })
  t.equal(status, 0)
  t.match(out, /ok\s+ffmpeg\s+\d/)
  t.match(out, /ok\s+PocketSphinx\s+opens in/)
  t.match(out, /key found in DASHSCOPE_API_KEY; it does not look like a key/)
  t.notMatch(out, 'sk-secret')
  const poor = await stenopipe(['doctor'], { env: { PATH: '', FFMPEG_PATH: '' } })
  t.equal(poor.status, 1)
  t.match(poor.out, /missing ffmpeg.*apt-get install ffmpeg/)
})

t.test('doctor reports where the key is, or that there is none', async t => {
  const home = t.testdir({ '.dashscope': { api_key: 'sk-secret\n' }, none: {}, own: 'sk-own\n' })
  t.equal(await describeKey({}, () => home), 'found in ~/.dashscope/api_key')
  t.match(await describeKey({}, () => join(home, 'none')), /^none in DASHSCOPE_API_KEY or/)
  t.equal(
    await describeKey({ DASHSCOPE_API_KEY_FILE_PATH: join(home, 'own') }),
    'found in the file of DASHSCOPE_API_KEY_FILE_PATH',
  )
  t.match(
    await describeKey({ DASHSCOPE_API_KEY_FILE_PATH: join(home, 'gone') }),
    /^none: .*DASHSCOPE_API_KEY_FILE_PATH \(no such file\)/,
  )
  t.match(await describeKey({ DASHSCOPE_API_KEY: 'sk-two words' }), /^none: `DASHSCOPE_API_KEY` must be a key/)
})

t.test('doctor admits the versions of Node.js that package.json admits', async t => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } }
  t.equal(engines.node, '^20.19 || >=22.12')
  for (const version of ['20.19.0', '20.20.2', '22.12.0', '22.23.3', '23.0.0', '24.21.0', '26.12.1']) {
    t.equal(checkNode(version), `v${version}`)
  }
  for (const version of ['18.20.0', '20.18.9', '21.7.3', '22.0.0', '22.11.0']) {
    t.throws(() => checkNode(version), {
      message: `v${version} is not supported; install Node.js 20.19 or later, or 22.12 or later`,
    })
  }
})
