/** True for the first bytes of an HLS playlist (RFC 8216). */
export function isPlaylist(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).toString('latin1').replace(/^\xef\xbb\xbf/, '').startsWith('#EXTM3U')
}

/**
 * Playlist with each of its URIs replaced: those of segments and variants, which are on lines of their own, and those
 * of keys, initialisation segments and renditions, which are attributes.
 *
 * @param replace - Returns the replacement of a URI, which may be relative to the playlist.
 */
export function rewritePlaylist(playlist: string, replace: (uri: string) => string): string {
  return playlist.split(/\r?\n/).map(line => {
    const text = line.trim()
    if (text === '') return line
    return text.startsWith('#') ? text.replace(/\bURI="([^"]*)"/g, (_, uri: string) => `URI="${replace(uri)}"`)
      : replace(text)
  }).join('\n')
}
