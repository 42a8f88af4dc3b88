/**
 * The same recording in every codec: do all give the embedded engine the same words, at the same times? Beside each
 * stand the words of what ffmpeg makes of the file, so that what a codec loses is told from what `decode()` loses.
 * One reader, 71 words, and an engine that is easily turned by a little noise: a lossy codec may cost a word or two
 * either way.
 *
 * AMR is encoded by sox, which `apt-get install sox libsox-fmt-all` brings; without it, it is left out.
 *
 *     npm run bench bench/codecs.ts [fast|thorough|none: samples and times only] [codecs whose names begin so]
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { samples } from '../lib/audio/pcm/pcm.js'
import { type Accuracy, pocketsphinx } from '../lib/engines/pocketsphinx/index.js'
import { decode, type DecodeOptions, fileSource, recognize, type RecognitionResult } from '../lib/index.js'
import { speech, wordErrors } from '../test/support/speech.js'

const how = process.argv[2] ?? 'fast'
const only = process.argv[3] ?? ''
const engine = how === 'none' ? undefined : pocketsphinx({ accuracy: how as Accuracy })
const folder = mkdtempSync(join(tmpdir(), 'bench-codecs-'))
const picture = ['-f', 'lavfi', '-i', 'testsrc=s=64x64:r=10', '-shortest', '-pix_fmt', 'yuv420p']

interface Codec {
  readonly file: string
  readonly args?: readonly string[]
  readonly options?: DecodeOptions
  readonly sox?: boolean
}

const codecs: Readonly<Record<string, Codec>> = {
  'wav': { file: 'x.wav' },
  'wav u8': { file: 'u8.wav', args: ['-c:a', 'pcm_u8'] },
  'wav s24': { file: 's24.wav', args: ['-c:a', 'pcm_s24le'] },
  'wav f32': { file: 'f32.wav', args: ['-c:a', 'pcm_f32le'] },
  'wav mu-law': { file: 'mulaw.wav', args: ['-c:a', 'pcm_mulaw'] },
  'wav A-law': { file: 'alaw.wav', args: ['-c:a', 'pcm_alaw'] },
  'wav 44.1 kHz stereo': { file: 'stereo.wav', args: ['-ar', '44100', '-ac', '2'] },
  'pcm s16le': { file: 'le.raw', args: ['-f', 's16le'], options: { format: 'pcm' } },
  'pcm s16be': { file: 'be.raw', args: ['-f', 's16be'], options: { format: 'pcm', inputEncoding: 's16be' } },
  'flac': { file: 'x.flac' },
  'mkv, flac': { file: 'x.mkv', args: ['-c:a', 'flac'] },
  'mp3 64k': { file: 'x.mp3', args: ['-b:a', '64k'] },
  'ogg opus 24k': { file: 'opus.ogg', args: ['-c:a', 'libopus', '-b:a', '24k'] },
  'webm opus 24k': { file: 'x.webm', args: ['-c:a', 'libopus', '-b:a', '24k'] },
  'ogg speex': { file: 'speex.ogg', args: ['-c:a', 'libspeex'] },
  'aac adts 64k': { file: 'x.aac', args: ['-b:a', '64k'] },
  'm4a faststart': { file: 'fast.m4a', args: ['-b:a', '64k', '-movflags', '+faststart'] },
  'm4a fragmented': {
    file: 'frag.m4a',
    args: ['-b:a', '64k', '-movflags', '+frag_keyframe+empty_moov', '-frag_duration', '1000000'],
  },
  'm4a, index at end': { file: 'end.m4a', args: ['-b:a', '64k'] },
  'video, mp4': { file: 'video.mp4', args: [...picture, '-b:a', '64k', '-movflags', '+faststart'] },
  'amr-nb': { file: 'x.amr-nb', sox: true },
  'amr-wb': { file: 'x.amr-wb', sox: true },
}

function encode({ file, args = [], sox }: Codec): string | undefined {
  const path = join(folder, file)
  if (!sox) execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', join(folder, 'source.wav'), ...args, path])
  else if (
    spawnSync('sox', [join(folder, 'source.wav'), ...(file.endsWith('nb') ? ['-r', '8000'] : []), path]).status !== 0
  )
    return undefined
  return path
}

const known = new Map<string, Promise<string>>()

/** The same samples are recognised once. */
function wordsOf(pcm: Buffer): Promise<string> {
  if (!engine) return Promise.resolve('')
  const hash = createHash('sha256').update(pcm).digest('hex')
  const found = known.get(hash) ?? Readable.from([pcm]).pipe(recognize({ engine, interimResults: false })).toArray()
    .then(results => (results as RecognitionResult[]).map(({ sentence }) => sentence.text).join(' '))
  known.set(hash, found)
  return found
}

