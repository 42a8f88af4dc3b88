import { openHls } from '../../captions/to-hls.js'
import type { HlsTarget, OutputSettings } from '../options/output.js'
import type { Output } from './output.js'

/** Properties of a source that its segments depend on. */
export interface SegmentSource {
  /** Position of the source, in ms. Default: the end of its last words. */
  readonly position?: () => number
  /** True when the source is endless, so that segments are published while it runs. Default false. */
  readonly live?: boolean
}

/**
 * Segments and their playlist, which `commit()` ends, and for a file puts in their place.
 *
 * Errors: STENO_OUTPUT_UNWRITABLE at once.
 */
export async function hlsOutput(
  { directory, ...options }: HlsTarget, { layout }: OutputSettings, { position, live = false }: SegmentSource,
): Promise<Output> {
  const { stage, publisher, end } = openHls({
    ...layout, ...options, directory, type: playlistType(options, live), ...position && { position },
    // Segments of a file have no reader yet, so none of its words is late.
    ...!live && { deadline: Number.MAX_SAFE_INTEGER },
  })
  // Reported by `open()` or by the branch.
  stage.on('error', () => {})
  await publisher.open()
  return {
    stream: stage,
    path: directory,
    replaces: publisher.replaces,
    commit: () => end(true),
    flush: () => end(false),
    release(keep) {
      stage.destroy()
      return publisher.release(keep)
    },
  }
}

function playlistType({ window }: Omit<HlsTarget, 'directory'>, live: boolean): 'live' | 'event' | 'vod' {
  if (window !== undefined) return 'live'
  return live ? 'event' : 'vod'
}
