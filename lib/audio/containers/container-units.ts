import { adtsHeader, mpegHeader } from './mpeg-frames.js'
import type { Container } from './sniff.js'

/** Measures the units of one container. */
export interface ContainerUnits {
  /** Name of a unit in messages. */
  readonly name: string
  /** True when units may follow bytes that are no unit. */
  readonly resyncs?: boolean
  /** Length of the unit in bytes: 0 for none, undefined while more bytes are needed, Infinity for all the rest. */
  measure(head: Buffer): number | undefined
  /** Length of the file in bytes, as it declares it. */
  declaredBytes?: number
  /** Duration of the audio in seconds, as the file declares it. */
  declaredSeconds?: number
  /** Bytes of audio before the index of an MP4. */
  unindexedBytes?: number
}

type UnitLength = (head: Buffer) => number | undefined

const REST_OF_FILE = Number.POSITIVE_INFINITY

/** Units of each container that declares their lengths. */
export const unitsOf: Readonly<Partial<Record<Container, () => ContainerUnits>>> = {
  mp3: mpegFrames,
  aac: () => ({ name: 'frame', resyncs: true, measure: withHeader(6, head => adtsHeader(head, 0)?.bytes ?? 0) }),
  ogg: () => ({ name: 'page', measure: oggPage }),
  mov: boxes,
  matroska: () => ({ name: 'segment', measure: ebmlElement }),
  flac: flacStream,
  amr: amrFrames,
  aiff: () => chunks(8, head => startsWith(head, 'FORM') ? 8 + declared(head.readUInt32BE(4)) : 0),
  avi: () => chunks(8, head => startsWith(head, 'RIFF') ? 8 + declared(head.readUInt32LE(4)) : 0),
  au: () => chunks(12, head => startsWith(head, '.snd') ? head.readUInt32BE(4) + declared(head.readUInt32BE(8)) : 0),
  w64: () => chunks(24, head => startsWith(head, 'riff') ? declared(Number(head.readBigUInt64LE(16))) : 0),
  caf: () => chunks(12, head => startsWith(head, 'caff') ? 8 : 12 + declared(Number(head.readBigUInt64BE(4)))),
  mpegts: () => ({ name: 'packet', measure: head => head[0] === 0x47 ? 188 : 0 }),
  flv: () => ({
    name: 'tag', measure: withHeader(4, head => startsWith(head, 'FLV') ? 13 : 15 + head.readUIntBE(1, 3)),
  }),
}

function withHeader(bytes: number, measure: UnitLength): UnitLength {
  return head => head.length < bytes ? undefined : measure(head)
}

function chunks(headerBytes: number, measure: UnitLength): ContainerUnits {
  return { name: 'chunk', measure: withHeader(headerBytes, measure) }
}

function startsWith(head: Buffer, magic: string): boolean {
  return head.toString('latin1', 0, magic.length) === magic
}

/** Lengths are 0 or all ones in files that were written to a pipe. */
function declared(bytes: number): number {
  return bytes === 0 || bytes === 0xffff_ffff || bytes > Number.MAX_SAFE_INTEGER ? REST_OF_FILE : bytes
}

function mpegFrames(): ContainerUnits {
  let isFirst = true
  return {
    name: 'frame',
    resyncs: true,
    measure(head) {
      if (head.length < 4) return undefined
      const header = mpegHeader(head, 0)
      if (!header || !isFirst) return header?.bytes ?? (isTag(head) ? REST_OF_FILE : 0)
      if (head.length < Math.min(header.bytes, 64)) return undefined
      isFirst = false
      this.declaredBytes = xingBytes(head.subarray(0, 64))
      return header.bytes
    },
  }
}

function isTag(head: Buffer): boolean {
  return ['TAG', 'APET', 'LYRI', 'ID3'].some(tag => startsWith(head, tag))
}

/** Length in bytes that the first frame of most mp3 files declares, else 0. */
function xingBytes(head: Buffer): number {
  const at = Math.max(head.indexOf('Xing', 0, 'latin1'), head.indexOf('Info', 0, 'latin1'))
  if (at < 0 || at + 16 > head.length) return 0
  const flags = head.readUInt32BE(at + 4)
  if ((flags & 2) === 0) return 0
  return head.readUInt32BE(at + 8 + (flags & 1 ? 4 : 0))
}

function oggPage(head: Buffer): number | undefined {
  if (head.length < 4) return undefined
  if (!startsWith(head, 'OggS')) return 0
  if (head.length < 27 || head.length < 27 + head[26]!) return undefined
  const lengths = head.subarray(27, 27 + head[26]!)
  return lengths.reduce((sum, bytes) => sum + bytes, 27 + lengths.length)
}

function boxes(): ContainerUnits {
  let isIndexed = false
  return {
    name: 'box',
    unindexedBytes: 0,
    measure(head) {
      if (head.length < 8) return undefined
      const size = head.readUInt32BE(0)
      if (size === 1 && head.length < 16) return undefined
      const short = size === 0 ? REST_OF_FILE : size
      const bytes = size === 1 ? Number(head.readBigUInt64BE(8)) : short
      const type = head.toString('latin1', 4, 8)
      if (type === 'moov' || type === 'moof') isIndexed = true
      if (type === 'mdat' && !isIndexed) this.unindexedBytes! += bytes
      return bytes < 8 ? 0 : bytes
    },
  }
}

function ebmlElement(head: Buffer): number | undefined {
  const idBytes = Math.clz32(head[0]!) - 23
  const sizeAt = head[idBytes]
  if (head[0] === 0 || sizeAt === 0) return 0
  if (sizeAt === undefined) return undefined
  const sizeBytes = Math.clz32(sizeAt) - 23
  if (head.length < idBytes + sizeBytes) return undefined

  let size = sizeAt & (1 << 8 - sizeBytes) - 1
  for (const byte of head.subarray(idBytes + 1, idBytes + sizeBytes)) size = size * 256 + byte
  const isUnknown = size === 2 ** (7 * sizeBytes) - 1
  return isUnknown ? REST_OF_FILE : idBytes + sizeBytes + size
}

/** Frames of FLAC declare no length, but the first block declares the number of samples. */
function flacStream(): ContainerUnits {
  return {
    name: 'stream',
    measure(head) {
      if (head.length < 26) return undefined
      const rate = head.readUIntBE(18, 3) >> 4
      const frames = (head[21]! & 15) * 2 ** 32 + head.readUInt32BE(22)
      this.declaredSeconds = rate > 0 ? frames / rate : 0
      return REST_OF_FILE
    },
  }
}

const AMR_NARROW = [13, 14, 16, 18, 20, 21, 27, 32, 6]
const AMR_WIDE = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6]

function amrFrames(): ContainerUnits {
  let lengths: readonly number[] | undefined
  return {
    name: 'frame',
    measure(head) {
      if (lengths) return lengths[head[0]! >> 3 & 15] ?? 1
      if (head.length < 9) return undefined
      const isWide = startsWith(head, '#!AMR-WB\n')
      lengths = isWide ? AMR_WIDE : AMR_NARROW
      return isWide ? 9 : 6
    },
  }
}
