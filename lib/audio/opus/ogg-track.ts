import { TruncationDetector } from '../containers/truncation.js'
import { OggPages, packetsOf, type OggPage } from './ogg.js'
import { opusHead, packetFrames, OPUS_HZ, type OpusHead } from './packet.js'
import { OpusStreams } from './opus-streams.js'
import type { OpusStreamDecoder } from './opus-stream-decoder.js'
import { PrismDemuxer } from './prism.js'
import { FfmpegInputDecoder, type InputDecoder } from '../containers/input-decoder.js'

// The next page begins with a header of 27 bytes.
const PEEK_BYTES = 27
// What was lost is put in as silence, so that times stay right; more than this is a lie or another recording.
const MOST_PAUSE_SECONDS = 60
const NOTHING = Buffer.alloc(0)

/**
 * The track of an Ogg file: Opus of one or two channels alone in it is read in this process, the rest by a decoder;
 * undefined while more bytes are needed.
 */
export function oggTrack(sampleRate: number, held: Buffer, ended: boolean): InputDecoder | undefined {
  const segments = held[26]
  const first = segments === undefined ? undefined : packetsOf(held)
  const length = first ? [...held.subarray(27, 27 + segments!)].reduce((sum, bytes) => sum + bytes, 27 + segments!) : 0
  if (first && held.length >= length + PEEK_BYTES) {
    const isAlone = held.toString('latin1', length, length + 4) === 'OggS' && (held[length + 5]! & 2) === 0
    if (isAlone && first.packets.length === 1 && opusHead(first.packets[0]!)) return new OggOpusTrack(sampleRate)
    return new FfmpegInputDecoder('ogg')
  }
  const mayBe = 'OggS'.startsWith(held.toString('latin1', 0, 4))
  return ended || !mayBe ? new FfmpegInputDecoder('ogg') : undefined
}

/** Opus in Ogg to s16le mono. */
class OggOpusTrack implements InputDecoder {
  readonly route = null
  readonly expands = true
  readonly #streams: OpusStreams
  readonly #pages = new OggPages()
  readonly #extent = new TruncationDetector('ogg')
  #demuxer: PrismDemuxer | undefined
  #serial = 0
  /** Where the last page ended, in frames at 48 kHz; undefined until one has told. */
  #granule: number | undefined
  #skippedBefore = 0

  constructor(sampleRate: number) {
    this.#streams = new OpusStreams(sampleRate)
  }

  get damage(): string | undefined {
    if (this.#pages.skipped > 0) return `${this.#pages.skipped} bytes are no Ogg`
    return this.#streams.damage
  }

  push(bytes: Uint8Array): Uint8Array {
    this.#extent.push(bytes)
    return Buffer.concat(this.#pages.push(bytes).map(page => this.#page(page)))
  }

  flush(): Uint8Array {
    this.#pages.flush()
    return this.#streams.flush()
  }

  missing(seconds: number): string | undefined {
    return this.#extent.missing(seconds)
  }

  close(): void {
    this.#streams.close()
  }

  #page(page: OggPage): Buffer {
    const head = page.isFirst ? opusHead(packetsOf(page.bytes).packets[0] ?? NOTHING) : undefined
    const before = head ? this.#enter(head, page.serial) : NOTHING
    const { voice } = this.#streams
    if (page.serial !== this.#serial || !this.#demuxer || !voice) return before
    const packets = this.#demuxer.push(page.bytes)
    if (packets.length > 0) this.#decode(voice, page, packets)
    return Buffer.concat([before, voice.take()])
  }

  #decode(voice: OpusStreamDecoder, page: OggPage, packets: readonly Buffer[]): void {
    const frames = packets.reduce((sum, packet) => sum + packetFrames(packet), 0)
    const told = page.granule >= 0
    const start = this.#granule ?? (page.isLast ? 0 : page.granule - frames)
    const lost = this.#lost(page, start, frames)
    if (lost > 0) voice.pause(lost)
    for (const packet of packets) voice.push(packet)

    const surplus = start + frames - page.granule
    if (page.isLast && told && surplus > 0 && surplus <= frames) voice.trim(surplus)
    if (told) this.#granule = page.granule
    else if (this.#granule !== undefined) this.#granule += frames + lost
  }

  /** How much of the sound before a page has got lost, at 48 kHz. */
  #lost(page: OggPage, start: number, frames: number): number {
    const { skipped } = this.#pages
    if (skipped === this.#skippedBefore || page.granule < 0) return 0
    this.#skippedBefore = skipped
    const lost = page.granule - start - frames
    return lost > 0 && lost <= MOST_PAUSE_SECONDS * OPUS_HZ ? lost : 0
  }

  /** Begins a stream: the only one, or the next of several that were put one behind the other. */
  #enter(head: OpusHead, serial: number): Buffer {
    const rest = this.#streams.finish()
    this.#demuxer = new PrismDemuxer('OggDemuxer')
    this.#streams.enter(head)
    this.#serial = serial
    this.#granule = undefined
    return rest
  }
}
