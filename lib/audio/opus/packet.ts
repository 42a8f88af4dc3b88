/** Rate in which Opus counts time, in Hz, whatever the sample rate of the output. */
export const OPUS_RATE = 48_000

/** Header of an Opus stream (RFC 7845, section 5.1). */
export interface OpusHead {
  /** Channels, 1 or 2. */
  readonly channels: number
  /** Frames at 48 kHz that the decoder outputs before the audio begins. */
  readonly preSkip: number
  /** Gain to apply to the output, in dB / 256. */
  readonly gain: number
}

const MAGIC = 'OpusHead'
const MIN_HEAD_BYTES = 19

/**
 * Reads the header of an Opus stream of one or two channels; undefined for anything else.
 *
 * @example
 * ```ts
 * const packet = Buffer.from('OpusHead\x01\x01\x38\x01\x80\x3e\0\0\0\0\0', 'latin1')
 * opusHead(packet) // { channels: 1, preSkip: 312, gain: 0 }
 * ```
 */
export function opusHead(packet: Uint8Array): OpusHead | undefined {
  const head = Buffer.from(packet.buffer, packet.byteOffset, packet.length)
  if (head.length < MIN_HEAD_BYTES || head.toString('latin1', 0, 8) !== MAGIC) return undefined
  // Versions above 15 are incompatible.
  const isKnown = head[8]! < 16 && head[18] === 0
  const channels = head[9]!
  if (!isKnown || channels < 1 || channels > 2) return undefined
  return { channels, preSkip: head.readUInt16LE(10), gain: head.readInt16LE(16) }
}

/** Duration of a packet, in frames at 48 kHz (RFC 6716, section 3.1); 0 for what is no packet. */
export function packetFrames(packet: Uint8Array): number {
  const [toc, count] = packet
  if (toc === undefined) return 0
  const code = toc & 3
  const opusFrames = code === 3 ? (count ?? 0) & 63 : Math.min(code + 1, 2)
  const total = opusFrames * frameLength(toc >> 3)
  return total > 0.12 * OPUS_RATE ? 0 : total
}

function frameLength(config: number): number {
  if (config >= 16) return 120 << (config & 3)
  if (config >= 12) return 480 << (config & 1)
  return [480, 960, 1920, 2880][config & 3]!
}
