import type { Engine, EngineSession, SessionEvent } from '../../lib/engine/engine.js'
import { numberedAudio, numberedEngine } from '../../lib/testing/index.js'
import type { RecognitionResult } from '../../lib/types.js'
import type { Trouble } from './flaky-engine.js'

export const FRAME_MS = 10
export const numbers = (wordsPerSentence = 20): Engine => numberedEngine({ frameDuration: FRAME_MS, wordsPerSentence })
export const audioOf = (frames: number): Buffer => numberedAudio({ frames, frameDuration: FRAME_MS })
export const LIMITS = { minPart: 1000, maxPart: 4000 }

export function open(engine: Engine, onEvent?: (event: SessionEvent) => void): Promise<EngineSession> {
  const { signal } = new AbortController()
  return engine.open({
    format: { encoding: 's16le', sampleRate: 16_000, channels: 1 },
    signal,
    ...(onEvent && { onEvent }),
  })
}

export async function collect(session: EngineSession, into: RecognitionResult[] = []): Promise<RecognitionResult[]> {
  for await (const result of session) into.push(result)
  return into
}

export async function feed(session: EngineSession, audio: Buffer): Promise<void> {
  for (let at = 0; at < audio.length; at += 3200) await session.write(audio.subarray(at, at + 3200))
  await session.finish()
}

export async function run(
  engine: Engine,
  audio: Buffer,
  onEvent?: (event: SessionEvent) => void,
): Promise<RecognitionResult[]> {
  const session = await open(engine, onEvent)
  const [results] = await Promise.all([collect(session), feed(session, audio)])
  await session.close()
  return results
}

export const finals = (results: readonly RecognitionResult[]): RecognitionResult[] =>
  results.filter(result => result.isSentenceEnd)
export const heard = (results: readonly RecognitionResult[]): number[] =>
  finals(results).flatMap(({ sentence }) => sentence.words.map(word => Number(word.text)))
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)
export const later = (): Promise<void> => new Promise(resolve => { setTimeout(resolve, 20) })

/** A gate that opens when it is told to. */
export function gate(): { readonly until: Promise<void>; readonly open: () => void } {
  let open = (): void => {}
  const until = new Promise<void>(resolve => { open = resolve })
  return { until, open: () => { open() } }
}

/** Sessions that begin at numbers of their own say results only when they are let. */
export const held = (gates: readonly { readonly until: Promise<void> }[]): Trouble[] =>
  gates.map(({ until }) => ({ until }))
