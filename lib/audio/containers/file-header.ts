import { startsWithFrames } from './mpeg-frames.js'

/** Bytes that the longest test below needs. */
export const FILE_HEADER_BYTES = 16

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

/** True when 8 bytes at the start, apart from the length after the first four, are these. */
const isForm = (pattern: RegExp) => (bytes: Uint8Array): boolean => pattern.test(ascii(bytes, 0, 12))

const startsWith = (...wanted: readonly (number | undefined)[]) => (bytes: Uint8Array): boolean =>
  wanted.every((byte, i) => byte === undefined || bytes[i] === byte)

const FIRST_BOXES: readonly string[] = ['ftyp', 'styp', 'moov', 'moof', 'free', 'skip', 'wide', 'mdat']
const EBML = startsWith(0x1a, 0x45, 0xdf, 0xa3)
/** First bytes of the elements that an EBML header may begin with: EBMLVersion and its like, CRC-32, Void. */
const EBML_ELEMENTS = [0x42, 0xbf, 0xec]

/**
 * File formats with at least 32 bits of magic number and valid fields beside it, so that the start of raw samples looks
 * like one of them less than once in 10^9 recordings.
 */
const headers: readonly (readonly [name: string, matches: (bytes: Uint8Array) => boolean])[] = [
  ['WAV', isForm(/^(RIFF|RF64|BW64|RIFX)....WAVE/s)],
  ['AVI', isForm(/^RIFF....AVI /s)],
  ['AIFF', isForm(/^FORM....AIF[FC]/s)],
  ['MP3', hasId3Tag],
  // The first block is STREAMINFO, 34 bytes.
  ['FLAC', bytes => /^fLaC[\0\x80]\0\0\x22/.test(ascii(bytes, 0, 8))],
  // The flags of the first page: it begins the stream and may end it.
  ['Ogg', bytes => ascii(bytes, 0, 5) === 'OggS\0' && (bytes[5]! & 0xfa) === 2],
  ['MP4', bytes => FIRST_BOXES.includes(ascii(bytes, 4, 8)) && bytes[0] === 0],
  ['WebM or Matroska', bytes => EBML(bytes) && isEbmlHeader(bytes)],
  ['CAF', bytes => ascii(bytes, 0, 8) === 'caff\0\x01\0\0'],
  ['W64', bytes => ascii(bytes, 0, 8) === 'riff\x2e\x91\xcf\x11'],
  ['AU', bytes => ascii(bytes, 0, 5) === '.snd\0'],
  ['AMR', bytes => ascii(bytes, 0, 5) === '#!AMR'],
  ['ASF', startsWith(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)],
  ['FLV', bytes => ascii(bytes, 0, 4) === 'FLV\x01' && startsWith(0, 0, 0, 9)(bytes.subarray(5))],
  ['MP3 or AAC', startsWithFrames],
]

/**
 * Name of the file format whose header these bytes begin with; undefined when it is none, as in raw samples. 16 bytes
 * are enough, except for MPEG audio without a tag: it has no magic number, and is detected by three frames.
 *
 * @example
 * ```ts
 * fileFormatOf(Buffer.from('RIFF\x24\x00\x01\x00WAVEfmt ')) // 'WAV'
 * fileFormatOf(Buffer.from('RIFFraff')) // undefined
 * ```
 */
export function fileFormatOf(bytes: Uint8Array): string | undefined {
  if (bytes.length < FILE_HEADER_BYTES) return undefined
  return headers.find(([, matches]) => matches(bytes))?.[0]
}

/** ID3v2: a version from 2 to 4, no unknown flag, and a length of four bytes below 128. */
function hasId3Tag(bytes: Uint8Array): boolean {
  const [version = 0, revision = 255, flags = 15] = bytes.subarray(3, 6)
  return ascii(bytes, 0, 3) === 'ID3' && version >= 2 && version <= 4 && revision < 16 && (flags & 15) === 0
    && bytes.subarray(6, 10).every(byte => byte < 128)
}

/** The length, from 1 to 8 bytes, is followed by an element of the header. */
function isEbmlHeader(bytes: Uint8Array): boolean {
  const length = Math.clz32(bytes[4]!) - 23
  return length <= 8 && EBML_ELEMENTS.includes(bytes[4 + length]!)
}
