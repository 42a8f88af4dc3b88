import { Redacted } from '../../../errors.js'
import { checkOption, checkOneOf } from '../../../option-checks.js'
import type { Region } from '../catalogue/models.js'
import { DEFAULT_REGION } from '../options.js'

/** The package's own; compared with its manifest by a test, so that nothing is read at import. */
const VERSION = '0.1.0'
const ENV_URL = 'DASHSCOPE_WEBSOCKET_BASE_URL'
const PATH = '/api-ws/v1/inference'

/** Hosts by region (main page, 2026-03-24), and what follows the workspace in a host of its own (references, 2026). */
const hosts: Readonly<Record<Region, { readonly common: string; readonly own: string }>> = {
  beijing: { common: 'dashscope.aliyuncs.com', own: 'cn-beijing.maas.aliyuncs.com' },
  singapore: { common: 'dashscope-intl.aliyuncs.com', own: 'ap-southeast-1.maas.aliyuncs.com' },
}

/** One part of a host's name. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
/** RFC 9110, 5.6.2 and 5.5, the latter in ASCII. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/
const HEADER_VALUE = /^[\t\x20-\x7e]*$/
/** Names under which keys have been seen in addresses. */
const SECRETS = /^(?:api[-_]?key|token|authorization)$/i

/** Where to connect, and as whom. */
export interface EndpointSettings {
  /** Whole address, `wss://` or `ws://`, which wins over the environment and all below. */
  readonly baseUrl?: string
  /** Default `'beijing'`. Each region has keys of its own. */
  readonly region?: Region
  /** The workspace's id, sent as a header. Default: the key's own workspace. */
  readonly workspace?: string
  /** True: the workspace's own host, which some models need. Default false. */
  readonly workspaceHost?: boolean
  /** More headers. `user-agent` is put after the package's own; `Authorization` is refused. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What a connection needs. */
export interface Endpoint {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Address and headers of a connection: `baseUrl`, else DASHSCOPE_WEBSOCKET_BASE_URL as in the official SDKs, else the
 * region's. The key goes into a header and nowhere else: addresses get into logs.
 *
 * Errors: STENO_BAD_OPTION, which shows neither keys nor values of headers.
 *
 * @example
 * ```ts
 * endpoint({ region: 'singapore' }, {}, 'sk-1').url // 'wss://dashscope-intl.aliyuncs.com/api-ws/v1/inference'
 * ```
 */
export function endpoint(settings: EndpointSettings, env: NodeJS.ProcessEnv, key: string): Endpoint {
  const { baseUrl, workspace } = settings
  const fromEnv = env[ENV_URL]
  const url = baseUrl !== undefined ? checkedUrl('baseUrl', baseUrl)
    : fromEnv ? checkedUrl(ENV_URL, fromEnv) : regionUrl(settings)
  checkOption(workspace === undefined || (typeof workspace === 'string' && LABEL.test(workspace)),
    'workspace', 'the id of a workspace: letters, digits and hyphens', workspace)
  const headers = new Map([['authorization', `Bearer ${key}`], ['user-agent', `stenopipe/${VERSION}`]])
  if (workspace !== undefined) headers.set('x-dashscope-workspace', workspace)
  for (const [name, value] of Object.entries(settings.headers ?? {})) {
    checkHeader(name, value)
    const low = name.toLowerCase()
    headers.set(low, low === 'user-agent' ? `${headers.get(low)!} ${value}` : value)
  }
  return { url, headers: Object.fromEntries(headers) }
}

function regionUrl({ region = DEFAULT_REGION, workspace, workspaceHost = false }: EndpointSettings): string {
  checkOneOf('region', region, Object.keys(hosts))
  checkOption(typeof workspaceHost === 'boolean', 'workspaceHost', 'true or false', workspaceHost)
  checkOption(!workspaceHost || workspace !== undefined, 'workspaceHost', 'false, or come with `workspace`', workspaceHost)
  // An id that is no part of a host's name is refused after this, before anything is connected.
  return `wss://${workspaceHost ? `${workspace!}.${hosts[region].own}` : hosts[region].common}${PATH}`
}

/** The address as it was given; an error tells of it only what cannot be a key. */
function checkedUrl(option: string, text: unknown): string {
  const refuse = (expected: string, words: string): never => {
    checkOption(false, option, expected, new Redacted(words))
  }
  if (typeof text !== 'string') return refuse('an address such as "wss://host/path"', `a value of type ${typeof text}`)
  if (!URL.canParse(text)) return refuse('an address such as "wss://host/path"', 'text that is no address')
  const { protocol, username, password, hash, searchParams } = new URL(text)
  if (protocol !== 'wss:' && protocol !== 'ws:') return refuse('an address that starts with wss:// or ws://', 'another scheme')
  if (username !== '' || password !== '') {
    return refuse('an address without a user or password; give the key as `apiKey`', 'one with them')
  }
  const secret = [...searchParams.keys()].find(name => SECRETS.test(name))
  if (secret !== undefined) {
    return refuse('an address without a key in it; give the key as `apiKey`, which is sent in a header', `one with \`${secret}\``)
  }
  return hash === '' ? text : refuse('an address without a fragment', 'one with #')
}

function checkHeader(name: string, value: unknown): void {
  checkOption(HEADER_NAME.test(name), 'headers', 'an object of header names and values', new Redacted('a name that no header can have'))
  checkOption(name.toLowerCase() !== 'authorization', 'headers', 'without Authorization; give the key as `apiKey`', new Redacted(`\`${name}\``))
  checkOption(typeof value === 'string' && HEADER_VALUE.test(value), `headers[${JSON.stringify(name)}]`,
    'one line of ASCII', new Redacted(typeof value === 'string' ? 'other text' : `a value of type ${typeof value}`))
}
