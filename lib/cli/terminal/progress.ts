const EVERY_MS = 200
const BAR = 24

/** What the bar shows: how much audio has been taken, and of how much, both in ms. */
export interface Position {
  readonly taken: number
  readonly duration: number | undefined
}

/** A line on a terminal that is drawn again and again in its place. */
export class Progress {
  readonly #stream: NodeJS.WriteStream
  readonly #position: () => Position
  readonly #began = performance.now()
  readonly #timer: NodeJS.Timeout

  constructor(stream: NodeJS.WriteStream, position: () => Position) {
    this.#stream = stream
    this.#position = position
    this.#timer = setInterval(() => { this.#draw() }, EVERY_MS).unref()
  }

  /** Takes the line away, for other text to stand in its place. */
  clear(): void {
    this.#stream.write('\r\u001B[K')
  }

  /** Takes the line away for good. */
  end(): void {
    clearInterval(this.#timer)
    this.clear()
  }

  #draw(): void {
    const line = progressLine(this.#position(), performance.now() - this.#began)
    // A terminal that does not know its width says 0.
    this.#stream.write(`\r${line.slice(0, (this.#stream.columns || 80) - 1)}\u001B[K`)
  }
}

/** `[######------] 0:12 / 0:30  2.1x real time`; without a duration there is no bar. */
export function progressLine({ taken, duration }: Position, elapsed: number): string {
  const speed = `${(taken / Math.max(elapsed, 1)).toFixed(1)}x real time`
  if (!duration) return `${clock(taken)}  ${speed}`
  const full = Math.min(Math.round(taken / duration * BAR), BAR)
  return `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}] ${clock(taken)} / ${clock(duration)}  ${speed}`
}

/** `1:23`, or `1:02:03` from an hour on. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = `${String(m).padStart(h > 0 ? 2 : 1, '0')}:${String(s).padStart(2, '0')}`
  return h > 0 ? `${h}:${tail}` : tail
}
