import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import {
  checkInteger, checkOption, checkOptions, checkText, integer, oneOf, type OptionChecks, pickOptions,
} from '../option-checks.js'
import { linkSource } from '../stream/link-source.js'
import { type ObjectStageOptions, objectStreamOptions } from './core-stage.js'
import { HlsPublisher } from './hls/publisher.js'
import { type Segment, SEGMENT_DURATION, segmentChecks, Segmenter, type SegmentOptions } from './hls/segmenter.js'
import type { CaptionInput } from './layout/caption-input.js'
import { cueBuilder } from './layout/cue-builder.js'
import { layoutChecks, type LayoutOptions } from './layout/options.js'

/** Options of a presentation in HLS. */
export interface PresentationOptions {
  /** Directory of the files; created if it does not exist. Captions of that name in it are replaced. */
  readonly directory: string
  /** Base name of the files: `NAME.m3u8`, `NAME-0.vtt` … Default `captions`. */
  readonly name?: string
  /**
   * Type of the playlist. `'vod'`: written at the end. `'event'`: grows with each segment. `'live'`: lists the newest
   * `window` segments, and older files are removed. Default `'vod'`.
   */
  readonly type?: 'vod' | 'event' | 'live'
  /** Segments in a live playlist, 3 to 1000. Default 5. */
  readonly window?: number
  /** Wall-clock time of time 0 on the source clock, written as EXT-X-PROGRAM-DATE-TIME. Default: none. */
  readonly programDateTime?: Date
  /**
   * Position of the source, in ms on its clock, such as `() => recognizer.position`; called a few times per segment, so
   * that segments are published during silence, too. Default: none; a segment waits for a cue after its end.
   */
  readonly position?: () => number
  /**
   * Time that a segment waits for its words after its end, in ms by `position`; words that come later are written to
   * the next segment. Default: two segments, at least 6000.
   */
  readonly deadline?: number
}

/** Options of `toHls()`: those of the presentation, the segments, the layout and the stream. */
export interface HlsOptions extends PresentationOptions, SegmentOptions, LayoutOptions, ObjectStageOptions {}

const presentationChecks: OptionChecks<PresentationOptions> = {
  directory: (option, got) => {
    checkOption(typeof got === 'string' && got !== '', option, 'the path of a directory', got)
  },
  name: (option, got) => {
    checkText(option, got)
    checkOption(!/[/\\\p{Cc}\s#?%]/u.test(got as string), option, 'a file name that needs no escapes in a URL', got)
  },
  type: oneOf(['vod', 'event', 'live']),
  window: integer(3, 1000),
  programDateTime: (option, got) => {
    checkOption(got instanceof Date && !Number.isNaN(got.getTime()), option, 'a valid Date', got)
  },
  position: (option, got) => { checkOption(typeof got === 'function', option, 'a function that returns ms', got) },
  deadline: (option, got) => { checkInteger(option, got, 0, Number.MAX_SAFE_INTEGER) },
}

/** Checks options of the presentation. Errors: STENO_BAD_OPTION. */
export function checkPresentation(options: PresentationOptions): void {
  presentationChecks.directory('directory', options.directory)
  checkOptions(options, presentationChecks)
}

/** Calls of `position` per segment. */
const POLLS_PER_SEGMENT = 8

/**
 * Writes results (or cues) as WebVTT segments with a media playlist (RFC 8216): segments of equal duration, empty ones
 * during silence, each written under a temporary name, renamed when complete and never written again. Captions of that
 * name from an earlier run are replaced: by `vod` when all is written, whose files wait in `NAME.SUFFIX.partial` until
 * then, by `event` and `live` when the first segment is written. Timestamps of the video wrap after 26.5 h; cue times
 * count on, as players expect. List it in the multivariant playlist as
 * `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="English",LANGUAGE="en",AUTOSELECT=YES,URI="captions.m3u8"`.
 *
 * Errors: STENO_BAD_OPTION and STENO_UNKNOWN_OPTION, at once; STENO_OUTPUT_UNWRITABLE when the directory cannot be
 * written; STENO_BAD_OPTION when a chunk is neither a `RecognitionResult` nor a `Cue`.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toHls } from 'stenopipe'
 *
 * const hls = toHls({ directory: 'public/talk', segmentDuration: 6000 })
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(hls)
 * ```
 */
export function toHls(options: HlsOptions): Writable {
  return openHls(options).stage
}

/** Stage of `toHls()` with the publisher of its files. */
export interface HlsOutput {
  readonly stage: Writable
  readonly publisher: HlsPublisher
  /**
   * Ends the stage; resolves when everything is written.
   *
   * @param isComplete False when earlier captions are not replaced: a `vod` stays in its temporary directory, and the
   * playlist of the other types is not ended.
   */
  readonly end: (isComplete: boolean) => Promise<void>
}

/** Makes the stage of `toHls()`, for callers that need to know what becomes of its files. */
export function openHls(options: HlsOptions): HlsOutput {
  checkPresentation(options)
  const { directory, name = 'captions', type = 'vod', window = 5, programDateTime, position } = options
  let isComplete = true
  const { segmentDuration = SEGMENT_DURATION } = options
  const { deadline = Math.max(6000, 2 * segmentDuration) } = options
  const segmenter = new Segmenter(pickOptions(options, segmentChecks))
  const builder = cueBuilder(pickOptions(options, layoutChecks))
  const publisher = new HlsPublisher({ directory, name, type, window, ...programDateTime && { programDateTime } })
  const queue = new TaskQueue()
  let timer: NodeJS.Timeout | undefined

  const publish = async (segments: Iterable<Segment>): Promise<void> => {
    for (const segment of segments) await publisher.publish(segment)
  }
  const stage = new Writable({
    ...objectStreamOptions('toHls()', options, presentationChecks, segmentChecks, layoutChecks),
    objectMode: true,
    construct(done) {
      publisher.open().then(() => { done() }, done)
    },
    write(input: CaptionInput, _encoding, done) {
      queue.add(async () => {
        for (const cue of builder.push(input)) await publish(segmenter.push(cue))
      }).then(() => { done() }, done)
    },
    final(done) {
      clearInterval(timer)
      queue.add(async () => {
        for (const cue of builder.flush()) await publish(segmenter.push(cue))
        await publish(segmenter.flush(position?.()))
        await publisher.close(isComplete)
      }).then(() => { done() }, done)
    },
    destroy(error, done) {
      clearInterval(timer)
      // The file that is being written is renamed first.
      const settle = (): void => {
        publisher.release(true)
        done(error)
      }
      void queue.add(() => Promise.resolve()).then(settle, settle)
    },
  })
  if (position) {
    timer = setInterval(() => {
      queue.add(() => publish(segmenter.advance(position() - deadline)))
        .catch((error: unknown) => { stage.destroy(error as Error) })
    }, segmentDuration / POLLS_PER_SEGMENT).unref()
  }
  linkSource(stage)
  return {
    stage, publisher,
    async end(complete) {
      isComplete = complete
      if (isComplete || type === 'vod') await finished(stage.end())
    },
  }
}

/** Runs tasks one after another; after a failure, no more. */
class TaskQueue {
  #last: Promise<void> = Promise.resolve()

  add(task: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(task)
    // The caller handles the rejection.
    this.#last.catch(() => {})
    return this.#last
  }
}
