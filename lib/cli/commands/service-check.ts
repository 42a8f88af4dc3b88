import type { StenopipeError } from '../../errors.js'
import { errorText } from '../options/errors.js'

const TIMEOUT_MS = 5000
const REGIONS = ['beijing', 'singapore'] as const

/** Findings about the key and the service. */
export interface ServiceCheck {
  /** True when the service accepted the key; false when it did not; undefined when that is not known. */
  readonly isOk: boolean | undefined
  readonly text: string
}

/** Opens and closes a connection, which is not billed, in one region after another until the key is accepted. */
export async function checkService(key: string, env: NodeJS.ProcessEnv = process.env): Promise<ServiceCheck> {
  const address = env['DASHSCOPE_WEBSOCKET_BASE_URL']
  let last: StenopipeError | undefined
  for (const region of address ? REGIONS.slice(0, 1) : REGIONS) {
    try {
      const host = await connect(key, region, env)
      const advice = region === REGIONS[0] ? '' : `; use --region ${region}`
      return { isOk: true, text: `${host} accepts the key${advice}` }
    } catch (error) {
      last = error as StenopipeError
      if (last.code !== 'STENO_UNAUTHORIZED') break
    }
  }
  return last?.code === 'STENO_UNAUTHORIZED'
    ? { isOk: false, text: 'the service rejects the key in every region' }
    : { isOk: undefined, text: errorText(last) }
}

async function connect(key: string, region: (typeof REGIONS)[number], env: NodeJS.ProcessEnv): Promise<string> {
  const { endpoint } = await import('../../engines/dashscope/transport/endpoint.js')
  const { Connection } = await import('../../engines/dashscope/transport/connection.js')
  const { proxyAgent } = await import('../../engines/dashscope/transport/proxy.js')
  const { url, headers } = endpoint({ region }, env, key)
  const agent = await proxyAgent(url, undefined)
  const timeouts = { connectTimeout: TIMEOUT_MS, stallTimeout: TIMEOUT_MS }
  const connection = await Connection.open({ url, headers, agent, ...timeouts }, new AbortController().signal)
  await connection.close()
  return new URL(url).host
}
