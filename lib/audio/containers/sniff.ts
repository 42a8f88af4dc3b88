import { sniffFrames } from './mpeg-frames.js'

/** Containers that `decode()` knows, by their names for ffmpeg's `-f`. */
export type Container =
  | 'wav' | 'mp3' | 'aac' | 'ogg' | 'flac' | 'mov' | 'matroska' | 'amr' | 'aiff' | 'au' | 'caf' | 'w64'
  | 'asf' | 'avi' | 'flv' | 'mpegts' | 'mpeg'

// Enough for every magic number below.
const MAGIC_BYTES = 16
const TS_PACKET_BYTES = 188
const TS_PACKETS = 5

/**
 * Detects the container from the first bytes of a file: `null` when it is unknown, `undefined` while more bytes are
 * needed (never more than 16 kB). ffmpeg's own detection is not used, since it takes some noise for mp3.
 *
 * @param held All bytes so far, without ID3v2 tags.
 * @param ended True when these are all.
 *
 * @example
 * ```ts
 * sniff(Buffer.from('OggS\0\x02______________'), false) // 'ogg'
 * ```
 */
export function sniff(held: Buffer, ended: boolean): Container | null | undefined {
  if (!ended && held.length < MAGIC_BYTES) return undefined
  const known = magics.find(([, matches]) => matches(held))?.[0]
  if (known) return known

  const packets = countTsPackets(held)
  if (packets === TS_PACKETS) return 'mpegts'
  const maybePackets = packets > 0 && packets * TS_PACKET_BYTES >= held.length
  return maybePackets && !ended ? undefined : sniffFrames(held, ended)
}

const at = (offset: number, magic: string) => (held: Buffer) =>
  held.toString('latin1', offset, offset + magic.length) === magic

const form = (pattern: RegExp) => (held: Buffer) => pattern.test(held.toString('latin1', 0, 12))

const boxes = new Set(['ftyp', 'styp', 'moov', 'moof', 'mdat', 'free', 'skip', 'wide', 'pnot', 'sidx'])

const magics: readonly (readonly [Container, (held: Buffer) => boolean])[] = [
  ['wav', form(/^(RIFF|RF64|BW64|RIFX)....WAVE/s)],
  ['avi', form(/^RIFF....AVI /s)],
  ['aiff', form(/^FORM....AIF[FC]/s)],
  ['w64', at(0, 'riff\x2e\x91\xcf\x11')],
  ['ogg', at(0, 'OggS\0')],
  ['flac', at(0, 'fLaC')],
  ['matroska', at(0, '\x1a\x45\xdf\xa3')],
  ['caf', at(0, 'caff\0\x01')],
  ['au', at(0, '.snd\0')],
  ['amr', at(0, '#!AMR')],
  ['asf', at(0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11')],
  ['flv', at(0, 'FLV\x01')],
  ['mpeg', at(0, '\0\0\x01\xba')],
  // In a text file these letters would follow a length of half a gigabyte or more, which only `mdat` may have.
  ['mov', held => boxes.has(held.toString('latin1', 4, 8)) && (held[0] === 0 || at(4, 'mdat')(held))],
]

/** A transport stream has one magic byte per packet, so several packets must have it. */
function countTsPackets(held: Buffer): number {
  let packets = 0
  while (packets < TS_PACKETS && held[packets * TS_PACKET_BYTES] === 0x47) packets++
  return packets
}
