import { createReadStream, createWriteStream } from 'node:fs'
import { Duplex, pipeline, Readable, Writable } from 'node:stream'
import { pipeline as pipelineAsync } from 'node:stream/promises'
import {
  type AudioChunk, type CaptionScreen, chunk, type Cue, decode, denoise, encode, fileSource, micSource, normalize, pace,
  readResults, type RecognitionResult, recognize, resample, type StableResult, stabilize, toAss, toCues, toHls, toJson,
  toJsonl, toLive, toLrc, toSrt, toText, toTtml, toVtt, urlSource,
} from 'stenopipe'

// Compiled with each version of the types of Node.js and of TypeScript; never run.

/** True when both types are the same; `any` is the same as nothing else. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
declare function same<A, B>(isSame: Same<A, B>): void

const out = (): Writable => createWriteStream('talk.srt')
const done = (error?: Error | null): void => { console.log(error) }
const sink = new Writable({ objectMode: true })

export async function promisePipelines(): Promise<void> {
  await pipelineAsync(fileSource('talk.mkv'), decode(), recognize(), toSrt(), out())
  await pipelineAsync(fileSource('talk.mkv'), decode(), chunk(), recognize(), toCues(), toSrt(), out())
  await pipelineAsync(fileSource('talk.mkv'), decode(), chunk(), out())
  await pipelineAsync(createReadStream('talk.mkv'), decode(), denoise(), normalize(), recognize(), toVtt(), out())
  await pipelineAsync(micSource(), resample({ to: 8000 }), pace(), encode(), out())
  await pipelineAsync(urlSource('https://example.org/a.mp3'), recognize(), stabilize(), toLive(), sink)
  await pipelineAsync(Readable.from(readResults('{}')), toAss(), out())
  await pipelineAsync([fileSource('talk.mkv'), decode(), recognize(), toSrt(), out()])
  await pipelineAsync(micSource(), recognize(), toHls({ directory: 'live' }))
  await pipelineAsync(micSource(), recognize(), async function* (results: AsyncIterable<RecognitionResult>) {
    for await (const { sentence } of results) yield sentence.text
  }, out())
  await pipelineAsync(micSource(), chunk(), async function* (chunks: AsyncIterable<AudioChunk>) {
    for await (const { data } of chunks) yield data
  }, out())
  await pipelineAsync(micSource(), recognize(), toCues(), async (cues: AsyncIterable<Cue>) => {
    for await (const { lines } of cues) console.log(lines)
  })
}

export function callbackPipelines(): void {
  pipeline(fileSource('talk.mkv'), decode(), recognize(), toSrt(), out(), done)
  pipeline(fileSource('talk.mkv'), decode(), chunk(), recognize(), toText(), out(), done)
  pipeline(micSource(), chunk(), recognize(), stabilize(), toLive(), sink, done)
  pipeline([micSource(), chunk(), recognize(), stabilize(), toLive(), sink], done)
}

export function composed(): unknown[] {
  return [
    decode().compose(recognize()), decode().compose(chunk()), chunk().compose(recognize()),
    recognize().compose(toSrt()), recognize().compose(stabilize()), stabilize().compose(toLive()),
    fileSource('talk.mkv').compose(decode()), micSource().compose(recognize()), micSource().compose(chunk()),
    Readable.from([]).compose(decode()), Readable.from([]).compose(recognize()), Readable.from([]).compose(toCues()),
  ]
}

export function webStreams(body: ReadableStreamOfNode): unknown[] {
  const results = body.pipeThrough(Duplex.toWeb(decode())).pipeThrough(Duplex.toWeb(recognize()))
  const duplexes = [chunk(), stabilize(), toCues(), toLive(), toSrt()].map(stage => Duplex.toWeb(stage))
  const readables = [micSource(), chunk(), recognize(), toCues()].map(stage => Readable.toWeb(stage))
  return [results.pipeThrough(Duplex.toWeb(toSrt())), ...duplexes, ...readables, Writable.toWeb(recognize())]
}
type ReadableStreamOfNode = ReturnType<typeof Readable.toWeb>

export const readWriteStreams: NodeJS.ReadWriteStream[] = [
  decode(), chunk(), resample({ to: 8000 }), normalize(), denoise(), pace(), encode(), recognize(),
  stabilize(), toLive(), toCues(), toSrt(), toVtt(), toAss(), toTtml(), toLrc(), toText(), toJson(), toJsonl(),
]
export const readableStreams: NodeJS.ReadableStream[] = [
  fileSource('talk.mkv'), fileSource('talk.mkv', { channel: 0 }), urlSource('https://example.org/a.mp3'), micSource(),
]

export async function iterations(): Promise<void> {
  for await (const result of recognize()) same<typeof result, RecognitionResult>(true)
  for await (const part of chunk()) same<typeof part, AudioChunk>(true)
  for await (const part of micSource()) same<typeof part, AudioChunk>(true)
  for await (const part of decode()) same<typeof part, Buffer>(true)
  for await (const result of stabilize()) same<typeof result, StableResult>(true)
  for await (const screen of toLive()) same<typeof screen, CaptionScreen>(true)
  for await (const cue of toCues()) same<typeof cue, Cue>(true)
  for await (const bytes of toSrt()) same<typeof bytes, Buffer>(true)
  for await (const text of toText({ encoding: 'utf8' })) same<typeof text, string>(true)
}

export function events(): void {
  recognize().on('data', result => { same<typeof result, RecognitionResult>(true) })
  recognize().once('data', result => { same<typeof result, RecognitionResult>(true) })
  chunk().on('data', part => { same<typeof part, AudioChunk>(true) })
  chunk().once('data', part => { same<typeof part, AudioChunk>(true) })
  micSource().once('data', part => { same<typeof part, AudioChunk>(true) })
  decode().once('data', part => { same<typeof part, Buffer>(true) })
  toCues().once('data', cue => { same<typeof cue, Cue>(true) })
  micSource().once('drop', ({ start }) => { same<typeof start, number>(true) })
  recognize().once('warning', ({ message }) => { same<typeof message, string>(true) })
}

export async function responses(): Promise<void> {
  const { body } = await fetch('https://example.org/a.mp3')
  Readable.from(body!).pipe(decode()).pipe(recognize())
}
