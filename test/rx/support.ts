import { lastValueFrom, map, type Observable, toArray } from 'rxjs'
import type { Test } from 'tap'
import { finals, type RecognitionResult } from '../../lib/rx/index.js'
import type { RecognitionCallback } from '../../lib/rx/callback.js'
import type { RecognitionParam } from '../../lib/rx/param.js'
import { emulate, type EmulateOptions, type Emulator, scriptFromText } from '../../lib/testing/index.js'
import type { Script } from '../support/scripted-engine.js'

/** A second of s16le at 16 kHz, in bytes. */
export const SECOND = 32_000

/** Two sentences in three seconds. */
export const script: Script = [[100, 'one'], [400, 'two'], [900, ''], [1500, 'three'], [1900, 'four']]

/** Silence of `seconds`, in frames of 100 ms. */
export const frames = (seconds: number): Buffer[] =>
  Array.from({ length: seconds * 10 }, () => Buffer.alloc(SECOND / 10))

/** Texts of the finals, once the Observable has completed. */
export const heard = (results: Observable<RecognitionResult>): Promise<string[]> =>
  lastValueFrom(results.pipe(finals(), map(({ sentence }) => sentence.text), toArray()))

/** A callback that records its calls. */
export function recorder(): RecognitionCallback & { readonly calls: string[]; readonly errors: Error[] } {
  const calls: string[] = []
  const errors: Error[] = []
  return {
    calls,
    errors,
    onOpen: () => { calls.push('open') },
    onEvent: ({ sentence, isSentenceBegin, isSentenceEnd }) => {
      calls.push(`${isSentenceBegin ? '>' : ''}${sentence.text}${isSentenceEnd ? '.' : ''}`)
    },
    onComplete: () => { calls.push('complete') },
    onError: error => {
      errors.push(error)
      calls.push('error')
    },
    onClose: () => { calls.push('close') },
  }
}

/** An emulated service that closes with the test, and the parameters to use it. */
export async function service(
  t: Test,
  options: EmulateOptions = {},
): Promise<{ readonly emulator: Emulator; readonly param: RecognitionParam }> {
  const emulator = await emulate({
    ...(!options.engine && { script: scriptFromText('Hello world. How are you?') }),
    ...options,
  })
  t.after(() => emulator.close())
  return { emulator, param: { baseUrl: emulator.url, apiKey: emulator.apiKey, resume: false } }
}

/** Waits until a condition holds. */
export async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise(setImmediate)
}
