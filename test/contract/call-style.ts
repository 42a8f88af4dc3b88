import assert from 'node:assert/strict'
import type { Test } from 'tap'
import type { Engine } from '../../lib/engine/engine.js'
import type { RecognitionResult } from '../../lib/types.js'
import { AudioSource } from '../support/audio-source.js'
import { FaceRun, said, sentences } from '../support/call-style-run.js'

/** One recognition for a face to do. */
export interface Job {
  readonly engine: Engine
  readonly audio: AsyncIterable<Uint8Array>
  readonly signal: AbortSignal
  /** Is told each result. Resolves when the reader wants another; with false when it wants no more. */
  readonly read: (result: RecognitionResult) => boolean | Promise<boolean>
}

/** What a face told its user last: that all was said, or what went wrong. */
export type Ending = 'end' | Error

/** One way to call the recogniser. */
export interface Face {
  readonly name: string
  /** Takes audio and gives results as they come; where not, all of it at once. */
  readonly live: boolean
  /** A reader that is busy holds it back. */
  readonly waits: boolean
  /** What an abort looks like: an AbortError, or no word more. */
  readonly abort: 'AbortError' | 'nothing'
  /** Resolves with all endings that were told, when nothing more can come. */
  run(job: Job): Promise<readonly Ending[]>
}

/** What faces are examined with. Checks whose engine is not there are left out. */
export interface FaceExam {
  /** A fresh engine, or one that was used before. */
  readonly make: () => Engine
  /** s16le mono at 16 kHz in which it hears at least two sentences. */
  readonly audio: Uint8Array
  /** Other audio, of which it hears something else. */
  readonly other: Uint8Array
  /** The most bytes that may be taken while the reader, or the engine, is busy. */
  readonly mostTaken?: number
  /** How long a run may take, in ms. Default: what a slow machine takes for a few seconds of real speech. */
  readonly longest?: number
  /** One whose opening hangs. */
  readonly hanging?: () => Engine
  /** One that after its first audio takes no more. */
  readonly stalled?: () => Engine
  /** One that breaks in the middle of the audio, behind its first sentence. */
  readonly broken?: () => Engine
}

type Check = (face: Face, exam: FaceExam) => Promise<void>

/** The exam that every face passes: one test for each, or for those of `faceChecks` that are named. */
export function callStyleTests(
  t: Test,
  faces: readonly Face[],
  exam: FaceExam,
  titles = Object.keys(faceChecks),
): void {
  for (const face of faces) {
    t.test(face.name, async t => {
      for (const title of titles) {
        await faceChecks[title]!(face, exam)
        t.pass(title)
      }
    })
  }
}

/** What `callStyleTests` asks; each rejects with an AssertionError when the face breaks its promise. */
export const faceChecks: Readonly<Record<string, Check>> = {
  async 'tells what the engine says, in order, then once that it has ended'(face, exam) {
    const expected = await said(exam, exam.audio)
    assert.ok(expected.length >= 2, 'the audio holds two sentences')
    // Of audio that comes all at once every interim may have been replaced before it was read.
    const run = new FaceRun(face, exam, { source: new AudioSource(exam.audio, 'end', 3) })
    assert.deepEqual(await run.endings(), ['end'])
    assert.deepEqual(sentences(run.told), expected)
    assert.equal(new Set(run.told.map(({ requestId }) => requestId)).size, 1, 'one session')
    if (face.live) assert.ok(run.told.some(({ isSentenceEnd }) => !isSentenceEnd), 'interims come, too')
    let open = 1
    for (const { sentence: { sentenceId }, isSentenceEnd } of run.told) {
      assert.equal(sentenceId, open, 'an interim comes before its final')
      if (isSentenceEnd) open++
    }
    await run.leavesNothing()
  },

  async 'waits for a reader that is busy'(face, exam) {
    if (!face.waits || exam.mostTaken === undefined) return
    let free = (): void => {}
    const busy = new Promise<boolean>(resolve => { free = () => { resolve(true) } })
    const run = new FaceRun(face, exam, { source: new AudioSource(exam.audio, 'again'), read: () => busy })
    await run.standsStill(exam.mostTaken)
    assert.equal(run.told.length, 1)
    run.abort()
    free()
    await run.leavesNothing()
  },

  async 'waits for an engine that is busy'(face, exam) {
    if (!face.live || exam.mostTaken === undefined || !exam.stalled) return
    const run = new FaceRun(face, exam, { engine: exam.stalled(), source: new AudioSource(exam.audio, 'again') })
    await run.standsStill(exam.mostTaken)
    run.abort()
    await run.leavesNothing()
  },

  async 'can be aborted while the engine opens'(face, exam) {
    if (!exam.hanging) return
    const run = new FaceRun(face, exam, { engine: exam.hanging() })
    await new Promise(setImmediate)
    run.abort()
    await run.wasAborted()
    assert.deepEqual(run.told, [])
  },

  async 'can be aborted in the middle'(face, exam) {
    if (!face.live && !exam.stalled) return
    const run = new FaceRun(face, exam, {
      ...face.live ? { source: new AudioSource(exam.audio, 'silence') } : { engine: exam.stalled!() },
      read: () => {
        run.abort()
        return true
      },
    })
    if (!face.live) void run.engine.begun.then(() => { run.abort() })
    await run.wasAborted()
  },

  async 'can be left early, and then says no word more'(face, exam) {
    if (!face.live) return
    const source = new AudioSource(exam.audio, 'again')
    const run = new FaceRun(face, exam, { source, read: ({ isSentenceEnd }) => !isSentenceEnd })
    assert.deepEqual(await run.endings(), [])
    assert.deepEqual(
      run.told.map(({ isSentenceEnd }) => isSentenceEnd),
      run.told.map((_, i) => i === run.told.length - 1),
    )
    await run.leavesNothing()
  },

  async 'tells once what went wrong, after all that was recognised before'(face, exam) {
    if (!exam.broken) return
    const run = new FaceRun(face, exam, { engine: exam.broken() })
    const [error, ...rest] = await run.endings()
    assert.match((error as { code?: string }).code ?? String(error), /^STENO_/)
    assert.deepEqual(rest, [])
    const heard = sentences(run.engine.heard)
    assert.ok(heard.length > 0, 'something was recognised before')
    if (face.live) assert.deepEqual(sentences(run.told), heard)
    await run.leavesNothing()
  },

  async 'tells once that its source failed'(face, exam) {
    if (!face.live) return
    const reason = new Error('the microphone is gone')
    const run = new FaceRun(face, exam, { source: new AudioSource(exam.audio.subarray(0, 3200), reason) })
    assert.deepEqual(await run.endings(), [reason])
    await run.leavesNothing()
  },

  async 'does two at once as it does one'(face, exam) {
    const engine = exam.make()
    const runs = [exam.audio, exam.other].map(audio => ({
      audio,
      run: new FaceRun(face, exam, { engine, source: new AudioSource(audio) }),
    }))
    for (const { audio, run } of runs) {
      assert.deepEqual(await run.endings(), ['end'])
      assert.deepEqual(sentences(run.told), await said(exam, audio))
    }
    const ids = runs.map(({ run }) => [...new Set(run.told.map(({ requestId }) => requestId))])
    assert.equal(new Set(ids.flat()).size, 2, 'a session for each')
    for (const { run } of runs) await run.leavesNothing()
  },
}
