/**
 * Calls `listener` with the reason when the signal is aborted, at once when it already is. Returns a function that
 * removes the listener.
 *
 * @example
 * ```ts
 * const controller = new AbortController()
 * const removeListener = onAbort(controller.signal, reason => { console.error(reason) })
 * removeListener()
 * ```
 */
export function onAbort(signal: AbortSignal | undefined, listener: (reason: unknown) => void): () => void {
  if (!signal) return () => {}
  const abort = (): void => { listener(signal.reason) }
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return () => { signal.removeEventListener('abort', abort) }
}
