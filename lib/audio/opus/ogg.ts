/** Complete page of an Ogg stream with a correct checksum. */
export interface OggPage {
  /** Bytes of the page. Packets that continue on the next page are complete there; incomplete ones are left out. */
  readonly bytes: Buffer
  /** Serial number of the logical stream. */
  readonly serial: number
  /** True for the first page of a logical stream. */
  readonly isFirst: boolean
  /** True for the last page of a logical stream. */
  readonly isLast: boolean
  /** Granule position: the time at its end in the unit of its codec; -1 when no packet ends in it. */
  readonly granulePosition: number
  /** Bytes before this page, since the beginning, that belong to no page. */
  readonly skippedBytes: number
}

const MAGIC = 'OggS'
const HEADER_BYTES = 27
const SEGMENT_BYTES = 255
const MAX_SEGMENTS = 255
const CONTINUED = 1
const FIRST = 2
const LAST = 4
const EMPTY = Buffer.alloc(0)

/**
 * Splits an Ogg stream into pages (RFC 3533): skips damage, and completes packets that cross page boundaries. Those
 * longer than a page, such as covers in tags, are left out.
 *
 * @example
 * ```ts
 * const pages = new OggPages()
 * pages.push(Buffer.from('no page')) // []
 * pages.flush()
 * pages.skippedBytes // 7
 * ```
 */
export class OggPages {
  #buffered = EMPTY
  #needed = HEADER_BYTES
  #skippedBytes = 0
  /** Beginnings of packets that continue on the next page of their stream; null for one that cannot be completed. */
  readonly #unfinished = new Map<number, Buffer | null>()

  /** Bytes that belong to no page. */
  get skippedBytes(): number {
    return this.#skippedBytes
  }

  /** Takes the next bytes; returns the pages that are complete. */
  push(bytes: Uint8Array): OggPage[] {
    this.#buffered = this.#buffered.length > 0 ? Buffer.concat([this.#buffered, bytes]) : Buffer.from(bytes)
    const pages: OggPage[] = []
    while (this.#buffered.length >= this.#needed) {
      const page = this.#next()
      if (page) pages.push(page)
    }
    return pages
  }

  /** Ends the input. */
  flush(): void {
    if (!MAGIC.startsWith(this.#buffered.toString('latin1', 0, 4))) this.#skippedBytes += this.#buffered.length
  }

  #next(): OggPage | undefined {
    const at = this.#buffered.indexOf(MAGIC, 0, 'latin1')
    if (at !== 0) {
      this.#skip(at < 0 ? this.#buffered.length - 3 : at)
      return undefined
    }
    const segments = this.#buffered[26]!
    this.#needed = HEADER_BYTES + segments
    if (this.#buffered.length < this.#needed) return undefined

    for (const bytes of this.#buffered.subarray(HEADER_BYTES, HEADER_BYTES + segments)) this.#needed += bytes
    if (this.#buffered.length < this.#needed) return undefined
    const page = this.#buffered.subarray(0, this.#needed)
    if (page[4] !== 0 || oggCrc(page) !== page.readUInt32LE(22)) {
      this.#skip(MAGIC.length)
      return undefined
    }
    this.#buffered = this.#buffered.subarray(this.#needed)
    this.#needed = HEADER_BYTES
    return this.#read(page)
  }

  #skip(bytes: number): void {
    this.#skippedBytes += bytes
    this.#buffered = this.#buffered.subarray(bytes)
    this.#needed = HEADER_BYTES
    this.#unfinished.clear()
  }

  #read(page: Buffer): OggPage {
    const flags = page[5]!
    const serial = page.readUInt32LE(14)
    const isCut = page[26]! > 0 && page[HEADER_BYTES + page[26]! - 1] === SEGMENT_BYTES
    const isPlain = (flags & CONTINUED) === 0 && !isCut
    if (isPlain) this.#unfinished.delete(serial)
    return {
      bytes: isPlain ? page : this.#repairPage(page, serial), serial,
      isFirst: (flags & FIRST) !== 0, isLast: (flags & LAST) !== 0, granulePosition: Number(page.readBigInt64LE(6)),
      skippedBytes: this.#skippedBytes,
    }
  }

  #repairPage(page: Buffer, serial: number): Buffer {
    const { packets, rest } = packetsOf(page)
    const start = this.#unfinished.get(serial)
    this.#unfinished.delete(serial)
    if ((page[5]! & CONTINUED) === 0) {
      if (rest) this.#carryOver(serial, rest)
      return pageOf(page, packets)
    }
    const first = packets.shift()
    if (first && start) packets.unshift(Buffer.concat([start, first]))
    const continued = start ? Buffer.concat([start, rest ?? EMPTY]) : null
    if (rest) this.#carryOver(serial, first ? rest : continued)
    return pageOf(page, packets)
  }

  #carryOver(serial: number, start: Buffer | null): void {
    const fits = start !== null && start.length < SEGMENT_BYTES * MAX_SEGMENTS
    this.#unfinished.set(serial, fits ? Buffer.from(start) : null)
  }
}

/** Packets of a page, the first of which may begin before it, and the beginning of one that continues after it. */
export function packetsOf(page: Buffer): { packets: Buffer[]; rest: Buffer | undefined } {
  const packets: Buffer[] = []
  let start = HEADER_BYTES + page[26]!
  let end = start
  for (const bytes of page.subarray(HEADER_BYTES, start)) {
    end += bytes
    if (bytes === SEGMENT_BYTES) continue
    packets.push(page.subarray(start, end))
    start = end
  }
  return { packets, rest: end > start ? page.subarray(start, end) : undefined }
}

/** Copy of a page with other packets, as many as fit. */
function pageOf(page: Buffer, packets: readonly Buffer[]): Buffer {
  const lacing: number[] = []
  const fitting = packets.filter(packet => {
    const segments = Math.floor(packet.length / SEGMENT_BYTES) + 1
    if (lacing.length + segments > MAX_SEGMENTS) return false
    for (let i = 1; i < segments; i++) lacing.push(SEGMENT_BYTES)
    lacing.push(packet.length % SEGMENT_BYTES)
    return true
  })
  const header = Buffer.from(page.subarray(0, HEADER_BYTES))
  header[26] = lacing.length
  return Buffer.concat([header, Buffer.from(lacing), ...fitting])
}

const crcTable = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i << 24
  for (let bit = 0; bit < 8; bit++) value = value << 1 ^ (value < 0 ? 0x04c1_1db7 : 0)
  return value
})

/** Checksum of a page, computed with 0 in its own field. */
export function oggCrc(page: Buffer): number {
  let value = 0
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : page[i]!
    value = value << 8 ^ crcTable[value >>> 24 ^ byte]!
  }
  return value >>> 0
}
