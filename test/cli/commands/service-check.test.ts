import t from 'tap'
import { checkService } from '../../../lib/cli/commands/service-check.js'
import { installCommand, isInstalledGlobally } from '../../../lib/cli/options/install.js'
import { DropWarning } from '../../../lib/cli/terminal/drop-warning.js'
import { emulate } from '../../../lib/testing/index.js'

t.test('a key is checked by a connection that starts no task', async t => {
  const service = await emulate({ apiKey: 'sk-emulated' })
  t.teardown(() => service.close())
  const env = { DASHSCOPE_WEBSOCKET_BASE_URL: service.url }
  t.same(await checkService('sk-emulated', env), { isOk: true, text: `${new URL(service.url).host} accepts the key` })
  t.same(await checkService('sk-other', env), { isOk: false, text: 'the service rejects the key in every region' })
  t.same(service.tasks, [])
  t.match(await checkService('sk-emulated', { DASHSCOPE_WEBSOCKET_BASE_URL: 'ws://127.0.0.1:1/' }), {
    isOk: undefined, text: /connection/,
  })
})

t.test('packages are installed globally where this one is', async t => {
  t.equal(installCommand('koffi', true), 'npm install -g koffi')
  t.equal(installCommand('koffi', false), 'npm install koffi')
  const dir = t.testdir({ app: { 'package.json': '{}' }, lib: {} })
  const file = 'node_modules/stenopipe/dist/cli/options/install.js'
  t.equal(isInstalledGlobally(`${dir.replaceAll('node_modules', 'x')}/lib/${file}`), true)
  t.equal(isInstalledGlobally('/home/me/stenopipe/dist/cli/options/install.js'), false, 'a clone')
})

t.test('lost audio is reported with amounts, each time that it has doubled', async t => {
  const source = { dropped: 0, buffered: 10_000 }
  const warning = new DropWarning(source)
  const lines = [100, 600, 700, 1200, 5000, 5100].map(dropped => {
    source.dropped = dropped
    return warning.next()
  })
  t.same(lines.map(line => line?.replace('warning: recognition is slower than speech: ', '')), [
    undefined, '10.0 s behind, 0.60 s lost', undefined,
    '10.0 s behind, 1.2 s lost', '10.0 s behind, 5.0 s lost', undefined,
  ])
})
