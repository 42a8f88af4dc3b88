import type { Transform, Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { rmdir, stat } from 'node:fs/promises'
import { HlsPublisher } from '../../captions/hls/publisher.js'
import { toAss, toJson, toJsonl, toLrc, toSrt, toText, toTtml, toVtt } from '../../captions/text-stages.js'
import { toHls } from '../../captions/to-hls.js'
import { failure } from '../../errors.js'
import { type Branch, fanOut } from './tee.js'
import { defined, type Format, type OutputSettings } from '../options/output.js'
import { fileOutput, type Output, standardOutput } from './file-output.js'

const formatters: Readonly<Record<Format, (settings: OutputSettings) => Transform>> = {
  srt: ({ layout }) => toSrt(layout),
  vtt: ({ layout }) => toVtt(layout),
  karaoke: ({ layout }) => toVtt({ ...layout, karaoke: true }),
  ass: ({ layout }) => toAss(layout),
  ttml: ({ layout }) => toTtml(layout),
  lrc: ({ layout }) => toLrc(layout),
  txt: ({ paragraph }) => toText(defined({ paragraph })),
  json: () => toJson(),
  jsonl: ({ interim }) => toJsonl({ interimResults: interim }),
}

/** What the outputs need to know of their job. */
export interface Surroundings {
  /** The path of the input, which no output may replace; `-` is none. */
  readonly input: string
  /** Called before each piece of text on standard output. */
  readonly before: () => void
  /** How far the source has come, in ms. Default: as far as its last words. */
  readonly position?: () => number
  /** Whether the source has no end of its own, so that segments are published while it goes on. Default false. */
  readonly live?: boolean
}

/** Everything that is made of one stream of results. */
export interface Outputs {
  /** Takes results; the slowest output sets the pace, and the first that fails ends them all. */
  readonly stream: Writable
  /** All was written, or all that will be: everything gets its name. */
  keep(): Promise<void>
  /** Something went wrong. @returns Where what was written so far can be found. */
  giveUp(): Promise<readonly string[]>
}

/**
 * Opens what settings without problems ask for.
 *
 * Errors: STENO_OUTPUT_UNWRITABLE, before anything is recognised; what was opened until then is gone.
 */
export async function openOutputs(settings: OutputSettings, surroundings: Surroundings): Promise<Outputs> {
  const opened: { output: Output; branch: Branch }[] = []
  const giveUp = async (): Promise<string[]> => {
    const places = []
    for (const { output } of opened) places.push(await output.giveUp())
    return places.filter(place => place !== undefined)
  }
  try {
    // Segments first: they are the last to be ended, so that they are the first to be kept.
    if (settings.hls) opened.push(await openSegments(settings, surroundings))
    for (const { format, path } of settings.texts) {
      const output = path === undefined ? standardOutput(surroundings.before) : await openFile(path, surroundings.input)
      opened.push({ output, branch: joined(formatters[format](settings), output) })
    }
  } catch (error) {
    await giveUp()
    throw error
  }
  const stream = fanOut(opened.map(({ branch }) => branch))
  return {
    stream,
    giveUp() {
      // Whoever gives up knows why.
      stream.on('error', () => {}).destroy()
      return giveUp()
    },
    async keep() {
      for (const { output } of opened) await output.keep()
    },
  }
}

function joined(stage: Transform, { stream }: Output): Branch {
  const done = pipeline(stage, stream)
  // Heard by those who wait for it, unless another output cannot be opened.
  done.catch(() => {})
  return { stage, done, ends: true }
}

/** The input would be lost by a slip of the hand. */
async function openFile(path: string, input: string): Promise<Output> {
  const [one, other] = await Promise.all([path, input].map(file => stat(file, { bigint: true }).catch(() => undefined)))
  if (one && other && one.ino === other.ino && one.dev === other.dev) {
    throw failure('STENO_OUTPUT_UNWRITABLE', { path, reason: 'it is the input' })
  }
  return fileOutput(path)
}

/** Segments get their names one by one; the playlist is ended, and for a file made, when all else is well. */
async function openSegments({ hls, layout }: OutputSettings, { position, live = false }: Surroundings): Promise<{ output: Output; branch: Branch }> {
  const { directory, segment, window } = hls!
  const type = window !== undefined ? 'live' : live ? 'event' : 'vod'
  // The stage looks, too, but when it is too late to be told before the work begins.
  await new HlsPublisher({ directory, type, name: 'captions', window: 0 }).open()
  const stage = toHls({
    ...layout, directory, type, ...defined({ segmentDuration: segment === undefined ? undefined : segment * 1000, window, position }),
    // Nobody waits for the segments of a file, so no words of it come too late.
    ...!live && { deadline: Number.MAX_SAFE_INTEGER },
  })
  const done = finished(stage)
  const output: Output = {
    stream: stage,
    async keep() {
      stage.end()
      await done
    },
    async giveUp() {
      stage.destroy()
      await done.catch(() => {})
      return await rmdir(directory).then(() => undefined, () => directory)
    },
  }
  return { output, branch: { stage, done, ends: false } }
}
