import type { Engine } from '../../engine/engine.js'
import { failure } from '../../errors.js'
import { openDashScope } from './dashscope.js'
import type { EngineChoice } from './engine-choice.js'
import { collectErrors, errorText } from './errors.js'
import { flagOf } from './names.js'
import { type EngineName, type Flag, type FlagKey, flags, type FlagValues, optionsOf } from './table.js'

const engines: Readonly<Record<EngineName, (values: FlagValues) => Promise<EngineChoice>>> = {
  pocketsphinx: openPocketSphinx, dashscope: openDashScope,
}

/** Makes the engine that was named, or else the one that the other flags and the environment imply. Opens nothing. */
export async function chooseEngine(values: FlagValues, env: NodeJS.ProcessEnv = process.env): Promise<EngineChoice> {
  const isCloud = Boolean(env['DASHSCOPE_API_KEY']) || flagsFor(values, engine => engine === 'dashscope').length > 0
  const name = values.engine ?? (isCloud ? 'dashscope' : 'pocketsphinx')
  const { engine, title, problems } = await engines[name](values)
  const all = [...conflictingOptions(values, name), ...problems]
  return { title, problems: all, ...engine && all.length === 0 && { engine } }
}

/** Messages about flags of an engine that is not used. */
function conflictingOptions(values: FlagValues, name: EngineName): string[] {
  return flagsFor(values, engine => engine !== undefined && engine !== name).map(key => {
    const { engine = name } = flags[key] as Flag
    return `${flagOf(key)} is for ${engine}, but the engine is ${name}; leave it out or add --engine ${engine}`
  })
}

/** Flags that were given and whose engine is as wanted. */
function flagsFor(values: FlagValues, isWanted: (engine: EngineName | undefined) => boolean): FlagKey[] {
  const keys = Object.keys(values) as FlagKey[]
  return keys.filter(key => values[key] !== undefined && isWanted((flags[key] as Flag).engine))
}

async function openPocketSphinx(values: FlagValues): Promise<EngineChoice> {
  const { pocketsphinx } = await import('../../engines/pocketsphinx/index.js')
  let engine: Engine | undefined
  const errors = collectErrors(() => {
    engine = pocketsphinx(optionsOf(values, 'accuracy', 'language'))
    checkRate(engine, values)
  })
  const title = 'pocketsphinx, offline'
  return { title, problems: errors.map(errorText), ...engine && errors.length === 0 && { engine } }
}

/** Fails before the audio is opened, and not with the first session. */
function checkRate({ name, capabilities: { sampleRates } }: Engine, { formatIn, ...values }: FlagValues): void {
  const [wanted] = sampleRates
  const { sampleRate = wanted } = values
  if (sampleRates.includes(sampleRate)) return
  const option = 'sampleRate'
  if (formatIn === 'pcm') {
    const expected = `${wanted} for ${name}; give the rate of the samples as ${flagOf('inputSampleRate')} ${sampleRate}`
    throw failure('STENO_BAD_OPTION', { option, expected, got: sampleRate })
  }
  throw failure('STENO_FORMAT_MISMATCH', {
    engine: name, wanted: `${wanted} Hz`, got: `${sampleRate} Hz`, sampleRate: wanted,
  })
}
