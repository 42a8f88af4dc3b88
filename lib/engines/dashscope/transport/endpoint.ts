import { Redacted } from '../../../errors.js'
import { checkBoolean, checkOneOf, checkOption } from '../../../option-checks.js'
import type { Region } from '../catalogue/models.js'
import { DEFAULT_REGION, type DashScopeSettings } from '../catalogue/settings.js'
import { isLoopback } from './loopback.js'

/** Version of the package; a test compares it with the manifest, so that nothing is read at import. */
const VERSION = '0.1.0'
const ENV_URL = 'DASHSCOPE_WEBSOCKET_BASE_URL'
const PATH = '/api-ws/v1/inference'

/** Hosts by region (main page, 2026-03-24), and the domain of hosts of a workspace (references, 2026). */
const hosts: Readonly<Record<Region, { readonly shared: string; readonly workspaces: string }>> = {
  beijing: { shared: 'dashscope.aliyuncs.com', workspaces: 'cn-beijing.maas.aliyuncs.com' },
  singapore: { shared: 'dashscope-intl.aliyuncs.com', workspaces: 'ap-southeast-1.maas.aliyuncs.com' },
}

/** One label of a host name. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
/** RFC 9110, 5.6.2 and 5.5, the latter in ASCII. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/
const HEADER_VALUE = /^[\t\x20-\x7e]*$/
/** Query parameters in which keys have been seen. */
const SECRET_PARAMETER = /^(?:api[-_]?key|token|authorization)$/i
const EXAMPLE = 'a URL such as "wss://host/path"'

/** Options of the address of the service and of the headers. */
export interface EndpointSettings extends Pick<DashScopeSettings, 'region'> {
  /**
   * Complete URL, `wss://host/api-ws/v1/inference`; overrides `region`. With `ws://` the key and the audio are not
   * encrypted, and a warning says so unless the URL names this machine: `localhost` and names below it, 127.0.0.0/8,
   * ::1. Default: DASHSCOPE_WEBSOCKET_BASE_URL, then that of the region.
   */
  readonly baseUrl?: string
  /** Id of the workspace, sent as a header. Default: the workspace of the key. */
  readonly workspace?: string
  /** True to connect to the host of the workspace, which some models require. Default false. */
  readonly workspaceHost?: boolean
  /** Additional headers. `user-agent` is appended to that of the package; `Authorization` is refused. */
  readonly headers?: Readonly<Record<string, string>>
}

/** URL and headers of a connection. */
export interface Endpoint {
  /** URL, `wss://` or `ws://`. */
  readonly url: string
  /** Headers by name in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * URL and headers of a connection: `baseUrl`, else DASHSCOPE_WEBSOCKET_BASE_URL as in the official SDKs, else the URL
 * of the region. The key is put into a header and nowhere else, since URLs get into logs.
 *
 * Errors: STENO_BAD_OPTION, which shows neither keys nor values of headers.
 *
 * @example
 * ```ts
 * endpoint({ region: 'singapore' }, {}, 'sk-1').url // 'wss://dashscope-intl.aliyuncs.com/api-ws/v1/inference'
 * ```
 */
export function endpoint(settings: EndpointSettings, env: NodeJS.ProcessEnv, key: string): Endpoint {
  const { workspace } = settings
  const url = endpointUrl(settings, env)
  checkOption(workspace === undefined || (typeof workspace === 'string' && LABEL.test(workspace)),
    'workspace', 'the id of a workspace: letters, digits and hyphens', workspace)
  const headers = new Map([['authorization', `Bearer ${key}`], ['user-agent', `stenopipe/${VERSION}`]])
  if (workspace !== undefined) headers.set('x-dashscope-workspace', workspace)
  for (const [name, value] of Object.entries(settings.headers ?? {})) {
    checkHeader(name, value)
    const lowerCase = name.toLowerCase()
    headers.set(lowerCase, lowerCase === 'user-agent' ? `${headers.get(lowerCase)!} ${value}` : value)
  }
  return { url, headers: Object.fromEntries(headers) }
}

/** Host to which a connection would send the key unencrypted; undefined if it is encrypted or stays on this machine. */
export function unencryptedHost(settings: EndpointSettings, env: NodeJS.ProcessEnv): string | undefined {
  const url = new URL(endpointUrl(settings, env))
  return url.protocol === 'wss:' || isLoopback(url) ? undefined : url.hostname
}

function endpointUrl(settings: EndpointSettings, env: NodeJS.ProcessEnv): string {
  if (settings.baseUrl !== undefined) return checkedUrl('baseUrl', settings.baseUrl)
  const fromEnv = env[ENV_URL]
  return fromEnv ? checkedUrl(ENV_URL, fromEnv) : regionUrl(settings)
}

function regionUrl({ region = DEFAULT_REGION, workspace, workspaceHost = false }: EndpointSettings): string {
  checkOneOf('region', region, Object.keys(hosts))
  checkBoolean('workspaceHost', workspaceHost)
  checkOption(!workspaceHost || workspace !== undefined,
    'workspaceHost', 'false unless `workspace` is set', workspaceHost)
  // An id that is no label of a host name is refused by the caller, before anything is connected.
  return `wss://${workspaceHost ? `${workspace!}.${hosts[region].workspaces}` : hosts[region].shared}${PATH}`
}

/** The URL unchanged; an error shows only those parts of it that cannot be a key. */
function checkedUrl(option: string, text: unknown): string {
  const check = (ok: boolean, expected: string, got: string): void => {
    checkOption(ok, option, expected, new Redacted(got))
  }
  check(typeof text === 'string', EXAMPLE, `a value of type ${typeof text}`)
  check(URL.canParse(text as string), EXAMPLE, 'text that is not a URL')
  const { protocol, username, password, hash, searchParams } = new URL(text as string)
  check(protocol === 'wss:' || protocol === 'ws:', 'a URL that starts with wss:// or ws://', 'another scheme')
  check(username === '' && password === '',
    'a URL without a user or password; set the key as `apiKey`', 'one with them')
  const secret = [...searchParams.keys()].find(name => SECRET_PARAMETER.test(name))
  check(secret === undefined, 'a URL without a key in it; set the key as `apiKey`, which is sent in a header',
    `one with \`${secret}\``)
  check(hash === '', 'a URL without a fragment', 'one with #')
  return text as string
}

function checkHeader(name: string, value: unknown): void {
  checkOption(HEADER_NAME.test(name), 'headers', 'an object of header names and values',
    new Redacted('a name that is not a valid header name'))
  checkOption(name.toLowerCase() !== 'authorization', 'headers', 'without Authorization; set the key as `apiKey`',
    new Redacted(`\`${name}\``))
  checkOption(typeof value === 'string' && HEADER_VALUE.test(value), `headers[${JSON.stringify(name)}]`,
    'one line of ASCII', new Redacted(typeof value === 'string' ? 'other text' : `a value of type ${typeof value}`))
}
