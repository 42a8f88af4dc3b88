import type { Metrics } from '../../recognize/metrics.js'
import type { Recognizer } from '../../recognize/recognize.js'
import { inFlags } from '../options/flags.js'
import { clock } from './progress.js'

/** Tells, a line each, what happens to a recognition besides text: first which engine it is, then warnings and breaks. */
export function follow(recognizer: Recognizer, title: string, say: (line: string) => void): void {
  let named = false
  // Warnings may come before the session that they are about.
  const tell = (line?: string): void => {
    if (!named) say(title)
    named = true
    if (line !== undefined) say(line)
  }
  recognizer.on('session', () => { tell() })
  recognizer.on('warning', ({ message }) => { tell(`warning: ${inFlags(message)}`) })
  recognizer.on('disconnect', ({ error, position }) => {
    // The rest of the message tells what to do, and that is being done.
    tell(`connection lost at ${clock(whole(position))}, trying again: ${inFlags(error.message).split('; ')[0]!}`)
  })
  recognizer.on('reconnect', ({ reason, attempts, gap, resent }) => {
    const what = reason === 'rotation' ? 'session renewed' : 'going on'
    tell(`${what} (attempt ${attempts}, ${seconds(gap)}, ${seconds(resent)} sent again)`)
  })
}

/** The last line: how long the audio was, how soon words came, and what it cost. */
export function summary({ audioDuration, skippedSilence, skippedCost, firstResultDelay, lastResultDelay, reconnects, billedSeconds, cost }: Metrics): string {
  const delays = [
    ...firstResultDelay === undefined ? [] : [`first text after ${seconds(firstResultDelay)}`],
    ...lastResultDelay === undefined ? [] : [`last after ${seconds(lastResultDelay)}`],
  ]
  return [
    `${clock(whole(audioDuration))} of audio`,
    ...skippedSilence > 0 ? [`${clock(whole(skippedSilence))} of silence left out${skippedCost === undefined ? '' : `, ${dollars(skippedCost)} USD`}`] : [],
    ...delays.length > 0 ? [delays.join(', ')] : [],
    ...reconnects > 0 ? [`${reconnects} reconnect${reconnects > 1 ? 's' : ''}`] : [],
    ...billedSeconds > 0 ? [`billed ${billedSeconds} s${cost === undefined ? '' : `, ${dollars(cost)} USD`}`] : [],
  ].join('; ')
}

/** `0.35 s`, `2.1 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 1000 ? 2 : 1)} s`
}

/** Prices of a second have six places; two are enough beyond a dollar. */
function dollars(usd: number): string {
  return usd >= 1 ? usd.toFixed(2) : usd.toFixed(6).replace(/0+$/, '').replace(/\.$/, '')
}

/** To the nearest second, since 2.99 s are three to everybody who reads them beside a bill. */
function whole(ms: number): number {
  return Math.round(ms / 1000) * 1000
}
