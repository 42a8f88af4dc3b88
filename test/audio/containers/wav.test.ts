import t from 'tap'
import { WavReader } from '../../../lib/audio/containers/wav.js'
import { riffChunk, tones, wav } from '../sounds.js'

const audio = tones().subarray(32_000, 32_400)

function read(file: Buffer, size: number): { payload: Buffer; reader: WavReader } {
  const reader = new WavReader()
  const payload: Uint8Array[] = []
  for (let at = 0; at < file.length; at += size) payload.push(reader.push(file.subarray(at, at + size)))
  reader.flush()
  return { payload: Buffer.concat(payload), reader }
}

const list = riffChunk('LIST', Buffer.from('INFOIART\x03\0\0\0me\0\0'))
const odd = riffChunk('junk', Buffer.from('odd'))
const bext = riffChunk('bext', Buffer.alloc(602))
const id3 = riffChunk('id3 ', Buffer.alloc(33, 'data'))
const open = { riffBytes: 0xffff_ffff, dataBytes: 0xffff_ffff }
const ds64 = (dataBytes: bigint): Buffer => {
  const content = Buffer.alloc(28)
  content.writeBigUInt64LE(dataBytes, 8)
  return riffChunk('ds64', content)
}

for (const [title, file] of [
  ['plain', wav(audio)],
  ['LIST before `fmt `', wav(audio, { first: list })],
  ['LIST, odd chunks and bext before `data`', wav(audio, { before: Buffer.concat([list, odd, bext, odd]) })],
  ['an empty chunk before `data`', wav(audio, { before: riffChunk('fact', Buffer.alloc(0)) })],
  ['chunks after `data`', wav(audio, { after: Buffer.concat([list, id3]) })],
  ['extensible', wav(audio, { extensible: true })],
  ['RF64', wav(audio, { ...open, magic: 'RF64', first: ds64(400n), after: list })],
  ['BW64', wav(audio, { ...open, magic: 'BW64', first: ds64(400n), after: list })],
  ['streamed by ffmpeg, 0xFFFFFFFF', wav(audio, open)],
  ['streamed by sox, 0x7FFFF000', wav(audio, { riffBytes: 0x7fff_f024, dataBytes: 0x7fff_f000 })],
  ['streamed, 0x80000000', wav(audio, { riffBytes: 0x8000_0024, dataBytes: 0x8000_0000 })],
  ['streamed, both lengths 0', wav(audio, { riffBytes: 0, dataBytes: 0 })],
  ['streamed, the lengths of an empty file', wav(audio, { riffBytes: 36, dataBytes: 0 })],
] as const) {
  t.test(`WavReader finds the audio however the file is cut: ${title}`, async t => {
    for (const size of [1, 7, 333, file.length]) {
      const { payload, reader } = read(file, size)
      t.ok(payload.equals(audio), `in pieces of ${size}`)
      t.match(reader.format, { encoding: 's16le', sampleRate: 16_000, channels: 1 })
      t.equal(reader.missingBytes, 0, 'nothing is missing')
    }
  })
}

t.test('WavReader takes no chunk behind an empty `data` for audio', async t => {
  t.equal(read(wav(Buffer.alloc(0), { after: list }), 5).payload.length, 0)
  t.equal(read(wav(Buffer.alloc(0)), 5).payload.length, 0)
})

t.test('WavReader tells how much of a cut file is missing', async t => {
  const { payload, reader } = read(wav(audio).subarray(0, 44 + 100), 9)
  t.equal(payload.length, 100)
  t.equal(reader.declaredBytes, 400)
  t.equal(reader.missingBytes, 300)
})

t.test('WavReader knows each encoding by tag and width', async t => {
  for (const [tag, bits, encoding] of [
    [1, 8, 'u8'], [1, 16, 's16le'], [1, 24, 's24le'], [1, 32, 's32le'], [1, 20, 's24le'],
    [3, 32, 'f32le'], [3, 64, 'f64le'], [6, 8, 'alaw'], [7, 8, 'mulaw'], [2, 4, 'other'], [0x55, 16, 'other'],
  ] as const) {
    for (const extensible of [false, true]) {
      const { reader } = read(wav(audio, { tag, bits, extensible, channels: 2, sampleRate: 48_000 }), 1000)
      t.match(reader.format, { encoding, channels: 2, sampleRate: 48_000 }, `tag ${tag}, ${bits} bits`)
    }
  }
})

for (const [title, file] of [
  ['text', Buffer.from('RIFF is a word, WAVE another one')],
  ['another RIFF', Buffer.concat([Buffer.from('RIFF\0\0\0\0AVI '), Buffer.alloc(100)])],
  ['a header that breaks off', wav(audio).subarray(0, 20)],
  ['no `data`', Buffer.concat([wav(audio).subarray(0, 36), list])],
  ['`data` before `fmt `', Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), riffChunk('data', audio)])],
  ['0 channels', wav(audio, { channels: 0 })],
  ['a rate of 1 Hz', wav(audio, { sampleRate: 1 })],
  ['a rate of 4 GHz', wav(audio, { sampleRate: 4_000_000_000 })],
  ['a short `fmt `', Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), riffChunk('fmt ', Buffer.alloc(4))])],
  ['a `fmt ` of 4 GB', Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), riffChunk('fmt ', audio, 0xffff_fff0)])],
] as const) {
  t.test(`WavReader refuses what it cannot read: ${title}`, async t => {
    t.throws(() => read(file, 11), { code: 'STENO_AUDIO_UNREADABLE' })
  })
}
