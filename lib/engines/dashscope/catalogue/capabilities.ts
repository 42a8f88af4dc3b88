import { encodedFormats } from '../../../engine/audio-formats.js'
import type { EngineCapabilities } from '../../../engine/engine.js'
import { findModel } from './models.js'
import { DEFAULT_MODEL, type DashScopeSettings } from './settings.js'

/** What models that take any rate are likely to be given, in Hz. */
const ANY_RATE = [16_000, 8000, 11_025, 12_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const

/** What an engine with these options can do. */
export function capabilitiesOf({ model = DEFAULT_MODEL, sampleRate }: DashScopeSettings): EngineCapabilities {
  const { sampleRates = 'any', languages = [] } = findModel(model) ?? {}
  const own = sampleRates === 'any' ? ANY_RATE : sampleRates as readonly [number]
  return {
    sampleRates: sampleRate === undefined ? own : [sampleRate],
    encodings: encodedFormats, languages, interimResults: true, wordTimes: true,
  }
}
