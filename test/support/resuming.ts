import fc from 'fast-check'
import type { AudioEncoding, Engine, EngineSession, SessionEvent } from '../../lib/engine/engine.js'
import { resume } from '../../lib/engine/resume/resume.js'
import type { ResumeOptions } from '../../lib/engine/resume/options.js'
import { numberedAudio } from '../../lib/testing/index.js'
import type { RecognitionResult } from '../../lib/types.js'
import type { Trouble } from './flaky-engine.js'

/** Retries without a delay. */
export const noDelay = { baseDelay: 0, maxDelay: 0 } as const

/** Bytes of a numbered frame of 20 ms. */
export const FRAME_BYTES = 640

export function open(
  engine: Engine,
  options: ResumeOptions = {},
  events: SessionEvent[] = [],
  encoding: AudioEncoding = 's16le',
): Promise<EngineSession> {
  return resume(engine, { ...noDelay, ...options }).open({
    format: { encoding, sampleRate: 16_000, channels: 1 },
    signal: new AbortController().signal,
    onEvent: event => events.push(event),
  })
}

export async function collect(session: EngineSession): Promise<RecognitionResult[]> {
  const results: RecognitionResult[] = []
  for await (const result of session) results.push(result)
  return results
}

/** Writes audio in pieces of `cut` bytes, whose sizes are repeated, as the session takes them. */
export async function write(
  session: EngineSession,
  audio: Uint8Array,
  cut: number | readonly number[] = FRAME_BYTES,
): Promise<void> {
  const sizes = typeof cut === 'number' ? [cut] : cut
  for (let at = 0, i = 0; at < audio.length; i++) {
    const end = Math.min(audio.length, at + sizes[i % sizes.length]!)
    await session.write(audio.subarray(at, end))
    at = end
  }
}

/** Outcome of `run()`. */
export interface Run {
  readonly results: readonly RecognitionResult[]
  readonly events: readonly SessionEvent[]
  readonly error: unknown
}

/** Writes all audio, reads all results, closes; never hangs and never throws what the session breaks of. */
export async function run(
  engine: Engine,
  audio: Uint8Array,
  options: ResumeOptions & { cut?: number | readonly number[] } = {},
): Promise<Run> {
  const { cut = 3200, ...rest } = options
  const events: SessionEvent[] = []
  const session = await open(engine, rest, events)
  const results: RecognitionResult[] = []
  const reading = (async () => {
    for await (const result of session) results.push(result)
  })()
  const writing = (async () => {
    await write(session, audio, cut)
    await session.finish()
  })()
  const outcomes = await Promise.allSettled([reading, writing])
  await session.close()
  return { results, events, error: outcomes.find(outcome => outcome.status === 'rejected')?.reason }
}

export const finals = ({ results }: Pick<Run, 'results'>): unknown[] =>
  results.filter(result => result.isSentenceEnd).map(({ sentence }) => sentence)

/** What is said when nothing breaks: numbers of 20 ms, ten in a sentence. */
export function unbroken(frames: number): unknown[] {
  const sentences: unknown[] = []
  for (let first = 1; first <= frames; first += 10) {
    const numbers = Array.from({ length: Math.min(10, frames - first + 1) }, (_, i) => first + i)
    const words = numbers.map(n => ({ beginTime: (n - 1) * 20, endTime: n * 20, text: String(n), punctuation: '' }))
    const { beginTime } = words[0]!
    sentences.push({
      sentenceId: sentences.length + 1,
      beginTime,
      endTime: words.at(-1)!.endTime,
      text: numbers.join(' '),
      words,
    })
  }
  return sentences
}

export const FRAMES = 153
export const audio = numberedAudio({ frames: FRAMES })
export const cuts = fc.array(
  fc.integer({ min: 1, max: 60_000 }).map(samples => samples * 2),
  { minLength: 1, maxLength: 5 },
)
export const troubles = fc.oneof(
  { weight: 4, arbitrary: fc.record({ at: fc.integer({ min: 0, max: audio.length }), heard: fc.boolean() }) },
  fc.constantFrom<Trouble>(
    { open: 'fail' },
    { finish: 'refused' },
    { finish: 'lost' },
    { finish: 'lost', heard: true },
  ),
)

export function timers(): number {
  return process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
}
