/** Element of a WebM or Matroska file. */
export interface WebmElement {
  /** Element id, one of `WEBM`. */
  readonly id: number
  /** Bytes of the element; of a master element, its head only. */
  readonly bytes: Buffer
  /** Content of the element; empty for a master element. */
  readonly content: Buffer
  /** Bytes before this element, since the beginning, that belong to no element. */
  readonly skippedBytes: number
}

/** Ids of elements (RFC 9559, section 5). */
export const WEBM = {
  ebml: 0x1a45dfa3, segment: 0x18538067, cluster: 0x1f43b675, tracks: 0x1654ae6b, track: 0xae, group: 0xa0,
  info: 0x1549a966, scale: 0x2ad7b1, timestamp: 0xe7, number: 0xd7, type: 0x83, codec: 0x86, private: 0x63a2,
  encodings: 0x6d80, simpleBlock: 0xa3, block: 0xa1, discard: 0x75a2,
} as const

const { ebml, segment, cluster, tracks, track, group, info } = WEBM
const MASTER_ELEMENTS: ReadonlySet<number> = new Set([segment, cluster, tracks, track, group, info])
const READ_ELEMENTS: ReadonlySet<number> = new Set([
  WEBM.scale, WEBM.timestamp, WEBM.number, WEBM.type, WEBM.codec, WEBM.private, WEBM.encodings,
  WEBM.simpleBlock, WEBM.block, WEBM.discard,
])
// Void, CRC-32, elements between and after clusters, and those in clusters beside the blocks.
const SKIPPED_ELEMENTS: ReadonlySet<number> = new Set([
  0xec, 0xbf, 0x1c53bb6b, 0x1254c367, 0x114d9b74, 0x1043a770, 0x1941a469,
  0xa7, 0xab, 0x5854, 0x9b, 0xfb, 0xfa, 0xfd, 0x75a1, 0xa4, 0x8e,
])
const CLUSTER_BYTES = Buffer.from('1f43b675', 'hex')
const EBML_BYTES = Buffer.from('1a45dfa3', 'hex')
const MAX_HEAD_BYTES = 12
// A block holds a packet or a few; no other element that is read is longer.
const MAX_ELEMENT_BYTES = 1 << 18
const EMPTY = Buffer.alloc(0)

/**
 * Splits a WebM file into elements; skips damage up to the next cluster.
 *
 * @example
 * ```ts
 * const elements = new WebmElements()
 * elements.push(Buffer.from('1a45dfa380', 'hex')) // one, with the id WEBM.ebml
 * ```
 */
export class WebmElements {
  #buffered = EMPTY
  #toSkip = 0
  #inClusters = false
  #isLost = false
  #skippedBytes = 0

  /** Bytes that belong to no element. */
  get skippedBytes(): number {
    return this.#skippedBytes
  }

  /** Takes the next bytes; returns the elements that are complete. */
  push(bytes: Uint8Array): WebmElement[] {
    const passed = Math.min(this.#toSkip, bytes.length)
    this.#toSkip -= passed
    this.#buffered = Buffer.concat([this.#buffered, bytes.subarray(passed)])
    const elements: WebmElement[] = []
    for (let before = -1; before !== this.#buffered.length;) {
      before = this.#buffered.length
      if (this.#isLost) this.#resync()
      const element = this.#isLost ? undefined : this.#next()
      if (element) elements.push(element)
    }
    return elements
  }

  #next(): WebmElement | undefined {
    const head = readHead(this.#buffered)
    if (head ? !this.#isPlausible(head) : this.#buffered.length >= MAX_HEAD_BYTES) {
      this.#isLost = true
      this.#skip(1)
      return undefined
    }
    if (!head) return undefined
    const { id, headBytes, size } = head
    if (MASTER_ELEMENTS.has(id)) return this.#readElement(id, headBytes, headBytes)
    if (!READ_ELEMENTS.has(id)) return this.#skipElement(id, headBytes, size)
    return this.#buffered.length < headBytes + size ? undefined : this.#readElement(id, headBytes, headBytes + size)
  }

  #isPlausible({ id, size }: Head): boolean {
    if (MASTER_ELEMENTS.has(id)) return true
    if (READ_ELEMENTS.has(id)) return size <= MAX_ELEMENT_BYTES
    return size !== Infinity && (!this.#inClusters || SKIPPED_ELEMENTS.has(id) || id === ebml)
  }

  #readElement(id: number, headBytes: number, bytes: number): WebmElement {
    this.#inClusters = id === cluster || (this.#inClusters && id !== segment)
    const element = {
      id, bytes: this.#buffered.subarray(0, bytes), content: this.#buffered.subarray(headBytes, bytes),
      skippedBytes: this.#skippedBytes,
    }
    this.#buffered = this.#buffered.subarray(bytes)
    return element
  }

  #skipElement(id: number, headBytes: number, size: number): WebmElement | undefined {
    const bytes = this.#buffered.subarray(0, headBytes)
    const passed = Math.min(headBytes + size, this.#buffered.length)
    this.#toSkip = headBytes + size - passed
    this.#buffered = this.#buffered.subarray(passed)
    return id === ebml ? { id, bytes, content: EMPTY, skippedBytes: this.#skippedBytes } : undefined
  }

  #resync(): void {
    const found = [CLUSTER_BYTES, EBML_BYTES].map(id => this.#buffered.indexOf(id)).filter(at => at >= 0)
    this.#isLost = found.length === 0
    this.#skip(this.#isLost ? Math.max(0, this.#buffered.length - 3) : Math.min(...found))
  }

  #skip(bytes: number): void {
    this.#skippedBytes += bytes
    this.#buffered = this.#buffered.subarray(bytes)
  }
}

interface Head {
  readonly id: number
  readonly headBytes: number
  /** Length of the content in bytes; Infinity when it is unknown. */
  readonly size: number
}

function readHead(held: Buffer): Head | undefined {
  const idBytes = Math.clz32(held[0] ?? 0) - 23
  const sizeAt = held[idBytes]
  if (idBytes > 4 || !sizeAt) return undefined
  const sizeBytes = Math.clz32(sizeAt) - 23
  const headBytes = idBytes + sizeBytes
  if (held.length < headBytes) return undefined

  let size = sizeAt & (1 << 8 - sizeBytes) - 1
  for (const byte of held.subarray(idBytes + 1, headBytes)) size = size * 256 + byte
  const isUnknown = size === 2 ** (7 * sizeBytes) - 1
  return { id: held.readUIntBE(0, idBytes), headBytes, size: isUnknown ? Infinity : size }
}
