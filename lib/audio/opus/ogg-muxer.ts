import { oggCrc } from './ogg.js'
import { OPUS_RATE, packetFrames } from './packet.js'

/** Content of the header of the stream. */
export interface OggOpusHead {
  /** Sample rate before encoding, in Hz; for information only. */
  readonly sampleRate: number
  /** Frames at 48 kHz that a decoder outputs before the audio begins. */
  readonly preSkip: number
}

const FIRST = 2
const LAST = 4
// Any number will do for the only stream of a file; with a fixed one equal audio makes equal files.
const SERIAL = 0x6f6e6574
const VENDOR = Buffer.from('stenopipe')
const MAX_SEGMENTS = 255

/** Writes Opus packets of one channel to an Ogg file (RFC 7845). Pure. */
export class OggOpusMuxer {
  readonly #head: OggOpusHead
  readonly #pageFrames: number
  #packets: Uint8Array[] = []
  #frames = 0
  #granulePosition = 0
  #sequence = 0

  /** @param pageDuration Audio in one page, in ms: the delay, against 28 bytes or more per page. */
  constructor(head: OggOpusHead, pageDuration: number) {
    this.#head = head
    this.#pageFrames = pageDuration * OPUS_RATE / 1000
  }

  /** Returns the two pages before the first packet. */
  header(): Buffer {
    const { sampleRate, preSkip } = this.#head
    const head = Buffer.alloc(19)
    head.write('OpusHead\x01\x01', 'latin1')
    head.writeUInt16LE(preSkip, 10)
    head.writeUInt32LE(sampleRate, 12)
    const tags = Buffer.alloc(16 + VENDOR.length)
    tags.write('OpusTags')
    tags.writeUInt32LE(VENDOR.length, 8)
    VENDOR.copy(tags, 12)
    return Buffer.concat([this.#page([head], FIRST, 0), this.#page([tags], 0, 0)])
  }

  /** Takes the next packet. */
  push(packet: Uint8Array): void {
    const frames = packetFrames(packet)
    this.#packets.push(packet)
    this.#granulePosition += frames
    this.#frames += frames
  }

  /**
   * Returns the page that is full, if one is; not to be called after the last packet, which belongs to the last page.
   */
  readPage(): Buffer {
    const isFull = this.#frames >= this.#pageFrames || segments(this.#packets) > MAX_SEGMENTS - 16
    return isFull ? this.#flush(0, this.#granulePosition) : Buffer.alloc(0)
  }

  /** Returns the last page. @param frames Length of the audio, at 48 kHz; the rest of the packets is padding. */
  finish(frames: number): Buffer {
    return this.#flush(LAST, this.#head.preSkip + frames)
  }

  #flush(flags: number, granule: number): Buffer {
    const page = this.#page(this.#packets, flags, granule)
    this.#packets = []
    this.#frames = 0
    return page
  }

  #page(packets: readonly Uint8Array[], flags: number, granule: number): Buffer {
    const lacing = packets.flatMap(({ length }) => [...Array<number>(Math.floor(length / 255)).fill(255), length % 255])
    const header = Buffer.alloc(27)
    header.write('OggS')
    header[5] = flags
    header.writeBigInt64LE(BigInt(granule), 6)
    header.writeUInt32LE(SERIAL, 14)
    header.writeUInt32LE(this.#sequence++, 18)
    header[26] = lacing.length
    const page = Buffer.concat([header, Buffer.from(lacing), ...packets])
    page.writeUInt32LE(oggCrc(page), 22)
    return page
  }
}

function segments(packets: readonly Uint8Array[]): number {
  return packets.reduce((sum, { length }) => sum + Math.floor(length / 255) + 1, 0)
}
