/** Reads bytes of a file: fewer than asked for only at its end. */
export type ReadAt = (at: number, bytes: number) => Promise<Buffer>

/** Range of bytes: in memory, or of the file. */
export type ByteRange = { readonly bytes: Buffer } | { readonly from: number; readonly to: number }

interface Box { readonly type: string; readonly at: number; readonly header: number; readonly end: number }

const MAX_INDEX_BYTES = 256 * 1024 * 1024
const MAX_BOXES = 10_000
/** Boxes around the tables of chunk offsets. */
const CONTAINER_BOXES: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl'])

/**
 * Order in which an MP4 with its index (moov) after its audio (mdat) can be read through a pipe: the index first, with
 * all chunk offsets shifted by its length. `undefined` for every other file, and when the offsets do not fit.
 */
export async function moovFirst(read: ReadAt, size: number): Promise<readonly ByteRange[] | undefined> {
  const boxes = await readBoxes(read, size)
  const audio = boxes?.find(({ type }) => type === 'mdat')
  const index = boxes?.find(({ type }) => type === 'moov')
  if (!audio || !index || index.at < audio.at || index.end - index.at > MAX_INDEX_BYTES) return undefined

  const bytes = await read(index.at, index.end - index.at)
  if (bytes.length < index.end - index.at || !shiftOffsets(bytes, { from: audio.at, to: index.at })) return undefined
  return [{ from: 0, to: audio.at }, { bytes }, { from: audio.at, to: index.at }, { from: index.end, to: size }]
}

/** Complete boxes of a file; undefined when it is no MP4. */
async function readBoxes(read: ReadAt, size: number): Promise<Box[] | undefined> {
  const boxes: Box[] = []
  for (let at = 0; at + 8 <= size && boxes.length < MAX_BOXES;) {
    const box = boxOf(await read(at, 16), at, size)
    if (!box || (at === 0 && !/^(ftyp|mdat|wide|free|skip)$/.test(box.type))) return undefined
    boxes.push(box)
    at = box.end
  }
  return boxes
}

function boxOf(head: Buffer, at: number, size: number): Box | undefined {
  if (head.length < 8) return undefined
  const short = head.readUInt32BE(0)
  const isLong = short === 1
  if (isLong && head.length < 16) return undefined
  const rest = short === 0 ? size - at : short
  const bytes = isLong ? Number(head.readBigUInt64BE(8)) : rest
  const header = isLong ? 16 : 8
  if (bytes < header || at + bytes > size) return undefined
  return { type: head.toString('latin1', 4, 8), at, header, end: at + bytes }
}

/** Shifts all offsets in a range by the index's length; false when one does not fit, or the tables are damaged. */
function shiftOffsets(index: Buffer, range: { readonly from: number; readonly to: number }): boolean {
  const open = [{ at: 0, end: index.length }]
  for (let part = open.pop(); part; part = open.pop()) {
    while (part.at + 8 <= part.end) {
      const box = boxOf(index.subarray(part.at, part.at + 16), part.at, part.end)
      if (!box || box.type === 'cmov') return false
      const inner = { at: box.at + box.header, end: box.end }
      if (CONTAINER_BOXES.has(box.type)) open.push(inner)
      else if (box.type === 'stco' || box.type === 'co64') {
        const bytes = box.type === 'stco' ? 4 : 8
        if (!shiftTable(index, inner, { ...range, bytes })) return false
      }
      part.at = box.end
    }
  }
  return true
}

function shiftTable(
  index: Buffer, { at, end }: { at: number; end: number },
  { from, to, bytes }: { from: number; to: number; bytes: number },
): boolean {
  if (at + 8 > end || at + 8 + index.readUInt32BE(at + 4) * bytes > end) return false
  const last = at + 8 + index.readUInt32BE(at + 4) * bytes
  for (let entry = at + 8; entry < last; entry += bytes) {
    const offset = bytes === 4 ? index.readUInt32BE(entry) : Number(index.readBigUInt64BE(entry))
    if (offset < from || offset >= to) continue
    const shifted = offset + index.length
    if (bytes === 8) index.writeBigUInt64BE(BigInt(shifted), entry)
    else if (shifted > 0xffff_ffff) return false
    else index.writeUInt32BE(shifted, entry)
  }
  return true
}
