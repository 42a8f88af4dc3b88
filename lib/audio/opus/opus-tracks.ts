import type { OpusTracks } from '../containers/intake.js'
import { oggTrack } from './ogg-opus-track.js'
import { OpusPacketsTrack } from './opus-packets-track.js'
import { webmTrack } from './webm-opus-track.js'

/** Reads Opus in this process, with prism-media's demuxers and libopus; both are loaded when the first packet comes. */
export const opusTracks: OpusTracks = {
  packets: sampleRate => new OpusPacketsTrack(sampleRate), ogg: oggTrack, webm: webmTrack,
}
