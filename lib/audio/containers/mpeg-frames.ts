/** Header of a frame: its length, and the fields that are equal in all frames of a stream. */
export interface FrameHeader {
  /** Length of the frame in bytes, header included. */
  readonly bytes: number
  /** Version, layer and sample rate: equal in all frames of a stream. */
  readonly signature: number
}

const kbits = {
  '1:1': [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1:2': [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1:3': [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2:1': [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2:2': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  '2:3': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}
const sampleRates = [44_100, 48_000, 32_000]

/** Reads the MPEG audio header (mp1, mp2, mp3) at an offset; undefined where there is none. */
export function mpegHeader(held: Uint8Array, at: number): FrameHeader | undefined {
  const sync = held[at]!
  const kind = held[at + 1]!
  const rates = held[at + 2]!
  const version = [2.5, 0, 2, 1][kind >> 3 & 3]!
  const layer = 4 - (kind >> 1 & 3)
  if (sync !== 0xff || kind < 0xe0 || version === 0 || layer === 4) return undefined

  const rate = sampleRates[rates >> 2 & 3]
  const kbit = kbits[`${version === 1 ? 1 : 2}:${layer}` as keyof typeof kbits][(rates >> 4) - 1]
  if (!rate || !kbit) return undefined

  const padding = rates >> 1 & 1
  const slots = Math.floor(slotFactor(version, layer) * kbit * 1000 / (rate / rateDivisors[version]!)) + padding
  return { bytes: layer === 1 ? 4 * slots : slots, signature: (kind & 0x1e) << 8 | rates & 0x0c }
}

/** Divisor of the sample rates of a version. */
const rateDivisors: Readonly<Record<number, number>> = { 1: 1, 2: 2, 2.5: 4 }

function slotFactor(version: number, layer: number): number {
  if (layer === 1) return 12
  return layer === 3 && version !== 1 ? 72 : 144
}

/** Reads the ADTS header (AAC) at an offset; undefined where there is none. */
export function adtsHeader(held: Uint8Array, at: number): FrameHeader | undefined {
  if (held[at] !== 0xff || (held[at + 1]! & 0xf6) !== 0xf0) return undefined
  const rate = held[at + 2]! >> 2 & 15
  const bytes = (held[at + 3]! & 3) << 11 | held[at + 4]! << 3 | held[at + 5]! >> 5
  if (rate > 12 || bytes < 8) return undefined
  return { bytes, signature: (held[at + 1]! & 0x0e) << 16 | (held[at + 2]! & 0xfd) << 8 | held[at + 3]! & 0xc0 }
}

/** True when bytes begin with frames of mp3 or aac that follow each other, and whose content is no repeated pattern. */
export function startsWithFrames(bytes: Uint8Array): boolean {
  return [mpegHeader, adtsHeader].some(read => {
    const { bytes: length } = (bytes.length >= HEADER_BYTES && read(bytes, 0)) || { bytes: 0 }
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    // A periodic signal whose samples happen to look like a header repeats it.
    const isPattern = view.subarray(0, length).equals(view.subarray(length, 2 * length))
    return length > 0 && !isPattern && isChain(view, 0, read, false) === true
  })
}

const HEADER_BYTES = 6
// Three matching headers at the right distances: by chance less than once in 10^9 positions of random bytes.
const CHAIN = 3
// A stream joined in the middle starts with at most part of one frame; the longest of MPEG has 2881 bytes.
const MAX_LEADING_BYTES = 2881
const MAX_SNIFFED_BYTES = 16_384

/**
 * Detects mp3 and aac, which have no magic bytes, by a chain of headers each of which points at the next. Returns
 * `null` for neither and `undefined` while more bytes are needed; the result does not depend on how the bytes were cut.
 */
export function sniffFrames(held: Buffer, ended: boolean): 'mp3' | 'aac' | null | undefined {
  const view = held.subarray(0, MAX_SNIFFED_BYTES)
  const last = ended || held.length >= MAX_SNIFFED_BYTES
  for (let at = 0; at <= MAX_LEADING_BYTES; at++) {
    if (at + HEADER_BYTES > view.length) return last ? null : undefined
    if (view[at] !== 0xff) continue
    for (const [name, read] of [['mp3', mpegHeader], ['aac', adtsHeader]] as const) {
      const found = isChain(view, at, read, last)
      if (found) return name
      if (found === undefined) return undefined
    }
  }
  return null
}

function isChain(view: Buffer, start: number, read: typeof mpegHeader, last: boolean): boolean | undefined {
  const first = read(view, start)
  let at = start
  for (let count = 0; count < CHAIN; count++) {
    if (at + HEADER_BYTES > view.length) return last ? start === 0 && (count > 1 || at === view.length) : undefined
    const header = read(view, at)
    if (!header || header.signature !== first!.signature) return false
    at += header.bytes
  }
  return true
}
