import type { Readable, Writable } from 'node:stream'
import { failure } from '../errors.js'

/** Stage or source that is piped in. */
export interface LinkedSource {
  /** Position of its first sample on the source clock, in ms. */
  readonly start: number
  /** True when the audio comes from a live source, which never waits for its reader. */
  readonly isLive: boolean
}

/**
 * Makes `.pipe()` behave like `pipeline()` at this stage's input: an error or a sudden end of the source ends the
 * stage, and a stage that is destroyed destroys the source that has no other reader. Without it, an early `break`
 * would leave the stages before it, their files and children open for ever.
 *
 * @returns What is piped in; to be asked when the first samples come, since a chain may be put together in any order.
 */
export function linkSource(stage: Writable): LinkedSource {
  let input: Readable & Partial<LinkedSource> | undefined
  stage.on('pipe', (source: Readable) => {
    input = source
    const onError = (error: Error): void => { stage.destroy(error) }
    const onClose = (): void => {
      if (!source.readableEnded) stage.destroy(source.errored ?? failure('STENO_SOURCE_CLOSED', {}))
    }
    const onUnpipe = (from: Readable): void => {
      if (from !== source) return
      source.off('error', onError).off('close', onClose)
      stage.off('unpipe', onUnpipe)
      const forsaken = source.listenerCount('data') + source.listenerCount('readable') === 0
      if (stage.destroyed && forsaken && !source.readableEnded) source.destroy()
    }
    source.on('error', onError).on('close', onClose)
    stage.on('unpipe', onUnpipe)
  })
  return { get start() { return input?.start ?? 0 }, get isLive() { return input?.isLive ?? false } }
}
