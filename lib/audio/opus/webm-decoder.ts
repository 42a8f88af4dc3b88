import { TruncationDetector } from '../containers/truncation.js'
import { GapDetector } from './webm-gap-detector.js'
import { opusHead, OPUS_RATE, packetFrames } from './packet.js'
import { OpusStreams } from './opus-streams.js'
import { PrismDemuxer } from './prism.js'
import { FfmpegInputDecoder, type InputDecoder } from '../containers/input-decoder.js'
import { WEBM, WebmElements, type WebmElement } from './webm.js'

const MAX_HEADER_BYTES = 1 << 18
const LACING = 0x06
const AUDIO = 2
const EMPTY = Buffer.alloc(0)
// prism-media fails at elements that it does not know.
const READ_BY_PRISM: ReadonlySet<number> = new Set([
  WEBM.ebml, WEBM.segment, WEBM.cluster, WEBM.tracks, WEBM.track, WEBM.number, WEBM.type, WEBM.private,
])

/**
 * Decoder of a WebM or Matroska file: a single track of Opus with one or two channels is decoded in this process,
 * everything else by ffmpeg; undefined while more bytes are needed.
 */
export function webmDecoder(sampleRate: number, held: Buffer, ended: boolean): InputDecoder | undefined {
  const elements = new WebmElements()
  const header = elements.push(held)
  const first = header.findIndex(({ id }) => id === WEBM.simpleBlock || id === WEBM.block)
  const isUndecidable = ended || elements.skippedBytes > 0 || held.length > MAX_HEADER_BYTES
  if (first < 0) return isUndecidable ? new FfmpegInputDecoder('matroska') : undefined
  // As if the input had been cut before this block, so that the choice does not depend on the cut.
  const isDamaged = header[first]!.skippedBytes > 0
  return !isDamaged && isPlainOpus(header.slice(0, first + 1))
    ? new WebmOpusDecoder(sampleRate)
    : new FfmpegInputDecoder('matroska')
}

function isPlainOpus(header: readonly WebmElement[]): boolean {
  const all = (type: number): Buffer[] => header.filter(({ id }) => id === type).map(({ content }) => content)
  return all(WEBM.track).length === 1 && all(WEBM.encodings).length === 0
    && all(WEBM.codec).join() === 'A_OPUS' && all(WEBM.type)[0]?.[0] === AUDIO
    && all(WEBM.number)[0]?.length === 1 && all(WEBM.number)[0]![0]! < 16
    && opusHead(all(WEBM.private)[0] ?? EMPTY) !== undefined
    && (header.at(-1)!.content[3]! & LACING) === 0
}

/** Decodes Opus in WebM to s16le mono. */
class WebmOpusDecoder implements InputDecoder {
  readonly route = null
  readonly expands = true
  readonly #streams: OpusStreams
  readonly #elements = new WebmElements()
  readonly #truncation = new TruncationDetector('matroska')
  #demuxer: PrismDemuxer | undefined
  #gaps = new GapDetector()

  constructor(sampleRate: number) {
    this.#streams = new OpusStreams(sampleRate)
  }

  get damage(): string | undefined {
    if (this.#elements.skippedBytes > 0) return `${this.#elements.skippedBytes} bytes are not WebM`
    return this.#streams.damage
  }

  push(bytes: Uint8Array): Uint8Array {
    this.#truncation.push(bytes)
    return Buffer.concat(this.#elements.push(bytes).map(element => this.#readElement(element)))
  }

  flush(): Uint8Array {
    return this.#streams.flush()
  }

  missingData(seconds: number): string | undefined {
    return this.#truncation.missingData(seconds)
  }

  close(): void {
    this.#streams.close()
  }

  #readElement({ id, bytes, content }: WebmElement): Buffer {
    // DiscardPadding comes after the block it trims, so the block of a group stays pending until the group ends.
    const before = id === WEBM.block || id === WEBM.discard ? EMPTY : this.#readPending(id)
    this.#readMetadata(id, content)
    if (id === WEBM.block) this.#readBlock(simpleBlock(content), content)
    else if (id === WEBM.simpleBlock) this.#readBlock(bytes, content)
    else if (READ_BY_PRISM.has(id)) this.#demux(bytes)
    const { current } = this.#streams
    return id === WEBM.simpleBlock && current ? Buffer.concat([before, current.read()]) : before
  }

  /** Reads the elements that describe the audio. */
  #readMetadata(id: number, content: Buffer): void {
    if (id === WEBM.scale) this.#gaps.timestampScale = content
    else if (id === WEBM.timestamp) this.#gaps.clusterTimestamp = content
    else if (id === WEBM.private) this.#streams.begin(opusHead(content))
    else if (id === WEBM.discard) this.#streams.current?.trim(framesOf(content))
  }

  #readPending(id: number): Buffer {
    return id === WEBM.ebml ? this.#finishStream() : this.#streams.current?.read() ?? EMPTY
  }

  #readBlock(bytes: Buffer, content: Buffer): void {
    const gap = this.#gaps.gapBefore(content)
    if (gap > 0) this.#streams.current?.insertSilence(gap)
    // prism-media would take several packets in one block for one packet; silence replaces them.
    const isLaced = (content[3]! & LACING) !== 0
    if (isLaced) this.#streams.countMissing()
    else for (const packet of this.#demux(bytes)) this.#decode(packet)
  }

  #decode(packet: Buffer): void {
    this.#streams.current?.push(packet)
    this.#gaps.add(packetFrames(packet))
  }

  #demux(bytes: Buffer): Buffer[] {
    this.#demuxer ??= new PrismDemuxer('WebmDemuxer')
    try {
      return this.#demuxer.push(bytes)
    } catch {
      // It throws at headers of other codecs; there is nothing to read until the next headers.
      this.#streams.countMissing()
      return []
    }
  }

  #finishStream(): Buffer {
    this.#demuxer = undefined
    this.#gaps = new GapDetector()
    return this.#streams.finish()
  }
}

/** Block of a group, which prism-media ignores, as a SimpleBlock, which it reads. */
function simpleBlock(content: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head[0] = WEBM.simpleBlock
  head[1] = 0x01
  head.writeUIntBE(content.length, 3, 6)
  return Buffer.concat([head, content])
}

/** Frames at 48 kHz in a duration in ns, a big-endian number of any width. */
function framesOf(content: Buffer): number {
  const ns = content.length > 0 && content.length <= 6 ? content.readIntBE(0, content.length) : 0
  return Math.max(0, Math.round(ns * OPUS_RATE / 1e9))
}
