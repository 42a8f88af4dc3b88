import type { Readable } from 'node:stream'
import type { FfmpegArgs } from './args.js'
import { Child, type Exit, KILLED } from './child-process.js'
import { composeArgs } from './fluent-ffmpeg.js'

/** Program, input, arguments and consumer of one run of ffmpeg. */
export interface FfmpegJob extends FfmpegArgs {
  /** Path of ffmpeg. */
  readonly path: string
  /** Input that ffmpeg opens: a URL, or `file:` and a path. */
  readonly input: string
  /** Environment variables to add. */
  readonly env?: NodeJS.ProcessEnv
  /** Receives the output; ffmpeg is paused until the promise resolves. */
  readonly write: (bytes: Buffer) => Promise<void>
}

/** Running ffmpeg that opens its input itself. Nothing rejects or throws: `closed` resolves with the exit. */
export class FfmpegProcess {
  /** Resolves when the child has exited and `write` has received its whole output. */
  readonly closed: Promise<Exit>
  #child: Child | undefined
  #killed = false

  constructor(job: FfmpegJob) {
    this.closed = this.#run(job)
      .catch((error: unknown) => ({ code: null, signal: null, error: error as NodeJS.ErrnoException, stderr: '' }))
  }

  /** Ends the child; its output up to now still arrives. */
  stop(): void {
    this.#killed = true
    this.#child?.stop()
  }

  /** Ends the child and discards its output. */
  kill(): void {
    this.#killed = true
    this.#child?.kill()
  }

  async #run({ path, input, env, write, ...args }: FfmpegJob): Promise<Exit> {
    const commandLine = await composeArgs(input, args)
    if (this.#killed) return KILLED
    const child = this.#child = new Child(path, commandLine, env)
    child.end()
    const [exit] = await Promise.all([child.closed, child.stdout && copy(child.stdout, write)])
    return exit
  }
}

async function copy(stdout: Readable, write: (bytes: Buffer) => Promise<void>): Promise<void> {
  try {
    for await (const bytes of stdout) await write(bytes as Buffer)
  } catch {
    // Destroyed by `kill()`: the exit shows the reason.
  }
}
