import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FfmpegCommand, FfprobeData, FfprobeStream } from 'fluent-ffmpeg'
import type { Exit } from './child-process.js'

/** What ffprobe says, as fluent-ffmpeg reads it. */
export type { FfprobeData, FfprobeStream }

/** What ffmpeg shall do. */
export interface FfmpegJob {
  /** The ffmpeg to run. */
  readonly path: string
  /** What it reads: an address, or `file:` and a path. */
  readonly input: string
  /** Arguments before and after the input. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** Takes what it writes; the next bytes come when the promise resolves. */
  readonly take: (bytes: Buffer) => Promise<void>
}

/** How a child ended that was not to be started any more. */
export const KILLED: Exit = { code: null, signal: 'SIGKILL', stderr: '' }

/**
 * A running ffmpeg that opens its input itself, through fluent-ffmpeg. The package leaves its child alive when its output
 * is destroyed, and starts it even after `kill()` while it still asks what ffmpeg can do: here neither happens. Nothing
 * rejects or throws: how it went is in `closed`.
 */
export class FluentFfmpeg {
  /** Resolves when the child is gone and `take` has had all it wrote. */
  readonly closed: Promise<Exit>
  #command: FfmpegCommand | undefined
  #killed = false

  constructor(errand: FfmpegJob) {
    this.closed = this.#run(errand).catch((error: unknown) => ({ code: null, signal: null, error: error as Error, stderr: '' }))
  }

  /** Ends the child at once, or as soon as it has been started. */
  kill(): void {
    this.#killed = true
    this.#command?.kill('SIGKILL')
  }

  async #run({ path, input, before, after, take }: FfmpegJob): Promise<Exit> {
    const { default: fluent } = await import('fluent-ffmpeg')
    if (this.#killed) return KILLED
    // Ours, and never destroyed before the child is gone: fluent-ffmpeg reports an end when its output closes.
    const sink = new Writable({ write: (bytes: Buffer, _, done) => { take(bytes).then(() => { done() }, done) } })
    const drained = finished(sink).catch(() => {})
    // More than one argument each: of a list, fluent-ffmpeg cuts what holds one space in two.
    const command = this.#command = fluent().input(input).inputOptions(...before).output(sink).outputOptions(...after)
    command.setFfmpegPath(path)
    const exit = await new Promise<Exit>(resolve => {
      command.on('start', () => {
        if (this.#killed) command.kill('SIGKILL')
        // Of a child that could not be started fluent-ffmpeg asks the last words, which throws where nobody can catch it.
        const { ffmpegProc: child } = command as unknown as { ffmpegProc: ChildProcess }
        if (child.pid !== undefined) return
        child.removeAllListeners('error').once('error', error => { resolve({ code: null, signal: null, error, stderr: '' }) })
      })
      command.on('end', (_, stderr) => { resolve({ code: 0, signal: null, stderr: (stderr ?? '').trim() }) })
      command.on('error', (error: Error, _, stderr) => { resolve(exitOf(error, stderr ?? '')) })
      command.run()
    })
    if (exit.error || this.#killed) sink.destroy()
    await drained
    return exit
  }
}

/** fluent-ffmpeg tells the status in a sentence, to which it adds what ffmpeg said. */
function exitOf(error: NodeJS.ErrnoException, stderr: string): Exit {
  const code = /exited with code (\d+)/.exec(error.message)?.[1]
  const signal = /killed with signal (SIG\w+)/.exec(error.message)?.[1] as NodeJS.Signals | undefined
  const known = code !== undefined || signal !== undefined
  return { code: code === undefined ? null : Number(code), signal: signal ?? null, error: known ? undefined : error, stderr: stderr.trim() }
}

/**
 * Runs ffprobe through fluent-ffmpeg, which keeps its child to itself: it is caught as it is spawned, so that it can be
 * ended. Rejects with what went wrong, ffprobe's words in the message.
 */
export async function fluentProbe(path: string, input: string, options: readonly string[], signal: AbortSignal): Promise<FfprobeData> {
  const { default: fluent } = await import('fluent-ffmpeg')
  signal.throwIfAborted()
  const command = fluent().input(input)
  command.setFfprobePath(path)
  return new Promise((resolve, reject) => {
    let child: ChildProcess | undefined
    const see = (message: unknown): void => { child = (message as { process: ChildProcess }).process }
    subscribe('child_process', see)
    try {
      command.ffprobe(0, [...options], (error: unknown, data) => {
        if (error) reject(signal.aborted ? signal.reason as Error : error as Error)
        else resolve(data)
      })
    } finally {
      unsubscribe('child_process', see)
    }
    const kill = (): void => { child?.kill('SIGKILL') }
    signal.addEventListener('abort', kill)
    child?.once('close', () => { signal.removeEventListener('abort', kill) })
  })
}
