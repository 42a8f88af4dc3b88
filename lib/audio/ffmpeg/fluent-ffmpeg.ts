import type { FfmpegArgs } from './args.js'

/** Part of fluent-ffmpeg that its types leave out. */
interface ArgumentComposer {
  _getArguments(): string[]
}

/**
 * Command line of ffmpeg that writes to standard output, as fluent-ffmpeg composes it. The package runs nothing: before
 * each run it would start ffmpeg twice to list its formats and encoders, without a time limit and without a way to end
 * that, would cache the lists of one ffmpeg for all others, and would take a child that is slow to exit for a failure.
 *
 * @param input - URL, or `file:` and a path.
 */
export async function composeArgs(input: string, { inputOptions, outputOptions }: FfmpegArgs): Promise<string[]> {
  const { default: fluent } = await import('fluent-ffmpeg')
  // Spread: fluent-ffmpeg splits an element of an array that contains one space.
  const command = fluent().input(input).inputOptions(...inputOptions).output('pipe:1').outputOptions(...outputOptions)
  return (command as unknown as ArgumentComposer)._getArguments()
}
