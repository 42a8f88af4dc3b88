import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Test } from 'tap'
import { samples } from '../../lib/audio/pcm/pcm.js'
import type { Decoder } from '../../lib/audio/decode.js'
import type { StenopipeError } from '../../lib/errors.js'
import { randoms } from '../contract/stage.js'

/** A second of silence, a second of 440 Hz, a second of silence: interleaved s16le, sound in the first channel only. */
export function tones({ sampleRate = 16_000, channels = 1 } = {}): Buffer {
  const pcm = Buffer.alloc(3 * sampleRate * channels * 2)
  for (let frame = sampleRate; frame < 2 * sampleRate; frame++) {
    pcm.writeInt16LE(Math.round(16_000 * Math.sin(2 * Math.PI * 440 * frame / sampleRate)), frame * channels * 2)
  }
  return pcm
}

/** What a RIFF file is made of. */
export interface WavParts {
  readonly tag?: number
  readonly bits?: number
  readonly sampleRate?: number
  readonly channels?: number
  /** Chunks between the RIFF header and `fmt `, and between `fmt ` and `data`. */
  readonly first?: Buffer
  readonly before?: Buffer
  /** What follows the audio. */
  readonly after?: Buffer
  readonly magic?: string
  /** Lengths to write instead of the true ones. */
  readonly riffBytes?: number
  readonly dataBytes?: number
  /** Whether `fmt ` has the extensible form. */
  readonly extensible?: boolean
}

/** A chunk of a RIFF file, padded. */
export function riffChunk(id: string, content: Buffer, bytes = content.length): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes)
  return Buffer.concat([Buffer.from(id), length, content, Buffer.alloc(content.length % 2)])
}

/** A WAV file, as wrong as one likes. */
export function wav(audio: Buffer, parts: WavParts = {}): Buffer {
  const chunks = Buffer.concat([
    parts.first ?? NOTHING, riffChunk('fmt ', wavFormat(parts)), parts.before ?? NOTHING,
    riffChunk('data', audio, parts.dataBytes), parts.after ?? NOTHING,
  ])
  return riffChunk(parts.magic ?? 'RIFF', Buffer.concat([Buffer.from('WAVE'), chunks]), parts.riffBytes)
}

const NOTHING = Buffer.alloc(0)

function wavFormat({ tag = 1, bits = 16, sampleRate = 16_000, channels = 1, extensible = false }: WavParts): Buffer {
  const frameBytes = channels * Math.ceil(bits / 8)
  const fmt = Buffer.alloc(extensible ? 40 : 16)
  fmt.writeUInt16LE(extensible ? 0xfffe : tag, 0)
  fmt.writeUInt16LE(channels, 2)
  fmt.writeUInt32LE(sampleRate, 4)
  fmt.writeUInt32LE(sampleRate * frameBytes >>> 0, 8)
  fmt.writeUInt16LE(frameBytes, 12)
  fmt.writeUInt16LE(bits, 14)
  if (extensible) fmt.writeUInt16LE(tag, 24)
  return fmt
}

/** Random bytes, the same for the same seed. */
export function noise(seed: number, bytes: number): Buffer {
  const random = randoms(seed)
  return Buffer.from(Uint8Array.from({ length: bytes }, () => random() >>> 13))
}

/** Has ffmpeg write a file from the tones at 44.1 kHz stereo. */
export function encode(t: Test, name: string, args: readonly string[] = [], inputs: readonly string[] = []): Buffer {
  const form = { sampleRate: 44_100, channels: 2 }
  const folder = t.testdir({ 'in.wav': wav(tones(form), form) })
  const path = join(folder, name)
  const sound = ['-i', join(folder, 'in.wav')]
  execFileSync('ffmpeg', ['-nostdin', '-loglevel', 'error', ...inputs, ...sound, ...args, path], { stdio: 'pipe' })
  return readFileSync(path)
}

/** What came out of a decoder. */
export interface Decoded {
  readonly pcm: Buffer
  readonly warnings: readonly StenopipeError[]
  readonly error?: StenopipeError
}

/** Writes the input in pieces and gathers all that comes out. */
export async function decoded(decoder: Decoder, input: Buffer, size = 65_536): Promise<Decoded> {
  const warnings: StenopipeError[] = []
  const output: Buffer[] = []
  decoder.on('warning', warning => { warnings.push(warning) })
  const count = Math.ceil(input.length / size)
  const pieces = Array.from({ length: count }, (_, i) => input.subarray(i * size, (i + 1) * size))
  try {
    for await (const pcm of Readable.from(pieces).pipe(decoder)) output.push(pcm)
  } catch (error) {
    return { pcm: Buffer.concat(output), warnings, error: error as StenopipeError }
  }
  return { pcm: Buffer.concat(output), warnings }
}

/** Loudest sample of each 250 ms. */
export function levels(pcm: Buffer, sampleRate = 16_000): number[] {
  const bytes = sampleRate / 2
  return Array.from({ length: Math.ceil(pcm.length / bytes) }, (_, i) => {
    const part = samples(pcm.subarray(i * bytes, (i + 1) * bytes))
    return part.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
  })
}

/** Asserts three seconds with sound in the second one only, at half the level when it came from one of two channels. */
export function soundsRight(t: Test, pcm: Buffer, { sampleRate = 16_000, peak = 8000, toleranceMs = 80 } = {}): void {
  const ms = pcm.length / 2 / sampleRate * 1000
  t.ok(Math.abs(ms - 3000) <= toleranceMs, `${ms} ms long`)
  const loud = levels(pcm, sampleRate).slice(0, 12)
  const seen = loud.join(' ')
  t.ok(loud.slice(5, 7).every(level => level > 0.85 * peak && level < 1.4 * peak), `tone at about ${peak}: ${seen}`)
  t.ok([...loud.slice(0, 3), ...loud.slice(9)].every(level => level < 0.2 * peak), `silence around it: ${seen}`)
}

/** Process ids of this process's children. */
export function children(): number[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(pid => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === process.pid
    } catch {
      return false
    }
  })
}
