import type { OpusTracks } from '../containers/input-router.js'
import { oggTrack } from './ogg-track.js'
import { OpusPacketsTrack } from './packets-track.js'
import { webmTrack } from './webm-track.js'

/** Reads Opus in this process, with prism-media's demuxers and libopus; both are loaded when the first packet comes. */
export const opusTracks: OpusTracks = {
  packets: sampleRate => new OpusPacketsTrack(sampleRate), ogg: oggTrack, webm: webmTrack,
}
