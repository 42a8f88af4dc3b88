import { failure } from '../../errors.js'
import type { Settings } from './arguments.js'
import { type Choice, objections } from './engine-choice.js'
import { openDashScope } from './dashscope.js'
import { type EngineName, engineFlags, inFlags } from './flags.js'

const engines: Readonly<Record<EngineName, (settings: Settings) => Promise<Choice>>> = {
  pocketsphinx: openPocketSphinx, dashscope: openDashScope,
}

/** Makes the engine that was named, or that the other options and the environment speak for. Opens nothing. */
export async function chooseEngine(settings: Settings, env: NodeJS.ProcessEnv = process.env): Promise<Choice> {
  const name = settings.engine ?? (speaksForCloud(settings, env) ? 'dashscope' : 'pocketsphinx')
  if (!isEngine(name)) {
    return { title: name, problems: [failure('STENO_ENGINE_UNKNOWN', { engine: name, known: Object.keys(engines).join(', ') }).message] }
  }
  const { engine, title, problems } = await engines[name](settings)
  const all = [...contradictions(settings, name), ...problems.map(inFlags)]
  return { title, problems: all, ...engine && all.length === 0 && { engine } }
}

function isEngine(name: string): name is EngineName {
  return Object.hasOwn(engines, name)
}

function speaksForCloud(settings: Settings, env: NodeJS.ProcessEnv): boolean {
  return Boolean(env['DASHSCOPE_API_KEY'])
    || engineFlags.some(({ setting, of }) => of === 'dashscope' && settings[setting] !== undefined)
}

function contradictions(settings: Settings, name: EngineName): string[] {
  return engineFlags
    .filter(({ setting, of }) => of !== undefined && of !== name && settings[setting] !== undefined)
    .map(({ flag, of }) => `${flag} is for ${of!}, but the engine is ${name}; leave it out or say --engine ${of!}`)
}

async function openPocketSphinx({ accuracy, language = 'en-US', sampleRate }: Settings): Promise<Choice> {
  const { pocketsphinx } = await import('../../engines/pocketsphinx/index.js')
  // Checked when it is called, as the options of JavaScript are.
  const careful = { accuracy: (accuracy ?? 'thorough') as 'thorough' }
  const own = pocketsphinx()
  const rates = own.capabilities.sampleRates
  const problems = objections(() => pocketsphinx(careful), () => pocketsphinx({ language }), () => {
    if (sampleRate === undefined || rates.includes(sampleRate)) return
    throw failure('STENO_FORMAT_MISMATCH', { engine: own.name, wanted: `${rates[0]} Hz`, got: `${sampleRate} Hz`, sampleRate: rates[0] })
  })
  const title = `${own.name}, offline`
  return problems.length > 0 ? { title, problems } : { title, problems, engine: pocketsphinx({ ...careful, language }) }
}
