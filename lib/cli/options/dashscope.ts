import type { dashscope } from '../../engines/dashscope/dashscope.js'
import type { DashScopeOptions } from '../../engines/dashscope/options.js'
import type { validate } from '../../engines/dashscope/check-options.js'
import type { Settings } from './arguments.js'
import { type Choice, objection, objections } from './engine-choice.js'
import { readKeyFile } from './key-file.js'

const MODEL = 'fun-asr-realtime'
const REGION = 'beijing'

interface Cloud {
  readonly dashscope: typeof dashscope
  readonly validate: typeof validate
}

/** Makes the cloud engine of a call. Reads the key file, connects to nothing. */
export async function openDashScope(settings: Settings): Promise<Choice> {
  const cloud = await import('../../engines/dashscope/index.js')
  const options = optionsOf(settings)
  const { key, problems: keyProblems } = await keyOf(settings.apiKeyFile)
  const problems = [...optionProblems(cloud, options), ...keyProblems]
  const title = titleOf(settings)
  if (problems.length > 0) return { title, problems }
  // The process is to end with its job, so no connection waits for another.
  return { title, problems, engine: cloud.dashscope({ ...options, ...key !== undefined && { apiKey: key }, idleTimeout: 0 }) }
}

function optionsOf({ model, region, language, vocabulary, sampleRate, maxCost, baseUrl }: Settings): DashScopeOptions {
  const languageHints = language?.split(',').map(code => code.trim())
  const given = Object.entries({ model, region, languageHints, vocabularyId: vocabulary, sampleRate, maxCost, baseUrl })
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** All that the engine would refuse, of which it says the first only. */
function optionProblems(cloud: Cloud, { baseUrl, maxCost, ...task }: DashScopeOptions): string[] {
  const errors = cloud.validate(task).filter(({ severity }) => severity === 'error').map(({ message }) => message)
  const { model, region } = task
  return [
    ...errors,
    ...baseUrl === undefined ? [] : objections(() => cloud.dashscope({ baseUrl })),
    // The price of a wrong model or region is nobody's question.
    ...maxCost === undefined || errors.length > 0 ? [] : objections(() => cloud.dashscope({
      maxCost, ...model !== undefined && { model }, ...region !== undefined && { region },
    })),
  ]
}

async function keyOf(path: string | undefined): Promise<{ key?: string; problems: string[] }> {
  if (path === undefined) return { problems: [] }
  try {
    const { resolveKey } = await import('../../engines/dashscope/transport/credentials.js')
    return { key: await resolveKey(await readKeyFile(path)), problems: [] }
  } catch (error) {
    return { problems: [objection(error)] }
  }
}

/** Of an address only the host is shown: nothing else of it is sure to be no secret. */
function titleOf({ model = MODEL, region = REGION, baseUrl = process.env['DASHSCOPE_WEBSOCKET_BASE_URL'] }: Settings): string {
  // Where another address stands for the region's, the region only says what is paid.
  const place = baseUrl && URL.canParse(baseUrl) ? `${new URL(baseUrl).host}, ${region} prices` : region
  return `DashScope ${model}, ${place}`
}
