import type { Transform, Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { rmdir, stat } from 'node:fs/promises'
import { HlsPublisher } from '../../captions/hls/publisher.js'
import { toAss, toJson, toJsonl, toLrc, toSrt, toText, toTtml, toVtt } from '../../captions/text-stages.js'
import { toHls } from '../../captions/to-hls.js'
import { failure } from '../../errors.js'
import type { Format, HlsTarget, OutputSettings } from '../options/output.js'
import { fileOutput, type Output, standardOutput } from './file-output.js'
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
export interface OutputContext {
  /** Path of the input, which no output may replace; `-` for standard input. */
  readonly input: string
  /** Called before each write to standard output. */
  readonly beforeWrite?: () => void
  /** Position of the source, in ms. Default: the end of its last words. */
  readonly position?: () => number
  /** True when the source is endless, so that segments are published while it runs. Default false. */
  readonly live?: boolean
}

/** All outputs of one stream of results. */
export interface Outputs {
  /** Takes results; the slowest output sets the pace, and the first failure ends all. */
  readonly stream: Writable
  /** Makes all outputs final, after everything has been written. */
  commit(): Promise<void>
  /** Closes all outputs after a failure. Resolves with the paths of what was written until then. */
  abort(): Promise<readonly string[]>
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
  const { input, beforeWrite = () => {} } = context
  const opened: OpenedOutput[] = []
  try {
    // Segments first: their end may fail, and the files are not renamed before.
    if (hls) opened.push(await openSegments(hls, settings, context))
    for (const { format, path } of texts) {
      const output = path === undefined ? standardOutput(beforeWrite) : await openFile(path, input)
      opened.push({ output, branch: textBranch(formatters[format](settings), output) })
    }
  } catch (error) {
    await abortAll(opened)
    throw error
  }
  const stream = tee(opened.map(({ branch }) => branch))
  return {
    stream,
    abort() {
      // The caller already knows the error.
      stream.on('error', () => {}).destroy()
      return abortAll(opened)
    },
    async commit() {
      for (const { output } of opened) await output.commit()
    },
  }
}

async function abortAll(opened: readonly OpenedOutput[]): Promise<string[]> {
  const paths = []
  for (const { output } of opened) paths.push(await output.abort())
  return paths.filter(path => path !== undefined)
}

function textBranch(stage: Transform, { stream }: Output): Branch {
  const done = pipeline(stage, stream)
  // The tee handles it, unless another output cannot be opened.
  done.catch(() => {})
  return { stage, done, ends: true }
}

/** Refuses the input as output, which a typing error could destroy. */
async function openFile(path: string, input: string): Promise<Output> {
  const [target, source] = await Promise.all(
    [path, input].map(file => stat(file, { bigint: true }).catch(() => undefined)),
  )
  if (target && source && target.ino === source.ino && target.dev === source.dev) {
    throw failure('STENO_OUTPUT_UNWRITABLE', { path, reason: 'it is the input' })
  }
  return fileOutput(path)
}

/** Segments are named one by one; `commit()` ends the playlist, and for a file writes it. */
async function openSegments(
  { directory, ...options }: HlsTarget, { layout }: OutputSettings, { position, live = false }: OutputContext,
): Promise<OpenedOutput> {
  const type = playlistType(options, live)
  // The stage checks the directory too, but only after the work has begun.
  await new HlsPublisher({ directory, type, name: 'captions', window: 0 }).open()
  const stage = toHls({
    ...layout, ...options, directory, type, ...position && { position },
    // Segments of a file have no reader yet, so none of its words is late.
    ...!live && { deadline: Number.MAX_SAFE_INTEGER },
  })
  const done = finished(stage)
  const output: Output = {
    stream: stage,
    async commit() {
      stage.end()
      await done
    },
    async abort() {
      stage.destroy()
      await done.catch(() => {})
      return await rmdir(directory).then(() => undefined, () => directory)
    },
  }
  return { output, branch: { stage, done, ends: false } }
}

function playlistType({ window }: Omit<HlsTarget, 'directory'>, live: boolean): 'live' | 'event' | 'vod' {
  if (window !== undefined) return 'live'
  return live ? 'event' : 'vod'
}
