/**
 * Numbers behind the SDK's getters for one call. The caller passes the time in ms. A delay is `undefined` until both
 * of its moments have come.
 */
export class CallMetrics {
  /** Id of the session, the service's task id; the newest one after a reconnect. */
  requestId: string | undefined
  /** Audio dropped, in ms. */
  dropped = 0
  #firstAudioAt: number | undefined
  #firstTextAt: number | undefined
  #stoppedAt: number | undefined
  #completedAt: number | undefined

  /** Records the arrival of audio; only the first counts. */
  onAudio(now: number): void {
    this.#firstAudioAt ??= now
  }

  /** Records a result with text; only the first counts. */
  onText(now: number): void {
    this.#firstTextAt ??= now
  }

  /** Records the end of the audio; only the first call counts. */
  onStop(now: number): void {
    this.#stoppedAt ??= now
  }

  /** Records the end of the results. */
  onComplete(now: number): void {
    this.#completedAt = now
  }

  /** From the first audio to the first result with text, in ms. */
  get firstPackageDelay(): number | undefined {
    return between(this.#firstAudioAt, this.#firstTextAt)
  }

  /** From the end of the audio to the end of the results, in ms. */
  get lastPackageDelay(): number | undefined {
    return between(this.#stoppedAt, this.#completedAt)
  }
}

function between(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, Math.round(to - from))
}
