import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from '../../../lib/audio/decode.js'
import type { StenopipeError } from '../../../lib/errors.js'
import { decoded, noise, tones, wav } from '../sounds.js'

/** Files of all formats that are decoded in the process, by name. */
export function originals(folder: string): Record<string, Buffer> {
  const byFfmpeg = (name: string, args: readonly string[]): Buffer => {
    const path = join(folder, name)
    const tone = ['-f', 'lavfi', '-i', 'sine=440:d=1.5:r=48000', '-af', 'volume=4']
    execFileSync('ffmpeg', ['-nostdin', '-y', '-loglevel', 'error', ...tone, ...args, path], { stdio: 'pipe' })
    return readFileSync(path)
  }
  const opus = ['-c:a', 'libopus', '-b:a', '24k']
  return {
    's16.wav': wav(tones()),
    'float.wav': byFfmpeg('float.wav', ['-c:a', 'pcm_f32le']),
    's24.wav': byFfmpeg('s24.wav', ['-c:a', 'pcm_s24le', '-ac', '2', '-ar', '44100']),
    'alaw.wav': byFfmpeg('alaw.wav', ['-c:a', 'pcm_alaw', '-ar', '8000']),
    'pages.ogg': byFfmpeg('pages.ogg', [...opus, '-page_duration', '100000']),
    'long pages.ogg': byFfmpeg('long-pages.ogg', [...opus, '-ac', '2', '-b:a', '256k']),
    'clusters.webm': byFfmpeg('clusters.webm', [...opus, '-cluster_time_limit', '200']),
    'one cluster.webm': byFfmpeg('one-cluster.webm', [...opus, '-ac', '2']),
  }
}

/** One of many kinds of damage to a file; the same for the same seed. */
export function mutated(file: Buffer, seed: number): Buffer {
  const random = noise(seed, 256)
  const number = (i: number, below: number): number => random.readUInt32LE(4 * i) % Math.max(1, below)
  // Half of the damage is to headers, where it matters most, and a quarter to the end.
  const place = (i: number): number => {
    const where = number(i, 4)
    const length = where < 2 ? Math.min(file.length, 400) : Math.min(file.length, where === 2 ? 300 : Infinity)
    return where === 2 ? file.length - 1 - number(i + 1, length) : number(i + 1, length)
  }
  const hurt = Buffer.from(file)
  switch (seed % 7) {
    case 0: hurt[place(0)]! ^= 1 << number(2, 8); break
    case 1: for (let i = 0; i < 8; i++) hurt[place(4 * i)] = random[128 + i]!; break
    case 2: return file.subarray(0, number(0, file.length + 1))
    case 3: noise(seed + 1, 1 + number(0, 500)).copy(hurt, place(1)); break
    case 4: { const at = place(0); return Buffer.concat([file.subarray(0, at), file.subarray(at + number(3, 600))]) }
    case 5: {
      const at = place(0)
      return Buffer.concat([file.subarray(0, at), noise(seed + 1, number(3, 300)), file.subarray(at)])
    }
    default: return Buffer.concat([file.subarray(0, place(0)), file.subarray(number(3, file.length))])
  }
  return hurt
}

/** Faults of `decode()` at an input, cut in two ways: foreign errors, hangs, output that depends on the cut. */
export async function faultsAt(input: Buffer, seed: number, maxMs = 60_000): Promise<string[]> {
  // Damage to the header may leave the rest to ffmpeg, which is not there.
  const run = async (size: number): Promise<{ pcm: Buffer; outcome: string; fault?: string }> => {
    const decoder = decode({ ffmpegPath: '/nowhere/ffmpeg', maxTime: maxMs })
    const { pcm, error, warnings } = await decoded(decoder, input, size)
    const outcome = error ? error.code : warnings.map(warning => warning.message).join()
    return { pcm, outcome, ...faultOf(error) }
  }
  const small = [1, 7, 100, 997][seed % 4]!
  const [first, second] = [await run(Math.max(small, Math.ceil(input.length / 5000))), await run(65_536 >> seed % 9)]
  return [
    ...[first.fault, second.fault].filter(fault => fault !== undefined),
    ...first.outcome === second.outcome ? [] : [`outcome depends on the cut: ${first.outcome} / ${second.outcome}`],
    ...first.pcm.equals(second.pcm) || first.outcome.startsWith('STENO') ? []
      : [`output depends on the cut: ${first.pcm.length} / ${second.pcm.length} bytes`],
  ]
}

function faultOf(error: StenopipeError | undefined): { fault?: string } {
  if (!error) return {}
  if (error.code === 'STENO_DECODE_TIMEOUT') return { fault: 'hang' }
  return /^STENO_/.test(error.code) ? {} : { fault: `foreign error: ${error.stack}` }
}
