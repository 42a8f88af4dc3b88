/**
 * What the SDK's getters tell of one call; the clock is the caller's, in ms. A moment that has not come is `undefined`, and
 * so is what is counted from it.
 */
export class CallMetrics {
  /** Name of the session, the service's task id; the newest when it had to be opened anew. */
  requestId: string | undefined
  /** Audio dropped, in ms. */
  dropped = 0
  #audio: number | undefined
  #text: number | undefined
  #stop: number | undefined
  #complete: number | undefined

  /** The first audio has come; later calls change nothing. */
  audio(now: number): void {
    this.#audio ??= now
  }

  /** The first text has come; later calls change nothing. */
  text(now: number): void {
    this.#text ??= now
  }

  /** No more audio comes; later calls change nothing. */
  stop(now: number): void {
    this.#stop ??= now
  }

  /** All results have come. */
  complete(now: number): void {
    this.#complete = now
  }

  /** From the first audio to the first result with text, in ms. */
  get firstPackageDelay(): number | undefined {
    return between(this.#audio, this.#text)
  }

  /** From the end of the audio to the end of the results, in ms. */
  get lastPackageDelay(): number | undefined {
    return between(this.#stop, this.#complete)
  }
}

function between(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, Math.round(to - from))
}
