import t from 'tap'
import { TruncationDetector } from '../../../lib/audio/containers/truncation.js'
import type { Container } from '../../../lib/audio/containers/sniff.js'
import { encode, noise } from '../sounds.js'

function shortfall(container: Container, file: Buffer, { size = 65_536, seconds = 3 } = {}): string | undefined {
  const extent = new TruncationDetector(container)
  for (let at = 0; at < file.length; at += size) extent.push(file.subarray(at, at + size))
  return extent.missingData(seconds)
}

for (const [container, name, args] of [
  ['mp3', 'x.mp3', ['-id3v2_version', '0']], ['mp3', 'bare.mp3', ['-id3v2_version', '0', '-write_xing', '0']],
  ['mp3', 'vbr.mp3', ['-id3v2_version', '0', '-q:a', '4', '-write_id3v1', '1', '-metadata', 'title=x']],
  ['aac', 'x.aac', []], ['ogg', 'opus.ogg', ['-c:a', 'libopus']], ['ogg', 'vorbis.ogg', ['-c:a', 'libvorbis']],
  ['mov', 'x.m4a', ['-movflags', '+faststart']], ['mov', 'f.m4a', ['-movflags', '+frag_keyframe+empty_moov']],
  ['matroska', 'x.webm', []], ['matroska', 'x.mkv', []], ['aiff', 'x.aiff', []], ['au', 'x.au', []],
  ['caf', 'x.caf', []],
  ['w64', 'x.w64', []], ['avi', 'x.avi', []], ['flv', 'x.flv', ['-ar', '44100']], ['mpegts', 'x.ts', []],
] as const) {
  t.test(`TruncationDetector knows a whole file from a cut one: ${name}`, async t => {
    const file = encode(t, name, args)
    for (const size of [1, 100, file.length]) {
      t.equal(shortfall(container, file, { size }), undefined, `whole, in pieces of ${size}`)
      for (const part of [0.3, 0.61, 0.95]) {
        const cut = file.subarray(0, Math.floor(file.length * part) + 1)
        t.type(shortfall(container, cut, { size }), 'string', `${part} of it`)
      }
    }
  })
}

t.test('TruncationDetector knows a FLAC file by the length it tells', async t => {
  const file = encode(t, 'x.flac')
  t.equal(shortfall('flac', file, { size: 1 }), undefined)
  t.match(shortfall('flac', file, { size: 7, seconds: 1.5 }), 'it has 1.5 of 3.0 s')
})

t.test('TruncationDetector sees an mp3 that was cut between two frames by the length in its first one', async t => {
  const file = encode(t, 'x.mp3', ['-id3v2_version', '0', '-b:a', '64k', '-ar', '48000'])
  const frame = 64_000 / 8 * 1152 / 48_000
  t.equal(shortfall('mp3', file), undefined)
  t.match(shortfall('mp3', file.subarray(0, frame * 60)), /^it has \d+ of \d+ bytes$/)
})

t.test('TruncationDetector does not take tags behind an mp3 for a cut frame', async t => {
  const file = encode(t, 'x.mp3', ['-id3v2_version', '0', '-write_id3v1', '0'])
  for (const tag of [
    Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 0xff)]),
    Buffer.concat([Buffer.from('APETAGEX'), noise(1, 5000)]),
    Buffer.concat([Buffer.from('LYRICSBEGIN'), noise(2, 500)]),
    Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\x10\0'), noise(3, 500)]),
    Buffer.alloc(700),
    noise(4, 3000),
  ]) t.equal(shortfall('mp3', Buffer.concat([file, tag])), undefined, tag.toString('latin1', 0, 4))
})

t.test('TruncationDetector goes on after damage in an mp3', async t => {
  const file = Buffer.from(encode(t, 'x.mp3', ['-id3v2_version', '0', '-write_xing', '0']))
  noise(5, 900).copy(file, 5000)
  t.equal(shortfall('mp3', file), undefined)
  t.equal(shortfall('mp3', file.subarray(0, file.length - 40)), 'it ends inside a frame')
})

t.test('TruncationDetector knows an MP4 whose index comes too late', async t => {
  const box = (type: string, bytes: number): Buffer => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(bytes)
    head.write(type, 4)
    return head
  }
  const start = Buffer.concat([box('ftyp', 16), Buffer.alloc(8)])
  for (const [title, boxes, late, hopeless] of [
    ['index first', [box('moov', 8), box('mdat', 5_000_000)], false, false],
    ['fragments', [box('moov', 8), box('moof', 8), box('mdat', 5_000_000)], false, false],
    ['a small file', [box('mdat', 8), box('moov', 8)], true, false],
    ['a big file', [box('mdat', 5_000_000)], true, true],
  ] as const) {
    const extent = new TruncationDetector('mov')
    extent.push(Buffer.concat([start, ...boxes]))
    t.equal(extent.indexIsLate, late, title)
    t.equal(extent.isUnrecoverable, hopeless, title)
  }
})

t.test('TruncationDetector has no opinion on what it cannot measure', async t => {
  t.equal(shortfall('asf', noise(1, 1000)), undefined)
  t.equal(shortfall('ogg', noise(1, 1000)), undefined, 'or on what is not what it was called')
})
