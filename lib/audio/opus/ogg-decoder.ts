import { TruncationDetector } from '../containers/truncation.js'
import { OggPages, packetsOf, type OggPage } from './ogg.js'
import { opusHead, packetFrames, OPUS_RATE, type OpusHead } from './packet.js'
import { OpusStreams } from './opus-streams.js'
import type { OpusStreamDecoder } from './opus-stream-decoder.js'
import { PrismDemuxer } from './prism.js'
import { FfmpegInputDecoder, type InputDecoder } from '../containers/input-decoder.js'

// The next page begins with a header of 27 bytes.
const PEEK_BYTES = 27
// Lost audio becomes silence, so that times stay right; a longer gap is wrong or another recording.
const MAX_GAP_SECONDS = 60
/**
 * Silence that each byte of damage allows in addition, in frames at 48 kHz: 10 ms, as at 800 bit/s, so that a few bytes
 * between pages do not become hours.
 */
const FRAMES_PER_SKIPPED_BYTE = 480
const EMPTY = Buffer.alloc(0)

/**
 * Decoder of an Ogg file: a single stream of Opus with one or two channels is decoded in this process, everything else
 * by ffmpeg; undefined while more bytes are needed.
 */
export function oggDecoder(sampleRate: number, held: Buffer, ended: boolean): InputDecoder | undefined {
  const segments = held[26]
  const first = segments === undefined ? undefined : packetsOf(held)
  const length = first ? [...held.subarray(27, 27 + segments!)].reduce((sum, bytes) => sum + bytes, 27 + segments!) : 0
  if (first && held.length >= length + PEEK_BYTES) {
    const isAlone = held.toString('latin1', length, length + 4) === 'OggS' && (held[length + 5]! & 2) === 0
    if (isAlone && first.packets.length === 1 && opusHead(first.packets[0]!)) return new OggOpusDecoder(sampleRate)
    return new FfmpegInputDecoder('ogg')
  }
  const mayBe = 'OggS'.startsWith(held.toString('latin1', 0, 4))
  return ended || !mayBe ? new FfmpegInputDecoder('ogg') : undefined
}

/** Decodes Opus in Ogg to s16le mono. */
class OggOpusDecoder implements InputDecoder {
  readonly route = null
  readonly expands = true
  readonly #streams: OpusStreams
  readonly #pages = new OggPages()
  readonly #truncation = new TruncationDetector('ogg')
  #demuxer: PrismDemuxer | undefined
  #serial = 0
  /** End of the last page, in frames at 48 kHz; undefined until a page has one. */
  #granulePosition: number | undefined
  #skippedBefore = 0
  /** Most silence that may replace lost pages, in frames at 48 kHz. */
  #allowedFrames = MAX_GAP_SECONDS * OPUS_RATE
  #leftOutSeconds = 0

  constructor(sampleRate: number) {
    this.#streams = new OpusStreams(sampleRate)
  }

  get damage(): string | undefined {
    const { skippedBytes } = this.#pages
    const leftOut = Math.ceil(this.#leftOutSeconds)
    const silence = leftOut > 0 ? `, and ${leftOut} s that its granule positions miss are left out` : ''
    if (skippedBytes > 0) return `${skippedBytes} bytes are not Ogg${silence}`
    return this.#streams.damage
  }

  push(bytes: Uint8Array): Uint8Array {
    this.#truncation.push(bytes)
    return Buffer.concat(this.#pages.push(bytes).map(page => this.#readPage(page)))
  }

  flush(): Uint8Array {
    this.#pages.flush()
    return this.#streams.flush()
  }

  missingData(seconds: number): string | undefined {
    return this.#truncation.missingData(seconds)
  }

  close(): void {
    this.#streams.close()
  }

  #readPage(page: OggPage): Buffer {
    const head = page.isFirst ? opusHead(packetsOf(page.bytes).packets[0] ?? EMPTY) : undefined
    const before = head ? this.#beginStream(head, page.serial) : EMPTY
    const { current } = this.#streams
    if (page.serial !== this.#serial || !this.#demuxer || !current) return before
    const packets = this.#demuxer.push(page.bytes)
    if (packets.length > 0) this.#decode(current, page, packets)
    return Buffer.concat([before, current.read()])
  }

  #decode(stream: OpusStreamDecoder, page: OggPage, packets: readonly Buffer[]): void {
    const frames = packets.reduce((sum, packet) => sum + packetFrames(packet), 0)
    const isKnown = page.granulePosition >= 0
    const start = this.#granulePosition ?? (page.isLast ? 0 : page.granulePosition - frames)
    const lost = this.#lostFrames(page, start, frames)
    if (lost > 0) stream.insertSilence(lost)
    for (const packet of packets) stream.push(packet)

    const surplus = start + frames - page.granulePosition
    if (page.isLast && isKnown && surplus > 0 && surplus <= frames) stream.trim(surplus)
    if (isKnown) this.#granulePosition = page.granulePosition
    else if (this.#granulePosition !== undefined) this.#granulePosition += frames + lost
  }

  /** Frames lost before a page, at 48 kHz. */
  #lostFrames(page: OggPage, start: number, frames: number): number {
    if (page.skippedBytes === this.#skippedBefore || page.granulePosition < 0) return 0
    this.#allowedFrames += (page.skippedBytes - this.#skippedBefore) * FRAMES_PER_SKIPPED_BYTE
    this.#skippedBefore = page.skippedBytes
    const lost = page.granulePosition - start - frames
    if (lost <= 0) return 0
    if (lost > Math.min(this.#allowedFrames, MAX_GAP_SECONDS * OPUS_RATE)) {
      this.#leftOutSeconds += lost / OPUS_RATE
      return 0
    }
    this.#allowedFrames -= lost
    return lost
  }

  /** Begins a stream: the only one, or the next of several chained ones. */
  #beginStream(head: OpusHead, serial: number): Buffer {
    const rest = this.#streams.finish()
    this.#demuxer = new PrismDemuxer('OggDemuxer')
    this.#streams.begin(head)
    this.#serial = serial
    this.#granulePosition = undefined
    return rest
  }
}
