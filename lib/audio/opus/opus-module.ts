import { createRequire } from 'node:module'

/** The part of opusscript's WebAssembly build that is used here. */
export interface OpusModule {
  readonly HEAPU8: Uint8Array
  readonly HEAPU16: Uint16Array
  readonly OpusScriptHandler: {
    new (sampleRate: number, channels: number, application: number): OpusHandler
    destroy_handler(handler: OpusHandler): void
  }
  _malloc(bytes: number): number
  _free(place: number): void
}

/** One coder, both ways. */
export interface OpusHandler {
  _encode(pcm: number, bytes: number, packet: number, frames: number): number
  _decode(packet: number, bytes: number, pcm: number): number
  _decoder_ctl(request: number, value: number): number
  _encoder_ctl(request: number, value: number): number
}

/** Rates that libopus works at without a resampler, in Hz. */
export const OPUS_RATES: readonly number[] = [8000, 12_000, 16_000, 24_000, 48_000]

/** What the coder is for: speech. */
export const APPLICATION_VOIP = 2048

let loaded: OpusModule | undefined

/** libopus in WebAssembly; loaded by the first call, shared by all. Each sample takes two numbers of 16 bits, a byte in each. */
export function opusModule(): OpusModule {
  // The class that the package shows keeps its output at twice the address that was set aside for it, in memory that
  // belongs to other streams when some sixty are open; so only what lies under it is used, with memory of our own.
  loaded ??= (createRequire(import.meta.url)('opusscript/build/opusscript_native_wasm.js') as () => OpusModule)()
  return loaded
}
