import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import { fileFormatOf } from '../../../lib/audio/containers/file-header.js'
import { tones, wav } from '../sounds.js'

/** A tone in a format, made by ffmpeg. */
function encoded(format: string, ...words: string[]): Buffer {
  const tone = ['-f', 'lavfi', '-i', 'sine=d=1:r=48000']
  return execFileSync('ffmpeg', ['-loglevel', 'error', ...tone, ...words, '-f', format, '-'])
}

t.test('the headers of audio and video files are recognised', async t => {
  t.equal(fileFormatOf(wav(tones())), 'WAV')
  for (const [format, name] of [
    ['aiff', 'AIFF'], ['mp3', 'MP3'], ['flac', 'FLAC'], ['ogg', 'Ogg'], ['matroska', 'WebM or Matroska'],
    ['caf', 'CAF'],
    ['w64', 'W64'], ['au', 'AU'], ['asf', 'ASF'], ['flv', 'FLV'], ['avi', 'AVI'], ['adts', 'MP3 or AAC'],
  ] as const) {
    t.equal(fileFormatOf(encoded(format)), name, format)
  }
  t.equal(fileFormatOf(encoded('mp3', '-id3v2_version', '0', '-write_xing', '0')), 'MP3 or AAC')
  t.equal(fileFormatOf(encoded('mp4', '-movflags', 'empty_moov')), 'MP4')
  t.equal(fileFormatOf(encoded('webm', '-c:a', 'libopus')), 'WebM or Matroska')
})

t.test('samples are no file, even when they begin with a part of a magic number', async t => {
  for (const head of [
    'RIFF', 'RIFF1234RIFF', 'ID3', 'ID3\x03\x00\xff', 'fLaC', 'fLaC\x01\x00\x00\x22', 'OggS', 'OggS\x00\x00', 'FORM',
    'caff', '\x1a\x45\xdf\xa3\x00', '\x1a\x45\xdf\xa3\x80\x00', '\x01\x02\x03\x04ftyp', 'FLV\x01', '.snd',
  ]) {
    const bytes = Buffer.alloc(4096, 0x55)
    bytes.write(head, 'latin1')
    t.equal(fileFormatOf(bytes), undefined, JSON.stringify(head))
  }
  // Header of an MP3 at 48 kHz and 128 kbit/s, in a wave with the period of its frame.
  const period = Buffer.concat([Buffer.from('fffb9400', 'hex'), Buffer.alloc(380, 9)])
  const wave = Buffer.concat(Array.from({ length: 9 }, () => period))
  t.equal(fileFormatOf(wave), undefined, 'periodic samples')
  t.equal(fileFormatOf(Buffer.from('RIFF')), undefined, 'too short')
  t.equal(fileFormatOf(tones()), undefined)
})

t.test('no random samples are a file', async () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 0, maxLength: 64 }), bytes => fileFormatOf(bytes) === undefined), {
    numRuns: 2000,
  })
})
