import { access, constants, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { failure, type StenopipeError } from '../../errors.js'
import { checkText } from '../../option-checks.js'
import { selectionDecodeArgs } from '../ffmpeg/args.js'
import type { Exit } from '../ffmpeg/child-process.js'
import { exitError, findFfmpeg } from '../ffmpeg/ffmpeg.js'
import { FfmpegProcess } from '../ffmpeg/ffmpeg-process.js'
import { checkSelection, selectionOptions, type StreamSelection } from '../ffmpeg/stream-selection.js'
import { abortable, ChildSequence } from './child-sequence.js'
import { PcmSource, type PcmSourceOptions } from './pcm-source.js'

/** Options of `fileSource()` for a part of a file. */
export interface FileRangeOptions extends Omit<PcmSourceOptions, 'maxBuffer'>, StreamSelection {}

/** Options with which ffmpeg and ffprobe open only one file: a protocol list alone does not stop playlists. */
export const fileInputOptions: readonly string[] = [
  '-protocol_whitelist', 'file', '-format_whitelist',
  'wav,w64,aiff,au,mp3,aac,ogg,flac,matroska,webm,mov,mp4,m4a,3gp,amr,caf,asf,avi,flv,mpegts,mpeg',
]

/** Path as an input of ffmpeg, so that no character of it has a special meaning. */
export function fileInput(path: string): string {
  return `file:${resolve(path)}`
}

/** Source of the audio in a part of a file; see `fileSource()`. */
export function fileRange(path: string, options: FileRangeOptions): PcmSource {
  const { from, to, stream, channel, mix, ffmpegPath, sampleRate = 16_000, ...rest } = options
  const selection = { from, to, stream, channel, mix } as StreamSelection
  checkSelection(selection)
  checkText('ffmpegPath', ffmpegPath)
  const ffmpeg = findFfmpeg(ffmpegPath)
  const args = selectionDecodeArgs({ inputOptions: fileInputOptions, selection, sampleRate })
  return new PcmSource({
    name: 'fileSource()', options: selectionOptions, origin: 'the file', isLive: false, startTime: from ?? 0,
    start: write => new ChildSequence(async ({ run, signal }) => {
      // The messages of ffmpeg for an unreadable file vary.
      const error = await abortable(readError(path), signal)
      if (error) throw error
      return run(() => new FfmpegProcess({ path: ffmpeg, input: fileInput(path), ...args, write }))
    }),
    exitError: (exit, bytes) => selectionError(exit, bytes, selection) ?? exitError(exit, ffmpeg, bytes),
    truncation: ({ stderr }) => /partial file|ended prematurely/.exec(stderr)?.[0],
  }, { ...rest, sampleRate })
}

/** Error for a file that cannot be opened or read. */
export function fileError(error: NodeJS.ErrnoException, path: string): StenopipeError {
  if (error.code === 'ENOENT') return failure('STENO_FILE_NOT_FOUND', { path }, error)
  if (error.code === 'EISDIR') return failure('STENO_NOT_A_FILE', { path }, error)
  return failure('STENO_FILE_UNREADABLE', { path, reason: error.code ?? error.message }, error)
}

async function readError(path: string): Promise<StenopipeError | undefined> {
  try {
    await access(path, constants.R_OK)
    return (await stat(path)).isDirectory() ? failure('STENO_NOT_A_FILE', { path }) : undefined
  } catch (error) {
    return fileError(error as NodeJS.ErrnoException, path)
  }
}

/** Error for a selection that the file does not contain. */
function selectionError(
  { code, stderr }: Exit, bytesOut: number, { from = 0, stream = 0, channel, mix }: StreamSelection,
): StenopipeError | undefined {
  if (bytesOut > 0) return undefined
  if (/matches no streams/.test(stderr)) return failure('STENO_NO_AUDIO_STREAM', { stream })
  if (code === 0 && from > 0 && stderr === '') {
    return failure('STENO_BAD_OPTION', { option: 'from', expected: 'a time before the end of the audio', got: from })
  }
  if (!/channelmap/.test(stderr)) return undefined
  const [option, expected, got] = mix
    ? ['mix', 'no longer than the number of channels of the file', mix]
    : ['channel', 'the index of a channel of the file, from 0', channel]
  return failure('STENO_BAD_OPTION', { option, expected, got })
}
