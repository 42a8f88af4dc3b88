import type { Transform, Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { toAss, toJson, toJsonl, toLrc, toSrt, toText, toTtml, toVtt } from '../../captions/text-stages.js'
import type { RecognitionResult } from '../../types.js'
import type { Format, OutputSettings } from '../options/output.js'
import { hlsOutput, type SegmentSource } from './hls-output.js'
import { fileOutput, type Output, standardOutput } from './output.js'
import { type Branch, tee } from './tee.js'

const formatters: Readonly<Record<Format, (settings: OutputSettings) => Transform>> = {
  srt: ({ layout }) => toSrt(layout),
  vtt: ({ layout }) => toVtt(layout),
  karaoke: ({ layout }) => toVtt({ ...layout, karaoke: true }),
  ass: ({ layout }) => toAss(layout),
  ttml: ({ layout }) => toTtml(layout),
  lrc: ({ layout }) => toLrc(layout),
  txt: ({ paragraph }) => toText(paragraph === undefined ? {} : { paragraph }),
  json: () => toJson(),
  jsonl: ({ interim }) => toJsonl({ interimResults: interim }),
}

/** Properties of a job that its outputs need. */
export interface OutputContext extends SegmentSource {
  /** Path of the input, which no output may replace; `-` for standard input. */
  readonly input: string
  /** Called before each write to standard output. */
  readonly beforeWrite?: () => void
  /** Called when the process exits before the outputs are final, with the paths of what was kept. */
  readonly onExit?: (kept: readonly string[]) => void
}

interface OpenedOutput {
  readonly output: Output
  readonly branch: Branch
}

/**
 * Opens the outputs of settings without problems.
 *
 * Errors: STENO_OUTPUT_UNWRITABLE, before anything is recognised; what was opened until then is removed.
 */
export async function openOutputs(settings: OutputSettings, context: OutputContext): Promise<Outputs> {
  const { hls, texts } = settings
  const { input, beforeWrite = () => {}, onExit } = context
  const opened: OpenedOutput[] = []
  try {
    // Segments first: their end may fail, and the files are not renamed before.
    if (hls) opened.push(segmentBranch(await hlsOutput(hls, settings, context)))
    for (const { format, path } of texts) {
      const output = path === undefined ? standardOutput(beforeWrite) : await fileOutput(path, input)
      opened.push(textBranch(formatters[format](settings), output))
    }
  } catch (error) {
    for (const { output } of opened) output.release(false)
    throw error
  }
  return new Outputs(opened, onExit)
}

/** All outputs of one stream of results. */
export class Outputs {
  /** Takes results; the slowest output sets the pace, and the first failure ends all. */
  readonly stream: Writable
  /** Paths as the user wrote them. */
  readonly paths: readonly string[]
  readonly #outputs: readonly Output[]
  readonly #onExit: (() => void)
  #hasText = false

  constructor(opened: readonly OpenedOutput[], onExit: (kept: readonly string[]) => void = () => {}) {
    this.#outputs = opened.map(({ output }) => output)
    this.paths = this.#outputs.flatMap(({ path }) => path ?? [])
    this.stream = tee(opened.map(({ branch }) => branch), chunk => {
      this.#hasText ||= (chunk as RecognitionResult).sentence.text.trim() !== ''
    })
    this.#onExit = () => { onExit(this.#release()) }
    process.once('exit', this.#onExit)
  }

  /** True once there was a result with text. */
  get hasText(): boolean {
    return this.#hasText
  }

  /**
   * Makes all outputs final, after everything has been written. Without any text, earlier contents are not replaced.
   * Resolves with the paths of outputs that were left as they were.
   */
  async commit(): Promise<readonly string[]> {
    const isReplaced = ({ replaces }: Output): boolean => this.#hasText || !replaces
    for (const output of this.#outputs) {
      if (isReplaced(output)) await output.commit()
      else output.release(false)
    }
    process.off('exit', this.#onExit)
    return this.#outputs.filter(output => !isReplaced(output)).flatMap(({ path }) => path ?? [])
  }

  /** Closes all outputs after a failure. Resolves with the paths of what was written until then. */
  async abort(): Promise<readonly string[]> {
    // A failure of one output is the error that the caller knows.
    await Promise.allSettled(this.#outputs.map(async output => output.flush?.()))
    this.stream.on('error', () => {}).destroy()
    await finished(this.stream).catch(() => {})
    process.off('exit', this.#onExit)
    return this.#release()
  }

  #release(): string[] {
    return this.#outputs.map(output => output.release(this.#hasText)).filter(path => path !== undefined)
  }
}

function textBranch(stage: Transform, output: Output): OpenedOutput {
  const done = pipeline(stage, output.stream)
  // The tee handles it, unless another output cannot be opened.
  done.catch(() => {})
  return { output, branch: { stage, done, ends: true } }
}

function segmentBranch(output: Output): OpenedOutput {
  const done = finished(output.stream)
  done.catch(() => {})
  return { output, branch: { stage: output.stream, done, ends: false } }
}
