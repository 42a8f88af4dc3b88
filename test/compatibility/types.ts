import { createReadStream, createWriteStream } from 'node:fs'
import { Duplex, pipeline, Readable, Writable } from 'node:stream'
import { pipeline as pipelineAsync } from 'node:stream/promises'
import {
  type AudioChunk, type CaptionScreen, chunk, type Cue, decode, denoise, encode, fileSource, micSource, normalize, pace,
  readResults, type RecognitionResult, recognize, resample, type StableResult, stabilize, toAss, toCues, toHls, toJson,
  toJsonl, toLive, toLrc, toSrt, toText, toTtml, toVtt, urlSource,
} from 'stenopipe'

// Compiled with each version of the types of Node.js and of TypeScript; never run.

/** True when both types are the same; `any` is the same as nothing. */
type Same<A, B> = 0 extends 1 & A ? false : [A] extends [B] ? ([B] extends [A] ? true : false) : false

/** Compiles when a value has exactly the type `Expected`. */
function is<Expected>(): <Value>(value: Value, ...same: Same<Value, Expected> extends true ? [] : [never]) => void {
  return (value, ...same) => { used.push(value, ...same) }
}

export const used: unknown[] = []
const out = (): Writable => createWriteStream('talk.srt')
const done = (error?: Error | null): void => { used.push(error) }
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
    for await (const { lines } of cues) used.push(lines)
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
  for await (const result of recognize()) is<RecognitionResult>()(result)
  for await (const part of chunk()) is<AudioChunk>()(part)
  for await (const part of micSource()) is<AudioChunk>()(part)
  for await (const part of decode()) is<Buffer>()(part)
  for await (const result of stabilize()) is<StableResult>()(result)
  for await (const screen of toLive()) is<CaptionScreen>()(screen)
  for await (const cue of toCues()) is<Cue>()(cue)
  for await (const bytes of toSrt()) is<Buffer>()(bytes)
  for await (const text of toText({ encoding: 'utf8' })) is<string>()(text)
}

export function events(): void {
  recognize().on('data', result => { is<RecognitionResult>()(result) })
  recognize().once('data', result => { is<RecognitionResult>()(result) })
  chunk().on('data', part => { is<AudioChunk>()(part) })
  chunk().once('data', part => { is<AudioChunk>()(part) })
  micSource().once('data', part => { is<AudioChunk>()(part) })
  decode().once('data', part => { is<Buffer>()(part) })
  toCues().once('data', cue => { is<Cue>()(cue) })
  micSource().once('drop', ({ start }) => { is<number>()(start) })
  recognize().once('warning', ({ message }) => { is<string>()(message) })
}

export async function responses(): Promise<void> {
  const { body } = await fetch('https://example.org/a.mp3')
  Readable.from(body!).pipe(decode()).pipe(recognize())
}
