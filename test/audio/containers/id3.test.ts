import t from 'tap'
import { Id3Skipper } from '../../../lib/audio/containers/id3.js'

const tag = (bytes: number, flags = 0): Buffer => Buffer.concat([
  Buffer.from('ID3'), Buffer.from([4, 0, flags, 0, 0, bytes >> 7, bytes & 127]),
  Buffer.alloc(bytes + (flags & 0x10 ? 10 : 0), 'x'),
])

function skip(input: Buffer, size: number): string {
  const skipper = new Id3Skipper()
  const output: Uint8Array[] = []
  for (let at = 0; at < input.length; at += size) output.push(Buffer.from(skipper.push(input.subarray(at, at + size))))
  return Buffer.concat([...output, skipper.flush()]).toString()
}

for (const [title, input, expected] of [
  ['one tag', Buffer.concat([tag(300), Buffer.from('audio')]), 'audio'],
  ['tags after one another', Buffer.concat([tag(3), tag(0), tag(200), Buffer.from('audio')]), 'audio'],
  ['a tag with a footer', Buffer.concat([tag(20, 0x10), Buffer.from('audio')]), 'audio'],
  ['no tag', Buffer.from('audio ID3'), 'audio ID3'],
  ['something that only begins like one', Buffer.from('ID2345'), 'ID2345'],
  ['the first bytes of a tag', Buffer.from('ID3\x04'), 'ID3\x04'],
  ['a tag without its end', tag(300).subarray(0, 100), ''],
  ['nothing', Buffer.alloc(0), ''],
] as const) {
  t.test(`TagSkipper leaves what is not a tag: ${title}`, async t => {
    for (const size of [1, 3, 10, 1000]) t.equal(skip(input, size), expected, `in pieces of ${size}`)
  })
}
