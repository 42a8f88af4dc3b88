import { encodedFormats } from '../../../engine/audio-formats.js'
import type { EngineCapabilities } from '../../../engine/engine.js'
import { findModel } from './models.js'
import { DEFAULT_MODEL, type DashScopeSettings } from './settings.js'

/** Usual sample rates, for models that take any, in Hz. */
const USUAL_RATES = [16_000, 8000, 11_025, 12_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const

/** Capabilities of an engine with these options. */
export function capabilitiesOf({ model = DEFAULT_MODEL, sampleRate }: DashScopeSettings): EngineCapabilities {
  const { sampleRates = 'any', languages = [] } = findModel(model) ?? {}
  const ofModel = sampleRates === 'any' ? USUAL_RATES : sampleRates as readonly [number]
  return {
    sampleRates: sampleRate === undefined ? ofModel : [sampleRate],
    encodings: encodedFormats, languages, interimResults: true, wordTimes: true,
  }
}
