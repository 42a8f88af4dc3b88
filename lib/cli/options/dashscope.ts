import type { DashScopeOptions } from '../../engines/dashscope/options.js'
import { readKeyFile } from './api-key.js'
import type { EngineChoice } from './engine-choice.js'
import { collectErrors, errorText } from './errors.js'
import { nameOf } from './names.js'
import { type FlagValues, optionsOf } from './table.js'

const MODEL = 'fun-asr-realtime'
const REGION = 'beijing'

/** Makes the cloud engine of a call. Reads the key file, connects to nothing. */
export async function openDashScope(values: FlagValues): Promise<EngineChoice> {
  const { dashscope } = await import('../../engines/dashscope/index.js')
  const { checkDashScopeOptions } = await import('../../engines/dashscope/check-options.js')
  const options = cloudOptions(values)
  const { key, problems: keyProblems } = await readKey(values.apiKeyFile)
  const errors = checkDashScopeOptions(options).filter(({ severity }) => severity === 'error')
  const problems = [...errors.map(({ message }) => message(nameOf)), ...keyProblems]
  const title = titleOf(values)
  if (problems.length > 0) return { title, problems }
  return { title, problems, engine: dashscope({ ...options, ...key !== undefined && { apiKey: key } }) }
}

function cloudOptions({ language, ...values }: FlagValues): DashScopeOptions {
  return {
    ...optionsOf(values, 'model', 'region', 'vocabulary', 'sampleRate', 'maxCost', 'baseUrl'),
    ...language !== undefined && { languageHints: language.split(',').map(code => code.trim()) },
    // The process is to end with its job, so no connection waits for another.
    idleTimeout: 0,
  }
}

async function readKey(path: string | undefined): Promise<{ key?: string; problems: readonly string[] }> {
  if (path === undefined) return { problems: [] }
  const { resolveKey } = await import('../../engines/dashscope/transport/credentials.js')
  const read = readKeyFile(path).then(key => resolveKey(key))
  return read.then(key => ({ key, problems: [] }), (error: unknown) => ({
    problems: collectErrors(() => { throw error }).map(errorText),
  }))
}

/** Of an address only the host is shown: the rest may hold secrets. */
function titleOf({ model = MODEL, region = REGION, baseUrl }: FlagValues): string {
  const address = baseUrl ?? process.env['DASHSCOPE_WEBSOCKET_BASE_URL']
  // With another address the region only decides on prices.
  const place = address && URL.canParse(address) ? `${new URL(address).host}, ${region} prices` : region
  return `DashScope ${model}, ${place}`
}