/** How many ms later the one comes than the other, by what they have in common in a second of speech. */
function shift(of: Buffer, than: Buffer): number {
  const [late, early] = [samples(of), samples(than)]
  let [best, most] = [0, -Infinity]
  for (let by = -3200; by <= 3200; by++) {
    let sum = 0
    for (let n = 8000; n < 24_000; n++) sum += early[n]! * (late[n + by] ?? 0)
    if (sum > most) [best, most] = [by, sum]
  }
  return best / 16
}

execFileSync(
  'ffmpeg',
  ['-nostdin', '-v', 'error', '-f', 's16le', '-ar', '16000', '-ac', '1', '-i', 'pipe:0', join(folder, 'source.wav')],
  { input: speech.pcm },
)
const said = speech.transcript
const count = said.split(' ').length
const plain = await wordsOf(speech.pcm)
console.log(`${count} words; of the WAV ${wordErrors(said, plain)} are wrong`)
console.log(
  `${''.padEnd(20)}   as samples   later by   words unlike the WAV's   wrong   by ffmpeg: later by, unlike, wrong`,
)
const late = (pcm: Buffer): string => `${shift(pcm, speech.pcm).toFixed(1).padStart(5)} ms`
const unlike = (words: string, width: number): string => String(wordErrors(plain, words)).padStart(width)
const wrong = (words: string, width: number): string => String(wordErrors(said, words)).padStart(width)
const sums = { ours: 0, theirs: 0, lossy: 0 }
for (const [name, codec] of Object.entries(codecs).filter(([name]) => name.startsWith(only))) {
  const path = encode(codec)
  if (path === undefined) {
    console.log(`${name.padEnd(20)}   left out: no sox that writes it`)
    continue
  }
  const pcm = Buffer.concat(await fileSource(path).pipe(decode(codec.options)).toArray() as Buffer[])
  const isSame = pcm.equals(speech.pcm)
  const words = await wordsOf(pcm)
  let line = `${name.padEnd(20)}   ${(isSame ? 'the same' : 'others').padStart(10)}   ${late(pcm)}   ${unlike(words, 22)}   ${wrong(words, 5)}`
  if (!isSame && codec.options === undefined) {
    const bare = execFileSync(
      'ffmpeg',
      ['-nostdin', '-v', 'error', '-i', path, '-vn', '-ar', '16000', '-ac', '1', '-f', 's16le', '-'],
      { maxBuffer: 1 << 28 },
    )
    const theirs = await wordsOf(bare)
    line += `   ${late(bare).padStart(20)}, ${unlike(theirs, 6)}, ${wrong(theirs, 5)}`
    sums.lossy++
    sums.ours += wordErrors(said, words)
    sums.theirs += wordErrors(said, theirs)
  }
  console.log(line)
}
if (engine)
  console.log(
    `Of ${sums.lossy} that give other samples: ${((100 * sums.ours) / sums.lossy / count).toFixed(1)} % of the words wrong, by ffmpeg ${((100 * sums.theirs) / sums.lossy / count).toFixed(1)} % (target: no more), `
      + `the WAV ${((100 * wordErrors(said, plain)) / count).toFixed(1)} %`,
  )
rmSync(folder, { recursive: true })
