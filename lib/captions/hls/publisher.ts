import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { failure } from '../../errors.js'
import type { Segment } from './segments.js'
import { formatPlaylist, type Listed, type PlaylistOptions } from './playlist.js'

/** Where a presentation is published. */
export interface FolderOptions {
  readonly directory: string
  /** What files are called: `NAME.m3u8`, `NAME-0.vtt`, `NAME-1.vtt` … */
  readonly name: string
  readonly type: PlaylistOptions['type']
  /** Segments that a live playlist lists. */
  readonly window: number
  /** Wall-clock time of time 0. */
  readonly date?: Date
}

/**
 * The files of a presentation. Each gets its name only when it is whole; a segment, once published, is never written
 * again. Of a live one the segments that left the playlist are kept as long as a player may still ask for them
 * (RFC 8216, 6.2.2), then removed.
 */
export class HlsFolder {
  readonly #options: FolderOptions
  #listed: Listed[] = []
  #count = 0
  #passed = 0
  #longest = 0

  constructor(options: FolderOptions) {
    this.#options = options
  }

  /** Makes the directory; one that already holds such a presentation is an error. */
  async open(): Promise<void> {
    const { directory, name } = this.#options
    await this.#guard(directory, async () => {
      await mkdir(directory, { recursive: true })
      const taken = (await readdir(directory)).some(file => file === `${name}.m3u8` || (file.startsWith(`${name}-`) && file.endsWith('.vtt')))
      if (taken) throw failure('STENO_OUTPUT_UNWRITABLE', { path: directory, reason: `it holds captions called ${name} already` })
    })
  }

  /** Writes a segment and, unless all comes at once, the playlist. */
  async publish({ index, duration, text }: Segment): Promise<void> {
    const { type, window } = this.#options
    const uri = this.#uri(index)
    await this.#write(uri, text)
    this.#count++
    this.#longest = Math.max(this.#longest, duration)
    this.#listed.push({ uri, duration })
    if (type === 'live' && this.#listed.length > window) this.#passed += this.#listed.shift()!.duration
    if (type !== 'vod') await this.#list(false)
    const old = index - 2 * window - 1
    if (type === 'live' && old >= 0) await rm(join(this.#options.directory, this.#uri(old)), { force: true })
  }

  /** Nothing more will come. */
  async close(): Promise<void> {
    await this.#list(true)
  }

  async #list(ended: boolean): Promise<void> {
    const { name, type, date } = this.#options
    const first = this.#count - this.#listed.length
    await this.#write(`${name}.m3u8`, formatPlaylist(this.#listed, {
      type, longest: this.#longest, first, ended, ...date && { date: new Date(date.getTime() + this.#passed) },
    }))
  }

  #uri(index: number): string {
    return `${this.#options.name}-${index}.vtt`
  }

  async #write(file: string, text: string): Promise<void> {
    const path = join(this.#options.directory, file)
    await this.#guard(path, async () => {
      await writeFile(`${path}.partial`, text)
      await rename(`${path}.partial`, path)
    })
  }

  async #guard(path: string, action: () => Promise<void>): Promise<void> {
    try {
      await action()
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code?.startsWith('STENO_')) throw error
      throw failure('STENO_OUTPUT_UNWRITABLE', { path, reason: code ?? message }, error)
    }
  }
}
