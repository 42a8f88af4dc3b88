const INTERVAL_MS = 200
const BAR_WIDTH = 24
const DEFAULT_COLUMNS = 80

/** Progress of a job. */
export interface Position {
  /** Audio that has been processed, in ms. */
  readonly processed: number
  /** Audio in all, in ms, if known. */
  readonly duration: number | undefined
}

/** A progress line on a terminal, redrawn in its place. */
export class Progress {
  readonly #stream: NodeJS.WriteStream
  readonly #position: () => Position
  readonly #startedAt = performance.now()
  readonly #timer: NodeJS.Timeout

  constructor(stream: NodeJS.WriteStream, position: () => Position) {
    this.#stream = stream
    this.#position = position
    this.#timer = setInterval(() => { this.#render() }, INTERVAL_MS).unref()
  }

  /** Removes the line until it is drawn next, so that other text can be printed. */
  clear(): void {
    this.#stream.write('\r\u001B[K')
  }

  /** Removes the line and stops drawing it. */
  end(): void {
    clearInterval(this.#timer)
    this.clear()
  }

  #render(): void {
    const line = progressLine(this.#position(), performance.now() - this.#startedAt)
    // A terminal of unknown width reports 0.
    this.#stream.write(`\r${line.slice(0, (this.#stream.columns || DEFAULT_COLUMNS) - 1)}\u001B[K`)
  }
}

/** `[######------] 0:12 / 0:30  2.1x real time`; without a duration there is no bar. @param elapsed In ms. */
export function progressLine({ processed, duration }: Position, elapsed: number): string {
  const speed = `${(processed / Math.max(elapsed, 1)).toFixed(1)}x real time`
  if (!duration) return `${formatClock(processed)}  ${speed}`
  const full = Math.min(Math.round(processed / duration * BAR_WIDTH), BAR_WIDTH)
  const bar = '#'.repeat(full).padEnd(BAR_WIDTH, '-')
  return `[${bar}] ${formatClock(processed)} / ${formatClock(duration)}  ${speed}`
}

/** `1:23`, or `1:02:03` from an hour on. */
export function formatClock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = `${String(m).padStart(h > 0 ? 2 : 1, '0')}:${String(s).padStart(2, '0')}`
  return h > 0 ? `${h}:${tail}` : tail
}
