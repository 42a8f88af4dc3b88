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

/** An emulated service that recognises numbers, and an engine as its client; both are closed with the test. */
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

/** Writes numbers up to `frames`, 20 ms each, in chunks of `size` bytes. */
export async function write(session: EngineSession, frames: number, size = 3200): Promise<void> {
  const audio = numberedAudio({ frames })
  for (let from = 0; from < audio.length; from += size) await session.write(audio.subarray(from, from + size))
}

/** Writes numbers and finishes. */
export async function writeAll(session: EngineSession, frames: number, size?: number): Promise<void> {
  await write(session, frames, size)
  await session.finish()
}

/** Words of all finals, and the error that ended the results, if any. */
export async function collect(
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

/** Numbers from 1, as words. */
export function upTo(frames: number): string[] {
  return Array.from({ length: frames }, (_, i) => String(i + 1))
}
