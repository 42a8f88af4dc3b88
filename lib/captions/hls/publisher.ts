import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { failure, StenopipeError } from '../../errors.js'
import { formatPlaylist, type PlaylistOptions, type PlaylistSegment } from './playlist.js'
import type { Segment } from './segmenter.js'

/** Options of a presentation. */
export interface PublisherOptions {
  /** Directory of the files. */
  readonly directory: string
  /** Base name of the files: `NAME.m3u8`, `NAME-0.vtt`, `NAME-1.vtt` … */
  readonly name: string
  /** Type of the playlist. */
  readonly type: PlaylistOptions['type']
  /** Segments in a live playlist. */
  readonly window: number
  /** Wall-clock time of time 0 on the source clock. */
  readonly programDateTime?: Date
}

/**
 * Publishes the files of a presentation. A file gets its name only when it is complete; a segment is never written
 * again once it is published. Segments that have left a live playlist are kept as long as a player may still request
 * them (RFC 8216, 6.2.2), then removed.
 */
export class HlsPublisher {
  readonly #options: PublisherOptions
  #playlist: PlaylistSegment[] = []
  #published = 0
  /** Duration of the segments that have left the playlist, in ms. */
  #removedDuration = 0
  #targetDuration = 0

  constructor(options: PublisherOptions) {
    this.#options = options
  }

  /** Creates the directory. Errors: STENO_OUTPUT_UNWRITABLE, also when it holds a presentation of that name. */
  async open(): Promise<void> {
    const { directory, name } = this.#options
    await wrapErrors(directory, async () => {
      await mkdir(directory, { recursive: true })
      const isOurs = (file: string): boolean =>
        file === `${name}.m3u8` || (file.startsWith(`${name}-`) && file.endsWith('.vtt'))
      if (!(await readdir(directory)).some(isOurs)) return
      throw failure('STENO_OUTPUT_UNWRITABLE', { path: directory, reason: `it holds captions called ${name} already` })
    })
  }

  /** Writes a segment and, unless the type is `vod`, the playlist. Errors: STENO_OUTPUT_UNWRITABLE. */
  async publish({ index, duration, text }: Segment): Promise<void> {
    const { type, window } = this.#options
    const uri = this.#uri(index)
    await this.#write(uri, text)
    this.#published++
    this.#targetDuration = Math.max(this.#targetDuration, duration)
    this.#playlist.push({ uri, duration })
    if (type === 'live' && this.#playlist.length > window) this.#removedDuration += this.#playlist.shift()!.duration
    if (type !== 'vod') await this.#writePlaylist(false)
    const expired = index - 2 * window - 1
    if (type === 'live' && expired >= 0) await rm(join(this.#options.directory, this.#uri(expired)), { force: true })
  }

  /** Writes the playlist with its end tag. Errors: STENO_OUTPUT_UNWRITABLE. */
  async close(): Promise<void> {
    await this.#writePlaylist(true)
  }

  async #writePlaylist(ended: boolean): Promise<void> {
    const { name, type, programDateTime } = this.#options
    const mediaSequence = this.#published - this.#playlist.length
    const start = programDateTime && new Date(programDateTime.getTime() + this.#removedDuration)
    await this.#write(`${name}.m3u8`, formatPlaylist(this.#playlist, {
      type, targetDuration: this.#targetDuration, mediaSequence, ended, ...start && { programDateTime: start },
    }))
  }

  #uri(index: number): string {
    return `${this.#options.name}-${index}.vtt`
  }

  async #write(file: string, text: string): Promise<void> {
    const path = join(this.#options.directory, file)
    await wrapErrors(path, async () => {
      await writeFile(`${path}.partial`, text)
      await rename(`${path}.partial`, path)
    })
  }
}

async function wrapErrors(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await action()
  } catch (error) {
    if (error instanceof StenopipeError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    throw failure('STENO_OUTPUT_UNWRITABLE', { path, reason: code ?? message }, error)
  }
}
