import { access, constants, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { failure, type StenopipeError } from '../../errors.js'
import { checkText } from '../../option-checks.js'
import type { Exit } from '../ffmpeg/child-process.js'
import { ChildSequence } from './child-sequence.js'
import { exitError, findFfmpeg } from '../ffmpeg/ffmpeg.js'
import { partArgs } from '../ffmpeg/args.js'
import { FluentFfmpeg } from '../ffmpeg/fluent-ffmpeg.js'
import { PcmSource, type PcmSourceOptions } from './pcm-source.js'
import { checkSelection, type StreamSelection } from '../ffmpeg/stream-selection.js'

/** Options of `fileSource()` for a part of a file; what is not named goes to the stream constructor (`signal` …). */
export interface FileRangeOptions extends Omit<PcmSourceOptions, 'maxBuffer'>, StreamSelection {}

/** Arguments that keep ffmpeg and ffprobe to the one file they are given: a protocol list alone does not stop playlists. */
export const fileArgs: readonly string[] = [
  '-protocol_whitelist', 'file', '-format_whitelist',
  'wav,w64,aiff,au,mp3,aac,ogg,flac,matroska,webm,mov,mp4,m4a,3gp,amr,caf,asf,avi,flv,mpegts,mpeg',
]

/** A path as ffmpeg is to be told it, so that no character of it means anything else. */
export function fileAddress(path: string): string {
  return `file:${resolve(path)}`
}

/** The sound of a part of a file, as `fileSource()` gives it. Errors as there. */
export function fileRange(path: string, options: FileRangeOptions): PcmSource {
  const { from, to, stream, channel, mix, ffmpegPath, sampleRate = 16_000, ...rest } = options
  const selection = { from, to, stream, channel, mix } as StreamSelection
  checkSelection(selection)
  checkText('ffmpegPath', ffmpegPath)
  const ffmpeg = findFfmpeg(ffmpegPath)
  const args = partArgs(fileArgs, selection, sampleRate)
  return new PcmSource({
    live: false, start: from ?? 0, name: 'the file',
    record: take => new ChildSequence(async run => {
      // ffmpeg's own words for a file that cannot be read vary.
      const fault = await readingFault(path)
      if (fault) throw fault
      return run(() => new FluentFfmpeg({ path: ffmpeg, input: fileAddress(path), ...args, take }))
    }),
    fault: (exit, bytes) => rangeError(exit, bytes, selection) ?? exitError(exit, ffmpeg, bytes),
    shortfall: ({ stderr }) => /partial file|ended prematurely/.exec(stderr)?.[0],
  }, { ...rest, sampleRate })
}

/** What went wrong with opening or reading a file, by its name in the table. */
export function fileError(error: NodeJS.ErrnoException, path: string): StenopipeError {
  if (error.code === 'ENOENT') return failure('STENO_FILE_NOT_FOUND', { path }, error)
  if (error.code === 'EISDIR') return failure('STENO_NOT_A_FILE', { path }, error)
  return failure('STENO_FILE_UNREADABLE', { path, reason: error.code ?? error.message }, error)
}

async function readingFault(path: string): Promise<StenopipeError | undefined> {
  try {
    await access(path, constants.R_OK)
    return (await stat(path)).isDirectory() ? failure('STENO_NOT_A_FILE', { path }) : undefined
  } catch (error) {
    return fileError(error as NodeJS.ErrnoException, path)
  }
}

/** The fault of a part that the file does not have. */
function rangeError({ code, stderr }: Exit, bytes: number, { from = 0, stream = 0, channel, mix }: StreamSelection): StenopipeError | undefined {
  if (bytes > 0) return undefined
  if (/matches no streams/.test(stderr)) return failure('STENO_NO_AUDIO_STREAM', { stream })
  if (code === 0 && from > 0 && stderr === '') {
    return failure('STENO_BAD_OPTION', { option: 'from', expected: 'a time before the end of the sound', got: from })
  }
  if (!/channelmap/.test(stderr)) return undefined
  return mix
    ? failure('STENO_BAD_OPTION', { option: 'mix', expected: 'shares of channels that there are', got: mix })
    : failure('STENO_BAD_OPTION', { option: 'channel', expected: 'one of the channels that there are, counted from 0', got: channel })
}
