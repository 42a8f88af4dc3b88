import type { Test } from 'tap'
import { rateLimiter } from '../../../lib/engines/dashscope/limits/rate-limiter.js'
import { dashscope, type DashScopeEngine } from '../../../lib/engines/dashscope/dashscope.js'
import type { DashScopeOptions } from '../../../lib/engines/dashscope/options.js'
import type { EngineSession, SessionEvent } from '../../../lib/engine/engine.js'
import {
  emulate,
  type EmulateOptions,
  type Emulator,
  numberedAudio,
  numberedEngine,
} from '../../../lib/testing/index.js'

/** An emulated service that hears numbers, and an engine that is its client; both are gone with the test. */
export async function emulated(
  t: Test, service: EmulateOptions = {}, options: DashScopeOptions = {},
): Promise<{ readonly service: Emulator; readonly engine: DashScopeEngine }> {
  const emulator = await emulate({ ...!service.script && { engine: numberedEngine() }, ...service })
  const limiter = rateLimiter({ startsPerSecond: 1000 })
  const engine = dashscope({
    baseUrl: emulator.url,
    apiKey: emulator.apiKey,
    resume: false,
    rateLimiter: limiter,
    ...options,
  })
  t.after(async () => {
    await engine.close()
    await emulator.close()
  })
  return { service: emulator, engine }
}

export function open(engine: DashScopeEngine, onEvent?: (event: SessionEvent) => void): Promise<EngineSession> {
  const { signal } = new AbortController()
  return engine.open({
    format: { encoding: 's16le', sampleRate: 16_000, channels: 1 },
    signal,
    ...(onEvent && { onEvent }),
  })
}

/** Writes numbers up to `frames`, 20 ms each, in pieces of `cut` bytes. */
export async function write(session: EngineSession, frames: number, cut = 3200): Promise<void> {
  const audio = numberedAudio({ frames })
  for (let from = 0; from < audio.length; from += cut) await session.write(audio.subarray(from, from + cut))
}

/** Writes numbers and says that it was all. */
export async function say(session: EngineSession, frames: number, cut?: number): Promise<void> {
  await write(session, frames, cut)
  await session.finish()
}

/** The words of all finals, and what it ended with. */
export async function hear(
  session: EngineSession,
): Promise<{ readonly words: readonly string[]; readonly error?: unknown }> {
  const words: string[] = []
  try {
    for await (const { sentence, isSentenceEnd } of session)
      if (isSentenceEnd) words.push(...sentence.words.map(word => word.text))
    return { words }
  } catch (error) {
    return { words, error }
  }
}

/** All numbers from 1. */
export function upTo(frames: number): string[] {
  return Array.from({ length: frames }, (_, i) => String(i + 1))
}
