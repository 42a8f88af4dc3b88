// Captions an audio or video file: caption-file.ts talk.mp4 talk.srt
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { decode, fileSource, recognize, toSrt } from 'stenopipe'

const [input = 'talk.mp4', output = 'talk.srt'] = process.argv.slice(2)

await pipeline(fileSource(input), decode(), recognize(), toSrt(), createWriteStream(output))
