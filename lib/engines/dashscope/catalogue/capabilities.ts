import type { AudioEncoding, EngineCapabilities } from '../../../engine/engine.js'
import { findModel } from './models.js'
import { DEFAULT_MODEL, type DashScopeOptions, type WireFormat } from '../options.js'

/** What models that take any rate are likely to be given, in Hz. */
const ANY_RATE = [16_000, 8000, 11_025, 12_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const
const ENCODINGS: readonly AudioEncoding[] = ['wav', 'mp3', 'opus', 'speex', 'aac', 'amr']

/** The service's names for forms of audio. */
export const formats: Readonly<Record<AudioEncoding, WireFormat>> = {
  s16le: 'pcm', wav: 'wav', mp3: 'mp3', opus: 'opus', speex: 'speex', aac: 'aac', amr: 'amr',
}

/** What an engine with these options can do. */
export function capabilitiesOf({ model = DEFAULT_MODEL, sampleRate }: DashScopeOptions): EngineCapabilities {
  const { sampleRates = 'any', languages = [] } = findModel(model) ?? {}
  const own = sampleRates === 'any' ? ANY_RATE : sampleRates as readonly [number]
  return {
    sampleRates: sampleRate === undefined ? own : [sampleRate],
    encodings: ENCODINGS, languages, interimResults: true, wordTimes: true,
  }
}
