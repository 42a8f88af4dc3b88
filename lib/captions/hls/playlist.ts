/** Media segment as a playlist lists it. */
export interface PlaylistSegment {
  /** URI relative to the playlist. */
  readonly uri: string
  /** Duration in ms. */
  readonly duration: number
}

/** Options of a media playlist. */
export interface PlaylistOptions {
  /** Type of the playlist: complete (`vod`), growing (`event`) or a sliding window (`live`). */
  readonly type: 'vod' | 'event' | 'live'
  /** Duration of the longest segment, in ms. */
  readonly targetDuration: number
  /** Media sequence number of the first segment in the playlist. Default 0. */
  readonly mediaSequence?: number
  /** True when no more segments follow. */
  readonly ended: boolean
  /** Wall-clock time at the beginning of the first segment in the playlist. Default: none. */
  readonly programDateTime?: Date
}

/**
 * Formats a media playlist of HLS (RFC 8216, 4.3.3), version 3.
 *
 * @example
 * ```ts
 * formatPlaylist([{ uri: 'captions-0.vtt', duration: 6000 }], { type: 'vod', targetDuration: 6000, ended: true })
 * ```
 */
export function formatPlaylist(segments: readonly PlaylistSegment[], options: PlaylistOptions): string {
  const { type, targetDuration, mediaSequence = 0, ended, programDateTime } = options
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    // No segment may be longer than this once rounded to the second.
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.round(targetDuration / 1000))}`,
    `#EXT-X-MEDIA-SEQUENCE:${mediaSequence}`,
    ...type === 'live' ? [] : [`#EXT-X-PLAYLIST-TYPE:${type.toUpperCase()}`],
    ...programDateTime ? [`#EXT-X-PROGRAM-DATE-TIME:${programDateTime.toISOString()}`] : [],
    ...segments.flatMap(({ uri, duration }) => [`#EXTINF:${(duration / 1000).toFixed(3)},`, uri]),
    ...ended ? ['#EXT-X-ENDLIST'] : [],
    '',
  ].join('\n')
}
