import type { Test } from 'tap'
import type { RecognitionCallback } from '../../lib/rx/callback.js'
import type { RecognitionParam } from '../../lib/rx/param.js'
import { emulate, type EmulateOptions, type Emulator, scriptFromText } from '../../lib/testing/index.js'
import type { Script } from '../support/scripted-engine.js'

/** A second of s16le at 16 kHz, in bytes. */
export const SECOND = 32_000

/** Two sentences in three seconds. */
export const script: Script = [[100, 'one'], [400, 'two'], [900, ''], [1500, 'three'], [1900, 'four']]

/** So many seconds of silence, in frames of 100 ms. */
export const frames = (seconds: number): Buffer[] =>
  Array.from({ length: seconds * 10 }, () => Buffer.alloc(SECOND / 10))

/** A callback that writes down what it is told. */
export function scribe(): RecognitionCallback & { readonly told: string[]; readonly errors: Error[] } {
  const told: string[] = []
  const errors: Error[] = []
  return {
    told,
    errors,
    onOpen: () => { told.push('open') },
    onEvent: ({ sentence, isSentenceBegin, isSentenceEnd }) => {
      told.push(`${isSentenceBegin ? '>' : ''}${sentence.text}${isSentenceEnd ? '.' : ''}`)
    },
    onComplete: () => { told.push('complete') },
    onError: error => {
      errors.push(error)
      told.push('error')
    },
    onClose: () => { told.push('close') },
  }
}

/** The service on this machine, gone with the test, and what it takes to use it. */
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

/** Waits until something has happened. */
export async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise(setImmediate)
}
