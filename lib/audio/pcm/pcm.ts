/** Bytes of one s16le mono frame. */
export const FRAME_BYTES = 2

/**
 * Duration of s16le mono bytes, in ms; not rounded, so that sums do not drift.
 *
 * @example
 * ```ts
 * bytesToMs(32_000, 16_000) // 1000
 * ```
 */
export function bytesToMs(bytes: number, sampleRate: number): number {
  return framesToMs(bytes / FRAME_BYTES, sampleRate)
}

/** Bytes of s16le mono in a duration in ms, rounded to the nearest frame. */
export function msToBytes(ms: number, sampleRate: number): number {
  return msToFrames(ms, sampleRate) * FRAME_BYTES
}

/** Duration of a number of frames, in ms; not rounded. */
export function framesToMs(frames: number, sampleRate: number): number {
  return frames * 1000 / sampleRate
}

/** Number of frames in a duration in ms, rounded to the nearest. */
export function msToFrames(ms: number, sampleRate: number): number {
  return Math.round(ms * sampleRate / 1000)
}

/**
 * Samples of s16le bytes, without a copy where the alignment allows it; half a sample at the end is left out.
 *
 * @example
 * ```ts
 * samples(Buffer.from([0x00, 0x01])) // Int16Array [ 256 ]
 * ```
 */
export function samples(bytes: Uint8Array): Int16Array {
  const frames = bytes.length >> 1
  // A typed array may not start on an odd byte, where file headers leave most chunks; Buffer's slice() would not copy.
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes)
  return new Int16Array(aligned.buffer, aligned.byteOffset, frames)
}

/** Bytes of samples, in the same memory. */
export function bytesOf(frames: Int16Array): Buffer {
  return Buffer.from(frames.buffer, frames.byteOffset, frames.byteLength)
}

/** All samples in one array; the same array when there is only one. */
export function joined(parts: readonly Int16Array[]): Int16Array {
  if (parts.length === 1) return parts[0]!
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
