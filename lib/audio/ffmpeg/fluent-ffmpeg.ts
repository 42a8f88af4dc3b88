import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FfmpegCommand, FfprobeData, FfprobeStream } from 'fluent-ffmpeg'
import { onAbort } from '../../stream/on-abort.js'
import type { FfmpegArgs } from './args.js'
import type { Exit } from './child-process.js'

/** Output of ffprobe, as fluent-ffmpeg parses it. */
export type { FfprobeData, FfprobeStream }

/** Program, input, arguments and consumer of one run of ffmpeg. */
export interface FfmpegJob extends FfmpegArgs {
  /** Path of ffmpeg. */
  readonly path: string
  /** Input that ffmpeg opens: a URL, or `file:` and a path. */
  readonly input: string
  /** Receives the output; ffmpeg is paused until the promise resolves. */
  readonly write: (bytes: Buffer) => Promise<void>
}

/** Exit of a child that was killed before it was started. */
export const KILLED: Exit = { code: null, signal: 'SIGKILL', stderr: '' }

/**
 * Running ffmpeg that opens its input itself, by way of fluent-ffmpeg. That package leaves its child alive when its
 * output is destroyed, and starts it even after `kill()` while it still reads the capabilities of ffmpeg: here neither
 * happens. Nothing rejects or throws: `closed` resolves with the exit.
 */
export class FluentFfmpeg {
  /** Resolves when the child has exited and `write` has received its whole output. */
  readonly closed: Promise<Exit>
  #command: FfmpegCommand | undefined
  #killed = false

  constructor(job: FfmpegJob) {
    this.closed = this.#run(job).catch((error: unknown) => notStarted(error as Error))
  }

  /** Ends the child; its output up to now still arrives. */
  stop(): void {
    this.kill()
  }

  /** Ends the child, at once or as soon as it has been started. */
  kill(): void {
    this.#killed = true
    this.#command?.kill('SIGKILL')
  }

  async #run({ path, input, inputOptions, outputOptions, write }: FfmpegJob): Promise<Exit> {
    const { default: fluent } = await import('fluent-ffmpeg')
    if (this.#killed) return KILLED
    const sink = new Writable({
      // Not closed before the child has exited: fluent-ffmpeg kills it 20 ms later and reports an error.
      autoDestroy: false,
      write(bytes: Buffer, _, done) { write(bytes).then(() => { done() }, done) },
    })
    const drained = finished(sink).catch(() => {})
    // Spread: fluent-ffmpeg splits an element of an array that contains one space.
    const command = this.#command = fluent().input(input).inputOptions(...inputOptions)
      .output(sink).outputOptions(...outputOptions)
    command.setFfmpegPath(path)
    const exit = await new Promise<Exit>(resolve => {
      command.on('start', () => {
        if (this.#killed) command.kill('SIGKILL')
        // For a child that could not be started fluent-ffmpeg reads its stderr, and throws where nothing can catch it.
        const { ffmpegProc: child } = command as unknown as { ffmpegProc: ChildProcess }
        if (child.pid !== undefined) return
        child.removeAllListeners('error').once('error', error => { resolve(notStarted(error)) })
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

function notStarted(error: Error): Exit {
  return { code: null, signal: null, error, stderr: '' }
}

/** Exit in an error of fluent-ffmpeg, which states it in a sentence followed by the stderr of ffmpeg. */
function exitOf(error: NodeJS.ErrnoException, stderr: string): Exit {
  const code = /exited with code (\d+)/.exec(error.message)?.[1]
  const signal = /killed with signal (SIG\w+)/.exec(error.message)?.[1] as NodeJS.Signals | undefined
  if (code === undefined && signal === undefined) return { ...notStarted(error), stderr: stderr.trim() }
  return { code: code === undefined ? null : Number(code), signal: signal ?? null, stderr: stderr.trim() }
}

/** Program, input and arguments of one run of ffprobe. */
export interface FfprobeJob {
  /** Path of ffprobe. */
  readonly path: string
  /** Input that ffprobe opens: a URL, or `file:` and a path. */
  readonly input: string
  /** Arguments before the input. */
  readonly options: readonly string[]
  /** Ends the child. */
  readonly signal: AbortSignal
}

/**
 * Runs ffprobe by way of fluent-ffmpeg. The package does not expose its child, which is therefore recorded when it is
 * spawned, so that it can be ended. Rejects with an error whose message contains the stderr of ffprobe.
 */
export async function fluentProbe({ path, input, options, signal }: FfprobeJob): Promise<FfprobeData> {
  const { default: fluent } = await import('fluent-ffmpeg')
  signal.throwIfAborted()
  const command = fluent().input(input)
  command.setFfprobePath(path)
  return new Promise((resolve, reject) => {
    let child: ChildProcess | undefined
    const onSpawn = (message: unknown): void => { child = (message as { process: ChildProcess }).process }
    subscribe('child_process', onSpawn)
    try {
      command.ffprobe(0, [...options], (error: unknown, data) => {
        if (error) reject(signal.aborted ? signal.reason as Error : error as Error)
        else resolve(data)
      })
    } finally {
      unsubscribe('child_process', onSpawn)
    }
    const removeListener = onAbort(signal, () => child?.kill('SIGKILL'))
    child?.once('close', removeListener)
  })
}
