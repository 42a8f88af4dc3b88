import { Writable, type WritableOptions } from 'node:stream'
import { checkOption, checkInteger, checkOneOf, checkText, pickOptions } from '../option-checks.js'
import { linkSource } from '../stream/link-source.js'
import { captioner, type CaptionInput } from './captioner.js'
import { Captioner as LaidOut } from './layout/captioner.js'
import { type LayoutOptions, layoutChecks } from './layout/options.js'
import { HlsFolder } from './hls/publisher.js'
import { type Segment, type SegmentOptions, Segments } from './hls/segments.js'

/** Options of `toHls()`; what is not named goes to the stream constructor. */
export interface HlsOptions extends SegmentOptions, LayoutOptions, Omit<WritableOptions, 'write' | 'final' | 'destroy' | 'construct' | 'objectMode'> {
  /** Where the files go; made if it is not there. It must hold no captions of that name. */
  readonly directory: string
  /** What the files are called: `NAME.m3u8`, `NAME-0.vtt` … Default `captions`. */
  readonly name?: string
  /**
   * `'vod'`: the playlist comes with the end. `'event'`: it grows with each segment. `'live'`: it lists the newest
   * `window` segments, and older files are removed. Default `'vod'`.
   */
  readonly type?: 'vod' | 'event' | 'live'
  /** Segments that a live playlist lists, 3 to 1000. Default 5. */
  readonly window?: number
  /** Wall-clock time of time 0 on the source clock, written as the programme's date and time. */
  readonly date?: Date
  /**
   * How far the source has come, in ms on its clock, such as `() => recognizer.position`; asked a few times a segment,
   * so that segments come out while nobody speaks. Without it a segment waits for a cue after its end.
   */
  readonly position?: () => number
  /**
   * How long after its end a segment still waits for its words, in ms by `position`; words that come later stand in
   * the next one. Default: two segments, at least 6000.
   */
  readonly deadline?: number
}

/** Looks at the position in a segment's time. */
const LOOKS = 8

/**
 * Results (or cues) in, WebVTT segments and a playlist out (RFC 8216): segments of one length, empty ones where nobody
 * speaks, each written under a temporary name, renamed when whole and never written again. Time stamps wrap after
 * 26.5 h in the video; cue times count on, as players expect. List it in the main playlist as
 * `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="English",LANGUAGE="en",AUTOSELECT=YES,URI="captions.m3u8"`.
 *
 * Errors: STENO_BAD_OPTION at once; STENO_OUTPUT_UNWRITABLE when the directory cannot be written or holds such files.
 *
 * @example
 * ```ts
 * import { decode, fileSource, recognize, toHls } from 'stenopipe'
 *
 * fileSource('talk.wav').pipe(decode()).pipe(recognize()).pipe(toHls({ directory: 'public/talk', segment: 6 }))
 * ```
 */
export function toHls(options: HlsOptions): Writable {
  const settings = checkHls(options)
  const { position, deadline } = settings
  const segments = new Segments(options)
  const folder = new HlsFolder(settings)
  const { push, flush } = captioner(new LaidOut(pickOptions(options, layoutChecks)))
  const line = new Line()
  let timer: NodeJS.Timeout | undefined

  async function publish(complete: Iterable<Segment>): Promise<void> {
    for (const segment of complete) await folder.publish(segment)
  }
  const stage = new Writable({
    ...options,
    objectMode: true,
    construct(done) {
      folder.open().then(() => { done() }, done)
    },
    write(input: CaptionInput, _encoding, done) {
      line.add(async () => {
        for (const cue of push(input)) await publish(segments.push(cue))
      }).then(() => { done() }, done)
    },
    final(done) {
      clearInterval(timer)
      line.add(async () => {
        for (const cue of flush()) await publish(segments.push(cue))
        await publish(segments.flush(position?.()))
        await folder.close()
      }).then(() => { done() }, done)
    },
    destroy(error, done) {
      clearInterval(timer)
      // What is being written gets its name first.
      void line.add(() => Promise.resolve()).then(() => { done(error) }, () => { done(error) })
    },
  })
  if (position) {
    timer = setInterval(() => {
      line.add(() => publish(segments.reach(position() - deadline))).catch((error: unknown) => { stage.destroy(error as Error) })
    }, settings.segment * 1000 / LOOKS).unref()
  }
  linkSource(stage)
  return stage
}

/** Does one thing after another; after a failure nothing more. */
class Line {
  #last: Promise<void> = Promise.resolve()

  add(action: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(action)
    // Heard by whoever added it.
    this.#last.catch(() => {})
    return this.#last
  }
}

/** Checks what is not the segments' own, and gives it with its defaults; throws STENO_BAD_OPTION. */
export function checkHls(options: HlsOptions) {
  const { directory, name = 'captions', type = 'vod', window = 5, date, position, segment = 6 } = options
  const deadline = options.deadline ?? Math.max(6000, 2000 * segment)
  checkOption(typeof directory === 'string' && directory !== '', 'directory', 'the path of a directory', directory)
  checkText('name', name)
  checkOption(!/[/\\\p{Cc}\s#?%]/u.test(name), 'name', 'a file name that needs no escapes in a URL', name)
  checkOneOf('type', type, ['vod', 'event', 'live'])
  checkInteger('window', window, 3, 1000)
  checkOption(date === undefined || (date instanceof Date && !Number.isNaN(date.getTime())), 'date', 'a valid Date', date)
  checkOption(position === undefined || typeof position === 'function', 'position', 'a function that gives ms', position)
  checkInteger('deadline', deadline, 0, Number.MAX_SAFE_INTEGER)
  return { directory, name, type, window, segment, deadline, ...date && { date }, ...position && { position } }
}
