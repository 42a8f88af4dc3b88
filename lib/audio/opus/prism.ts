import type { Transform } from 'node:stream'
import { requirePackage } from '../../stream/package-files.js'

interface Prism {
  readonly opus: { readonly OggDemuxer: new () => Transform; readonly WebmDemuxer: new () => Transform }
}

/**
 * Demuxer of prism-media, called synchronously: as a stream it would output its packets later.
 * It must get complete pages or elements without damage: otherwise it has no output or throws.
 */
export class PrismDemuxer {
  readonly #demuxer: Transform
  #packets: Buffer[] = []

  constructor(container: 'OggDemuxer' | 'WebmDemuxer') {
    const { opus } = requirePackage(import.meta.url, 'prism-media') as Prism
    this.#demuxer = new opus[container]()
    this.#demuxer.push = (packet: Buffer) => this.#packets.push(packet) > 0
  }

  /** Returns the Opus packets in the bytes, without those of the header. */
  push(bytes: Buffer): Buffer[] {
    this.#packets = []
    this.#demuxer._transform(bytes, 'binary', error => { if (error) throw error })
    return this.#packets
  }
}
