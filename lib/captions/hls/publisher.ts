import { type Dirent, rmSync } from 'node:fs'
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { failure } from '../../errors.js'
import { createDirectory, removeEmptyDirectories } from '../../output/directory.js'
import { withOutputErrors } from '../../output/errors.js'
import { moveOutput, partialName, writeOutput } from '../../output/output-file.js'
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
 *
 * An earlier presentation of that name is replaced: by `vod` when the new one is complete, whose files wait in a
 * directory `NAME.SUFFIX.partial` until then; by `event` and `live` when their first segment is complete.
 */
export class HlsPublisher {
  readonly #options: PublisherOptions
  readonly #isVod: boolean
  #opening: Promise<void> | undefined
  /** Outermost directory that was created; undefined when the directory was there. */
  #created: string | undefined
  /** Files of an earlier presentation. */
  #earlier: readonly string[] = []
  /** Directory of the files until they are complete. */
  #staging: string | undefined
  #playlist: PlaylistSegment[] = []
  #published = 0
  #isClosed = false
  /** Duration of the segments that have left the playlist, in ms. */
  #removedDuration = 0
  #targetDuration = 0

  constructor(options: PublisherOptions) {
    this.#options = options
    this.#isVod = options.type === 'vod'
  }

  /** True when the directory holds an earlier presentation of that name; known once it is open. */
  get replaces(): boolean {
    return this.#earlier.length > 0
  }

  /** Creates the directory, once. Errors: STENO_OUTPUT_UNWRITABLE. */
  open(): Promise<void> {
    this.#opening ??= withOutputErrors(this.#options.directory, async () => {
      const { directory } = this.#options
      this.#created = await createDirectory(directory)
      const earlier = (await readdir(directory, { withFileTypes: true })).filter(entry => this.#isOurs(entry))
      const folder = earlier.find(entry => entry.isDirectory())
      if (folder) {
        throw failure('STENO_OUTPUT_UNWRITABLE', { path: join(directory, folder.name), reason: 'it is a directory' })
      }
      this.#earlier = earlier.map(({ name }) => name)
      if (this.#isVod) await mkdir(this.#staging = join(directory, partialName(this.#options.name)))
    })
    return this.#opening
  }

  /** Writes a segment and, unless the type is `vod`, the playlist. Errors: STENO_OUTPUT_UNWRITABLE. */
  async publish({ index, duration, text }: Segment): Promise<void> {
    const { type, window } = this.#options
    const uri = this.#uri(index)
    if (this.#published === 0 && !this.#isVod) await this.#remove(this.#earlier)
    await writeOutput(this.#path(uri), text)
    this.#published++
    this.#targetDuration = Math.max(this.#targetDuration, duration)
    this.#playlist.push({ uri, duration })
    if (type === 'live' && this.#playlist.length > window) this.#removedDuration += this.#playlist.shift()!.duration
    if (type !== 'vod') await this.#writePlaylist(false)
    const expired = index - 2 * window - 1
    if (type === 'live' && expired >= 0) await this.#remove([this.#uri(expired)])
  }

  /**
   * Writes the playlist with its end tag, and gives a `vod` its place. Errors: STENO_OUTPUT_UNWRITABLE.
   *
   * @param isComplete False when a `vod` stays in its temporary directory. Default true.
   */
  async close(isComplete = true): Promise<void> {
    await this.#writePlaylist(true)
    if (!isComplete) return
    this.#isClosed = true
    if (this.#staging !== undefined) await this.#commit(this.#staging)
  }

  /**
   * Ends the work after a failure, at once and synchronously; directories that were there before stay.
   *
   * @param keep True when segments that are complete are kept.
   * @returns The directory of what was kept, if anything.
   */
  release(keep: boolean): string | undefined {
    if (this.#isClosed) return undefined
    if (keep && this.#published > 0) return this.#staging ?? this.#options.directory
    if (this.#staging !== undefined) rmSync(this.#staging, { recursive: true, force: true })
    if (this.#created !== undefined) removeEmptyDirectories(this.#options.directory, this.#created)
    return undefined
  }

  async #commit(staging: string): Promise<void> {
    const playlist = `${this.#options.name}.m3u8`
    const files = [...this.#playlist.map(({ uri }) => uri), playlist]
    // The playlist last: what it lists is then there.
    for (const file of files) await moveOutput(join(staging, file), join(this.#options.directory, file))
    await this.#remove(this.#earlier.filter(file => !files.includes(file)))
    await withOutputErrors(staging, () => rmdir(staging))
    this.#staging = undefined
  }

  async #writePlaylist(ended: boolean): Promise<void> {
    const { name, type, programDateTime } = this.#options
    const mediaSequence = this.#published - this.#playlist.length
    const start = programDateTime && new Date(programDateTime.getTime() + this.#removedDuration)
    await writeOutput(this.#path(`${name}.m3u8`), formatPlaylist(this.#playlist, {
      type, targetDuration: this.#targetDuration, mediaSequence, ended, ...start && { programDateTime: start },
    }))
  }

  async #remove(files: readonly string[]): Promise<void> {
    for (const file of files) {
      const path = join(this.#options.directory, file)
      await withOutputErrors(path, () => rm(path, { force: true }))
    }
  }

  #isOurs({ name: file }: Dirent): boolean {
    const { name } = this.#options
    if (file === `${name}.m3u8`) return true
    return file.startsWith(`${name}-`) && /^\d+\.vtt$/.test(file.slice(name.length + 1))
  }

  #path(file: string): string {
    return join(this.#staging ?? this.#options.directory, file)
  }

  #uri(index: number): string {
    return `${this.#options.name}-${index}.vtt`
  }
}
