import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { pocketsphinx } from '../lib/engines/pocketsphinx/index.js'
import { decode, fileSource, recognize, type RecognitionResult } from '../lib/index.js'
import { clips, wordErrorRate } from './support/speech.js'

const { path, transcript } = clips.find(clip => clip.name === '0920')!

/** How each kind of file is made from the clip. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  'mono16k.wav': [],
  'stereo16k.wav': ['-ac', '2'],
  'mono8k.wav': ['-ar', '8000'],
  'mono44k.wav': ['-ar', '44100'],
  'stereo48k.wav': ['-ar', '48000', '-ac', '2'],
  'speech.mp3': ['-b:a', '64k'],
  'speech.opus': ['-c:a', 'libopus', '-b:a', '32k'],
  'speech.ogg': ['-c:a', 'libvorbis'],
  'speech.flac': [],
  'speech.m4a': ['-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart'],
  'video.mp4': [
    '-f',
    'lavfi',
    '-i',
    'color=black:s=64x64:r=10',
    '-shortest',
    '-c:a',
    'aac',
    '-b:a',
    '96k',
    '-movflags',
    '+faststart',
  ],
  'video.webm': ['-f', 'lavfi', '-i', 'color=black:s=64x64:r=10', '-shortest', '-c:a', 'libopus'],
}

async function recognized(file: string): Promise<RecognitionResult[]> {
  return fileSource(file)
    .pipe(decode())
    .pipe(recognize({ engine: pocketsphinx({ accuracy: 'fast' }), interimResults: false }))
    .toArray() as Promise<RecognitionResult[]>
}

t.test('every kind of file gives the words that the plain WAV gives, at the same times', async t => {
  const dir = t.testdir()
  const [plain] = await recognized(path)
  const rate = wordErrorRate(transcript, plain!.sentence.text)
  t.ok(rate < 0.3, `word error rate of the WAV: ${rate}`)
  for (const [name, options] of Object.entries(kinds)) {
    const file = join(dir, name)
    const made = spawnSync('ffmpeg', ['-loglevel', 'error', '-i', path, ...options, file], { encoding: 'utf8' })
    t.equal(made.stderr, '', name)
    const finals = await recognized(file)
    const text = finals.map(({ sentence }) => sentence.text).join(' ')
    // Telephone sound lacks half of what the model listens to; the rest differs by what a codec takes away.
    const most = name === 'mono8k.wav' ? 0.8 : 0.25
    t.ok(wordErrorRate(plain!.sentence.text, text) <= most, `${name}: ${text}`)
    const late = finals[0]!.sentence.beginTime - plain!.sentence.beginTime
    t.ok(Math.abs(late) <= 150, `${name} begins ${late} ms later`)
  }
})
