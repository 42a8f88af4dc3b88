import { createRequire } from 'node:module'
import type { Transform } from 'node:stream'

interface Prism {
  readonly opus: { readonly OggDemuxer: new () => Transform; readonly WebmDemuxer: new () => Transform }
}

/**
 * A demuxer of prism-media, driven by hand: as a stream it would give its packets later than it is asked for them.
 * It must get whole pages or elements, and nothing damaged: it is silent or throws where they are not.
 */
export class PrismDemuxer {
  readonly #demuxer: Transform
  #packets: Buffer[] = []

  constructor(container: 'OggDemuxer' | 'WebmDemuxer') {
    const { opus } = createRequire(import.meta.url)('prism-media') as Prism
    this.#demuxer = new opus[container]()
    this.#demuxer.push = (packet: Buffer) => this.#packets.push(packet) > 0
  }

  /** The Opus packets in the bytes, without those of the header. */
  push(bytes: Buffer): Buffer[] {
    this.#packets = []
    this.#demuxer._transform(bytes, 'binary', error => { if (error) throw error })
    return this.#packets
  }
}
