import { readFileSync } from 'node:fs'
import t from 'tap'
import { endpoint, type EndpointSettings } from '../../../../lib/engines/dashscope/transport/endpoint.js'

const KEY = 'sk-secret'
const urlOf = (settings: EndpointSettings, env: NodeJS.ProcessEnv = {}): string => endpoint(settings, env, KEY).url

t.test('the URL is that of the region, or of the workspace', async t => {
  t.equal(urlOf({}), 'wss://dashscope.aliyuncs.com/api-ws/v1/inference')
  t.equal(urlOf({ region: 'singapore' }), 'wss://dashscope-intl.aliyuncs.com/api-ws/v1/inference')
  t.equal(urlOf({ workspace: 'llm-1' }), 'wss://dashscope.aliyuncs.com/api-ws/v1/inference')
  t.equal(
    urlOf({ workspace: 'llm-1', workspaceHost: true }),
    'wss://llm-1.cn-beijing.maas.aliyuncs.com/api-ws/v1/inference',
  )
  t.equal(urlOf({ region: 'singapore', workspace: 'llm-1', workspaceHost: true }),
    'wss://llm-1.ap-southeast-1.maas.aliyuncs.com/api-ws/v1/inference')
})

t.test('`baseUrl` overrides the environment, and that the region', async t => {
  const env = { DASHSCOPE_WEBSOCKET_BASE_URL: 'ws://127.0.0.1:8080/from-env' }
  t.equal(urlOf({ baseUrl: 'wss://host/path/?a=b', region: 'singapore' }, env), 'wss://host/path/?a=b')
  t.equal(urlOf({ region: 'singapore' }, env), 'ws://127.0.0.1:8080/from-env')
  t.equal(urlOf({}, { DASHSCOPE_WEBSOCKET_BASE_URL: '' }), urlOf({}))
})

t.test('the key is sent in a header, with the version of the package and the workspace', async t => {
  const { version } = JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  t.same(endpoint({ workspace: 'llm-1' }, {}, KEY).headers,
    { authorization: 'Bearer sk-secret', 'user-agent': `stenopipe/${version}`, 'x-dashscope-workspace': 'llm-1' })
  t.same(
    endpoint({ headers: { 'User-Agent': 'app/2 (x)', 'X-DashScope-DataInspection': 'enable' } }, {}, KEY).headers,
    {
      authorization: 'Bearer sk-secret',
      'user-agent': `stenopipe/${version} app/2 (x)`,
      'x-dashscope-datainspection': 'enable',
    },
  )
})

const faults: readonly (readonly [string, unknown, RegExp])[] = [
  [
    'text that is not a URL',
    { baseUrl: 'sk-secret' },
    /`baseUrl` must be a URL such as "wss:\/\/host\/path", got text that is not a URL/,
  ],
  ['a number', { baseUrl: 7 }, /got a value of type number/],
  ['another scheme', { baseUrl: 'https://host/sk-secret' }, /starts with wss:\/\/ or ws:\/\/, got another scheme/],
  [
    'a key in the query',
    { baseUrl: 'wss://host/?api_key=sk-secret' },
    /set the key as `apiKey`, which is sent in a header, got one with `api_key`/,
  ],
  ['a key in the query by another name', { baseUrl: 'wss://host/?a=1&Token=sk-secret' }, /got one with `Token`/],
  ['a user', { baseUrl: 'wss://sk-secret@host/' }, /without a user or password/],
  ['a password', { baseUrl: 'wss://:sk-secret@host/' }, /without a user or password/],
  ['a fragment', { baseUrl: 'wss://host/#sk-secret' }, /without a fragment/],
  ['another region', { region: 'virginia' }, /`region` must be one of "beijing", "singapore"/],
  ['a region of the prototype', { region: 'toString' }, /`region` must be one of/],
  [
    'a workspace that would change the host',
    { workspace: 'evil.example/', workspaceHost: true },
    /`workspace` must be the id/,
  ],
  ['a workspace with a line break', { workspace: 'a\r\nb' }, /`workspace` must be the id/],
  ['a workspace that is a number', { workspace: 7 }, /`workspace` must be the id/],
  [
    'a host of a workspace without one',
    { workspaceHost: true },
    /`workspaceHost` must be false unless `workspace` is set/,
  ],
  ['a switch that is a string', { workspaceHost: 'yes' }, /`workspaceHost` must be true or false/],
  [
    'another Authorization',
    { headers: { AUTHORIZATION: 'sk-secret' } },
    /without Authorization; set the key as `apiKey`, got `AUTHORIZATION`/,
  ],
  [
    'a line break in a header',
    { headers: { 'x-a': 'sk-secret\r\nx-b: 1' } },
    /`headers\["x-a"\]` must be one line of ASCII, got other text/,
  ],
  ['a header that is a number', { headers: { 'x-a': 7 } }, /got a value of type number/],
  ['a line break in a name', { headers: { 'sk-secret\r\n': '1' } }, /got a name that is not a valid header name/],
]

for (const [title, settings, message] of faults) {
  t.test(`refuses ${title} without showing it`, async t => {
    t.throws(() => urlOf(settings as EndpointSettings), { code: 'STENO_BAD_OPTION', message })
    try {
      urlOf(settings as EndpointSettings)
    } catch (error) {
      t.notMatch(String((error as Error).stack), 'secret')
    }
  })
}

t.test('a wrong URL in the environment is reported under the name of the variable', async t => {
  t.throws(
    () => urlOf({}, { DASHSCOPE_WEBSOCKET_BASE_URL: 'https://dashscope.aliyuncs.com' }),
    /`DASHSCOPE_WEBSOCKET_BASE_URL` must be/,
  )
})
