const encoded = ['wav', 'mp3', 'opus', 'speex', 'aac', 'amr'] as const

/**
 * Format of audio that is handed over as it is in its file or stream: opus and speex in Ogg, wav with PCM in it, amr as
 * AMR-NB.
 *
 * @useDeclaredType
 */
export type EncodedFormat = (typeof encoded)[number]

/** All encoded formats. */
export const encodedFormats: readonly EncodedFormat[] = encoded

/** Encoding of the audio that a session takes: s16le samples, or the bytes of a file or stream as they are. */
export type AudioEncoding = 's16le' | EncodedFormat

/** Name of an audio format in options and in the service's protocol, where s16le mono is called `'pcm'`. */
export type WireFormat = 'pcm' | EncodedFormat

/** All names of audio formats in options and in the service's protocol. */
export const wireFormats: readonly WireFormat[] = ['pcm', ...encoded]

/** Encoding that a format name of an option or of the protocol stands for. */
export function encodingOf(format: WireFormat): AudioEncoding {
  return format === 'pcm' ? 's16le' : format
}

/** Name of an encoding in options and in the protocol. */
export function wireFormatOf(encoding: AudioEncoding): WireFormat {
  return encoding === 's16le' ? 'pcm' : encoding
}
