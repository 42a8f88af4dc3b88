import { oggCrc } from './ogg.js'
import { OPUS_RATE, packetFrames } from './packet.js'

/** What the header of the stream says. */
export interface OggOpusHead {
  /** Frames a second before encoding, in Hz; for information only. */
  readonly sampleRate: number
  /** Frames at 48 kHz that come out of a decoder before the sound begins. */
  readonly preSkip: number
}

const [FIRST, LAST] = [2, 4]
// Any number will do for the only stream of a file; a fixed one gives the same file for the same sound.
const SERIAL = 0x6f6e6574
const VENDOR = Buffer.from('stenopipe')
const MAX_SEGMENTS = 255

/** Opus packets of one channel to an Ogg file (RFC 7845). Pure. */
export class OggOpusMuxer {
  readonly #head: OggOpusHead
  readonly #pageFrames: number
  #packets: Uint8Array[] = []
  #frames = 0
  #granulePosition = 0
  #sequence = 0

  /** @param pageDuration How much sound a page holds, in ms: the delay it costs, against 28 bytes and more a page. */
  constructor(head: OggOpusHead, pageDuration: number) {
    this.#head = head
    this.#pageFrames = pageDuration * OPUS_RATE / 1000
  }

  /** The two pages before the first packet. */
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

  /** The page that is full, if one is; not to be asked for after the last packet, which belongs into the last page. */
  readPage(): Buffer {
    const isFull = this.#frames >= this.#pageFrames || segments(this.#packets) > MAX_SEGMENTS - 16
    return isFull ? this.#flush(0, this.#granulePosition) : Buffer.alloc(0)
  }

  /** The last page. @param frames How long the sound was, at 48 kHz; what the packets hold beyond it is padding. */
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
