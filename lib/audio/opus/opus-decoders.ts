import type { OpusDecoders } from '../containers/input-router.js'
import { oggDecoder } from './ogg-decoder.js'
import { OpusPacketsDecoder } from './packets-decoder.js'
import { webmDecoder } from './webm-decoder.js'

/** Decoders with the demuxers of prism-media and libopus; both are loaded when the first packet comes. */
export const opusDecoders: OpusDecoders = {
  fromPackets: sampleRate => new OpusPacketsDecoder(sampleRate), fromOgg: oggDecoder, fromWebm: webmDecoder,
}
