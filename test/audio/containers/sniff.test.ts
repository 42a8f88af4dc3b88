import t from 'tap'
import { sniff } from '../../../lib/audio/containers/sniff.js'
import { encode, noise, wav } from '../sounds.js'

const padded = (magic: string): Buffer => Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.alloc(64, 1)])

for (const [container, magic] of [
  ['wav', 'RIFF\x01\n\0\xffWAVE'], ['wav', 'RF64\xff\xff\xff\xffWAVE'], ['avi', 'RIFF\0\0\0\0AVI '],
  ['aiff', 'FORM\0\0\n\0AIFF'], ['aiff', 'FORM\0\0\n\0AIFC'], ['w64', 'riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb'],
  ['ogg', 'OggS\0\x02'], ['flac', 'fLaC\0\0\0\x22'], ['matroska', '\x1a\x45\xdf\xa3'], ['caf', 'caff\0\x01\0\0'],
  ['au', '.snd\0\0\0\x18'], ['amr', '#!AMR\n'], ['amr', '#!AMR-WB\n'], ['flv', 'FLV\x01\x05'],
  ['asf', '\x30\x26\xb2\x75\x8e\x66\xcf\x11'], ['mpeg', '\0\0\x01\xba'],
  ['mov', '\0\0\0\x18ftypM4A '], ['mov', '\x12\x34\x56\x78mdat'], ['mov', '\0\0\0\x08wide'],
] as const) {
  t.test(`sniff() knows ${container} by ${JSON.stringify(magic)}`, async t => {
    t.equal(sniff(padded(magic), false), container)
    t.equal(sniff(padded(magic).subarray(0, 15), false), undefined, 'but not before 16 bytes')
  })
}

t.test('sniff() knows what has no magic by a run of headers, as soon as there are three', async t => {
  for (const [name, container, args] of [
    ['x.mp3', 'mp3', ['-id3v2_version', '0', '-write_xing', '0']],
    ['x.mp2', 'mp3', []],
    ['low.mp3', 'mp3', ['-ar', '22050', '-b:a', '24k', '-id3v2_version', '0']],
    ['lowest.mp3', 'mp3', ['-ar', '8000', '-b:a', '16k', '-ac', '1', '-id3v2_version', '0']],
    ['x.aac', 'aac', []],
    ['x.ts', 'mpegts', []],
  ] as const) {
    const file = encode(t, name, args)
    const needed = Array.from({ length: 4096 }, (_, i) => i).find(length => sniff(file.subarray(0, length), false))!
    t.equal(sniff(file.subarray(0, needed), false), container, `${name} after ${needed} bytes`)
    t.equal(sniff(file, true), container)
    if (container !== 'mpegts') t.equal(sniff(file.subarray(1), false), container, `${name}, joined in mid-frame`)
  }
})

t.test('sniff() refuses noise, text and nothing', async t => {
  for (let seed = 1; seed <= 40; seed++) t.equal(sniff(noise(seed, 40_000), false), null, `noise ${seed}`)
  for (const text of ['#EXTM3U\nfile:///etc/passwd\n', 'ffconcat version 1.0\n', 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n',
    '<?xml version="1.0"?><MPD></MPD>', 'The freedom of the press', 'And skip it, then move on', 'G'.repeat(300), '']) {
    t.equal(sniff(Buffer.from(text), true), null, text.slice(0, 20))
  }
})

t.test('sniff() takes no picture of frames in a file of something else for audio', async t => {
  const mp3 = encode(t, 'x.mp3', ['-id3v2_version', '0'])
  t.equal(sniff(Buffer.concat([noise(1, 4000), mp3]), true), null)
})

t.test('sniff() gives the same answer for more bytes than it needs', async t => {
  const file = wav(Buffer.alloc(100_000))
  t.equal(sniff(file, false), 'wav')
  t.equal(sniff(noise(3, 200_000), true), null)
})
