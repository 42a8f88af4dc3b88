import { requirePackage } from '../../stream/package-files.js'

/** Functions that are used of opusscript's WebAssembly build. */
export interface OpusModule {
  readonly HEAPU8: Uint8Array
  readonly HEAPU16: Uint16Array
  readonly OpusScriptHandler: {
    new (sampleRate: number, channels: number, application: number): OpusHandler
    destroy_handler(handler: OpusHandler): void
  }
  _malloc(bytes: number): number
  _free(address: number): void
}

/** Encoder and decoder of one stream. */
export interface OpusHandler {
  _encode(pcm: number, bytes: number, packet: number, frames: number): number
  _decode(packet: number, bytes: number, pcm: number): number
  _decoder_ctl(request: number, value: number): number
  _encoder_ctl(request: number, value: number): number
}

/** Sample rates of libopus, in Hz. */
export const OPUS_RATES: readonly number[] = [8000, 12_000, 16_000, 24_000, 48_000]

/** Application of the encoder: speech. */
export const APPLICATION_VOIP = 2048

let loaded: OpusModule | undefined

/** libopus in WebAssembly; loaded by the first call and shared. Each sample takes two 16-bit numbers of a byte each. */
export function opusModule(): OpusModule {
  // The public class of the package writes its output at twice the address that it allocated, into memory of other
  // streams when some sixty are open; so the module below it is used, with memory allocated here.
  loaded ??= (requirePackage(import.meta.url, 'opusscript/build/opusscript_native_wasm.js') as () => OpusModule)()
  return loaded
}
