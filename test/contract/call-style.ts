import assert from 'node:assert/strict'
import type { Test } from 'tap'
import type { Engine } from '../../lib/engine/engine.js'
import type { RecognitionResult } from '../../lib/types.js'
import { AudioSource } from '../support/audio-source.js'
import { CallStyleRun, expectedSentences, sentences } from '../support/call-style-run.js'

/** One recognition to run by a call style. */
export interface Job {
  readonly engine: Engine
  readonly audio: AsyncIterable<Uint8Array>
  readonly signal: AbortSignal
  /** Called for each result. Resolves when the reader wants another, with false when it wants no more. */
  readonly read: (result: RecognitionResult) => boolean | Promise<boolean>
}

/** Last notification of a call style: the end, or an error. */
export type Ending = 'end' | Error

/** One way to call the recogniser: pipe, iterator, Web Streams, RxJS, callbacks, promise. */
export interface CallStyle {
  readonly name: string
  /** True when audio and results flow as they come; false when all audio is given at once. */
  readonly live: boolean
  /** True when a busy reader holds it back. */
  readonly hasBackpressure: boolean
  /** Effect of an abort: an AbortError, or no further notification. */
  readonly abort: 'AbortError' | 'nothing'
  /** Resolves with all endings that were reported, when nothing more can come. */
  run(job: Job): Promise<readonly Ending[]>
}

/** Inputs of the contract. Checks whose engine is missing are skipped. */
export interface CallStyleContract {
  /** A fresh engine, or one that was used before. */
  readonly make: () => Engine
  /** s16le mono at 16 kHz in which it hears at least two sentences. */
  readonly audio: Uint8Array
  /** Other audio, of which it hears something else. */
  readonly other: Uint8Array
  /** Limit of the bytes taken while the reader, or the engine, is busy. */
  readonly maxTaken?: number
  /** Limit of a run, in ms. Default: enough for a few seconds of real speech on a slow machine. */
  readonly timeout?: number
  /** An engine whose opening hangs. */
  readonly hanging?: () => Engine
  /** An engine that accepts no audio after the first. */
  readonly stalled?: () => Engine
  /** An engine that fails in the middle of the audio, after its first sentence. */
  readonly broken?: () => Engine
}

type Check = (style: CallStyle, contract: CallStyleContract) => Promise<void>

/** The contract that every call style passes: one test for each check, or for those that are named. */
export function callStyleTests(
  t: Test,
  styles: readonly CallStyle[],
  contract: CallStyleContract,
  titles = Object.keys(callStyleChecks),
): void {
  for (const style of styles) {
    t.test(style.name, async t => {
      for (const title of titles) t.test(title, () => callStyleChecks[title]!(style, contract))
    })
  }
}

/** Checks of `callStyleTests`; each rejects with an AssertionError when the call style breaks the contract. */
export const callStyleChecks: Readonly<Record<string, Check>> = {
  async 'reports the results of the engine in order, then its end once'(style, contract) {
    const expected = await expectedSentences(contract, contract.audio)
    assert.ok(expected.length >= 2, 'the audio holds two sentences')
    // Of audio that comes all at once every interim may have been replaced before it was read.
    const run = new CallStyleRun(style, contract, { source: new AudioSource(contract.audio, 'end', 3) })
    assert.deepEqual(await run.endings(), ['end'])
    assert.deepEqual(sentences(run.results), expected)
    assert.equal(new Set(run.results.map(({ requestId }) => requestId)).size, 1, 'one session')
    if (style.live) assert.ok(run.results.some(({ isSentenceEnd }) => !isSentenceEnd), 'interims come too')
    let open = 1
    for (const { sentence: { sentenceId }, isSentenceEnd } of run.results) {
      assert.equal(sentenceId, open, 'an interim comes before its final')
      if (isSentenceEnd) open++
    }
    await run.leavesNothing()
  },

  async 'waits for a reader that is busy'(style, contract) {
    if (!style.hasBackpressure || contract.maxTaken === undefined) return
    let free = (): void => {}
    const busy = new Promise<boolean>(resolve => { free = () => { resolve(true) } })
    const run = new CallStyleRun(style, contract, {
      source: new AudioSource(contract.audio, 'again'),
      read: () => busy,
    })
    await run.stopsTaking(contract.maxTaken)
    assert.equal(run.results.length, 1)
    run.abort()
    free()
    await run.leavesNothing()
  },

  async 'waits for an engine that is busy'(style, contract) {
    if (!style.live || contract.maxTaken === undefined || !contract.stalled) return
    const run = new CallStyleRun(style, contract, {
      engine: contract.stalled(),
      source: new AudioSource(contract.audio, 'again'),
    })
    await run.stopsTaking(contract.maxTaken)
    run.abort()
    await run.leavesNothing()
  },

  async 'can be aborted while the engine opens'(style, contract) {
    if (!contract.hanging) return
    const run = new CallStyleRun(style, contract, { engine: contract.hanging() })
    await new Promise(setImmediate)
    run.abort()
    await run.wasAborted()
    assert.deepEqual(run.results, [])
  },

  async 'can be aborted in the middle'(style, contract) {
    if (!style.live && !contract.stalled) return
    const run = new CallStyleRun(style, contract, {
      ...style.live ? { source: new AudioSource(contract.audio, 'silence') } : { engine: contract.stalled!() },
      read: () => {
        run.abort()
        return true
      },
    })
    if (!style.live) void run.engine.begun.then(() => { run.abort() })
    await run.wasAborted()
  },

  async 'can be left early, and then reports nothing more'(style, contract) {
    if (!style.live) return
    const source = new AudioSource(contract.audio, 'again')
    const run = new CallStyleRun(style, contract, { source, read: ({ isSentenceEnd }) => !isSentenceEnd })
    assert.deepEqual(await run.endings(), [])
    assert.deepEqual(
      run.results.map(({ isSentenceEnd }) => isSentenceEnd),
      run.results.map((_, i) => i === run.results.length - 1),
    )
    await run.leavesNothing()
  },

  async 'reports an error once, after everything that was recognised before it'(style, contract) {
    if (!contract.broken) return
    const run = new CallStyleRun(style, contract, { engine: contract.broken() })
    const [error, ...rest] = await run.endings()
    assert.match((error as { code?: string }).code ?? String(error), /^STENO_/)
    assert.deepEqual(rest, [])
    const heard = sentences(run.engine.heard)
    assert.ok(heard.length > 0, 'something was recognised before')
    if (style.live) assert.deepEqual(sentences(run.results), heard)
    await run.leavesNothing()
  },

  async 'reports a failed source once'(style, contract) {
    if (!style.live) return
    const reason = new Error('the microphone is gone')
    const run = new CallStyleRun(style, contract, { source: new AudioSource(contract.audio.subarray(0, 3200), reason) })
    assert.deepEqual(await run.endings(), [reason])
    await run.leavesNothing()
  },

  async 'runs two sessions at once as it runs one'(style, contract) {
    const engine = contract.make()
    const runs = [contract.audio, contract.other].map(audio => ({
      audio,
      run: new CallStyleRun(style, contract, { engine, source: new AudioSource(audio) }),
    }))
    for (const { audio, run } of runs) {
      assert.deepEqual(await run.endings(), ['end'])
      assert.deepEqual(sentences(run.results), await expectedSentences(contract, audio))
    }
    const ids = runs.map(({ run }) => [...new Set(run.results.map(({ requestId }) => requestId))])
    assert.equal(new Set(ids.flat()).size, 2, 'a session for each')
    for (const { run } of runs) await run.leavesNothing()
  },
}
