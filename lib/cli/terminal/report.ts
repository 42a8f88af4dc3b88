import type { Metrics } from '../../recognize/metrics.js'
import type { Recognizer } from '../../recognize/recognize.js'
import { errorText, withFlagNames } from '../options/errors.js'
import type { Outcome } from '../output/write-results.js'
import { printError, printKept } from './print.js'
import { formatClock } from './progress.js'

/** Shortest wait that a user notices, in ms. */
const MIN_REPORTED_WAIT_MS = 1000

/** Prints the events of a recognition, a line each: first the engine, then warnings, waits and reconnects. */
export function reportEvents(recognizer: Recognizer, title: string, printLine: (line: string) => void): void {
  let hasTitle = false
  // Warnings may come before the session that they are about.
  const print = (line?: string): void => {
    if (!hasTitle) printLine(title)
    hasTitle = true
    if (line !== undefined) printLine(line)
  }
  recognizer.on('session', () => { print() })
  recognizer.on('warning', ({ message }) => { print(`warning: ${withFlagNames(message)}`) })
  recognizer.on('wait', ({ reason, delay = Infinity, error }) => {
    if (delay < MIN_REPORTED_WAIT_MS) return
    const time = delay === Infinity ? 'until a session ends' : formatSeconds(delay)
    const [cause] = error ? errorText(error).split('; ') as [string] : ['rate limit']
    print(`waiting ${time}${reason === 'retry' ? ' before the next attempt' : ''}: ${cause}`)
  })
  recognizer.on('disconnect', ({ error, position }) => {
    // The rest of the message is advice that is already being followed.
    const [reason] = errorText(error).split('; ') as [string]
    print(`connection lost at ${formatClock(toWholeSeconds(position))}, reconnecting: ${reason}`)
  })
  recognizer.on('reconnect', ({ reason, attempts, gap, resent }) => {
    const event = reason === 'rotation' ? 'session renewed' : 'reconnected'
    print(`${event} (attempt ${attempts}, after ${formatSeconds(gap)}, ${formatSeconds(resent)} sent again)`)
  })
}

/** Content of the report of a recognition. */
export interface Report {
  readonly metrics: Metrics
  /** Input as the user wrote it; absent for the microphone. */
  readonly input?: string
  /** Duration of the work, in ms; absent for the microphone, which sets the pace itself. */
  readonly elapsed?: number
  /** Audio that was lost because recognition was too slow, in ms. Default 0. */
  readonly dropped?: number
  /** True when a signal ended the work. Default false. */
  readonly isInterrupted?: boolean
  /** True when the summary is left out. */
  readonly quiet: boolean
  readonly print: (line: string) => void
}

/** Prints the summary of a recognition and its failure, if any. Returns the exit status: 0 or that of the failure. */
export function reportOutcome(outcome: Outcome, report: Report): number {
  const { failure, kept } = outcome
  const { metrics, quiet, print, isInterrupted = false } = report
  // A failure stands alone, unless money was spent.
  if (!quiet && (!failure || metrics.billedSeconds > 0)) print(summary(outcome, report))
  if (failure) return printError(failure.error, kept, print)
  if (isInterrupted) printKept(kept, print)
  return 0
}

/** Duration of the audio, speed, delays, cost and files, in a line. */
export function summary(outcome: Outcome, { metrics, input, elapsed, dropped = 0 }: Report): string {
  const { audioDuration, skippedSilence, reconnects, billedSeconds, cost } = metrics
  const silence = formatClock(toWholeSeconds(skippedSilence))
  const from = input === undefined ? '' : ` from ${input === '-' ? 'standard input' : input}`
  return [
    `${formatClock(toWholeSeconds(audioDuration))} of audio${from}${speed(audioDuration, elapsed)}`,
    ...outcome.hasText ? [] : [`no speech was recognised${unchangedText(outcome)}`],
    ...skippedSilence > 0 ? [`${silence} of silence skipped${price(metrics.skippedCost)}`] : [],
    ...delays(metrics),
    ...reconnects > 0 ? [`${reconnects} reconnect${reconnects > 1 ? 's' : ''}`] : [],
    ...billedSeconds > 0 ? [`billed ${billedSeconds} s${price(cost)}`] : [],
    ...dropped > 0 ? [`${formatSeconds(dropped)} lost`] : [],
    ...outcome.written.length > 0 ? [`written to ${outcome.written.join(', ')}`] : [],
  ].join('; ')
}

/** Names earlier files that were not replaced, as the end of a sentence. */
export function unchangedText({ unchanged }: Outcome): string {
  return unchanged.length === 0 ? '' : `, ${unchanged.join(', ')} ${unchanged.length > 1 ? 'are' : 'is'} unchanged`
}

function speed(audioDuration: number, elapsed: number | undefined): string {
  if (elapsed === undefined) return ''
  return ` in ${formatSeconds(elapsed)}, ${(audioDuration / Math.max(elapsed, 1)).toFixed(1)}x real time`
}

function delays({ firstResultDelay, lastResultDelay }: Metrics): string[] {
  const found = [
    ...firstResultDelay === undefined ? [] : [`first text after ${formatSeconds(firstResultDelay)}`],
    ...lastResultDelay === undefined ? [] : [`last ${formatSeconds(lastResultDelay)} after the end of the audio`],
  ]
  return firstResultDelay === undefined ? [] : [found.join(', ')]
}

/** `0.35 s`, `2.1 s`. */
export function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 1000 ? 2 : 1)} s`
}

/** Prices per second have six decimals; above a dollar two are enough. */
function price(usd: number | undefined): string {
  if (usd === undefined) return ''
  return `, ${usd >= 1 ? usd.toFixed(2) : String(Number(usd.toFixed(6)))} USD`
}

/** Rounded, since 2.99 s beside a bill for 3 s would look wrong. */
function toWholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000
}
