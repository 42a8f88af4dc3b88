/** A segment as the playlist lists it. */
export interface Listed {
  readonly uri: string
  /** Length in ms. */
  readonly duration: number
}

/** What a playlist says about all of its segments. */
export interface PlaylistOptions {
  /** Everything at once, everything so far, or the newest only. */
  readonly type: 'vod' | 'event' | 'live'
  /** Length of the longest segment, in ms. */
  readonly longest: number
  /** Media sequence number of the first segment listed. Default 0. */
  readonly first?: number
  /** Whether nothing more will come. */
  readonly ended: boolean
  /** Wall-clock time at which the first segment listed begins. */
  readonly date?: Date
}

/**
 * A media playlist of HLS (RFC 8216, 4.3.3), version 3.
 *
 * @example
 * ```ts
 * formatPlaylist([{ uri: 'captions-0.vtt', duration: 6000 }], { type: 'vod', longest: 6000, ended: true })
 * ```
 */
export function formatPlaylist(segments: readonly Listed[], { type, longest, first = 0, ended, date }: PlaylistOptions): string {
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    // No segment may be longer than this once rounded to the second.
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.round(longest / 1000))}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...type === 'live' ? [] : [`#EXT-X-PLAYLIST-TYPE:${type.toUpperCase()}`],
    ...date ? [`#EXT-X-PROGRAM-DATE-TIME:${date.toISOString()}`] : [],
    ...segments.flatMap(({ uri, duration }) => [`#EXTINF:${(duration / 1000).toFixed(3)},`, uri]),
    ...ended ? ['#EXT-X-ENDLIST'] : [],
    '',
  ].join('\n')
}
