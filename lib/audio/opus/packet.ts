/** Opus counts time in frames of this rate, whatever is decoded to. */
export const OPUS_RATE = 48_000

/** What the header of an Opus stream says (RFC 7845, section 5.1). */
export interface OpusHead {
  readonly channels: number
  /** Frames at 48 kHz that come out of the decoder before the sound begins. */
  readonly preSkip: number
  /** Amplification that belongs to the sound, in dB / 256. */
  readonly gain: number
}

const MAGIC = 'OpusHead'
const MIN_HEAD_BYTES = 19

/**
 * Reads the header of an Opus stream of one or two channels; undefined for anything else.
 *
 * @example
 * ```ts
 * opusHead(Buffer.from('OpusHead\x01\x01\x38\x01\x80\x3e\0\0\0\0\0', 'latin1')) // { channels: 1, preSkip: 312, gain: 0 }
 * ```
 */
export function opusHead(packet: Uint8Array): OpusHead | undefined {
  const head = Buffer.from(packet.buffer, packet.byteOffset, packet.length)
  if (head.length < MIN_HEAD_BYTES || head.toString('latin1', 0, 8) !== MAGIC) return undefined
  // The upper half of the version tells what may break old readers.
  const isKnown = head[8]! < 16 && head[18] === 0
  const channels = head[9]!
  if (!isKnown || channels < 1 || channels > 2) return undefined
  return { channels, preSkip: head.readUInt16LE(10), gain: head.readInt16LE(16) }
}

/** Frames at 48 kHz that a packet lasts (RFC 6716, section 3.1); 0 for what is no packet. */
export function packetFrames(packet: Uint8Array): number {
  const [toc, count] = packet
  if (toc === undefined) return 0
  const frames = (toc & 3) === 0 ? 1 : (toc & 3) < 3 ? 2 : (count ?? 0) & 63
  const total = frames * frameLength(toc >> 3)
  return total > 0.12 * OPUS_RATE ? 0 : total
}

function frameLength(config: number): number {
  if (config >= 16) return 120 << (config & 3)
  if (config >= 12) return 480 << (config & 1)
  return [480, 960, 1920, 2880][config & 3]!
}
