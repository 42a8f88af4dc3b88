import t from 'tap'
import { errorText } from '../../../lib/cli/options/errors.js'
import { type Report, reportOutcome } from '../../../lib/cli/terminal/report.js'
import type { Outcome } from '../../../lib/cli/output/write-results.js'
import { failure } from '../../../lib/errors.js'
import type { Metrics } from '../../../lib/recognize/metrics.js'

const metrics: Metrics = {
  engine: 'DashScope', requestIds: [], sentBytes: 0, finals: 0,
  audioDuration: 61_600, sentDuration: 61_600, skippedSilence: 0,
  disconnects: 0, reconnects: 0, unknownMessages: 0, billedSeconds: 0,
}
const billed: Metrics = {
  ...metrics, skippedSilence: 9400, skippedCost: 0.00047, firstResultDelay: 350, lastResultDelay: 2120, reconnects: 2,
  billedSeconds: 53, cost: 1.239,
}

const complete: Outcome = { kept: [], written: [], unchanged: [], hasText: true }

/** Lines and exit status of a report. */
function report(outcome: Partial<Outcome>, options: Partial<Report> = {}): { status: number; lines: string[] } {
  const lines: string[] = []
  const status = reportOutcome({ ...complete, ...outcome }, {
    metrics, quiet: false, ...options, print: line => { lines.push(line) },
  })
  return { status, lines }
}

t.test('the summary has the duration, and delays, reconnects and cost where there are any', async t => {
  t.same(report({}).lines, ['1:02 of audio'])
  t.same(report({}, { metrics: billed }).lines, ['1:02 of audio; 0:09 of silence skipped, 0.00047 USD; '
    + 'first text after 0.35 s, last 2.1 s after the end of the audio; 2 reconnects; billed 53 s, 1.24 USD'])
})

t.test('the summary names the input, the time it took, the speed and the files', async t => {
  t.same(report({ written: ['a.srt', 'a.vtt'] }, { input: 'talk.mp3', elapsed: 4100 }).lines, [
    '1:02 of audio from talk.mp3 in 4.1 s, 15.0x real time; written to a.srt, a.vtt',
  ])
  t.same(report({}, { input: '-', elapsed: 61_600 }).lines, [
    '1:02 of audio from standard input in 61.6 s, 1.0x real time',
  ])
})

t.test('silence is reported, and files that were not replaced are named', async t => {
  t.same(report({ hasText: false }).lines, ['1:02 of audio; no speech was recognised'])
  t.same(report({ hasText: false, unchanged: ['a.srt'] }).lines, [
    '1:02 of audio; no speech was recognised, a.srt is unchanged',
  ])
  t.same(report({ hasText: false, unchanged: ['a.srt', 'a.vtt'] }).lines, [
    '1:02 of audio; no speech was recognised, a.srt, a.vtt are unchanged',
  ])
})

t.test('an interrupted job names what was kept, also when quiet', async t => {
  const outcome = { kept: ['a.srt.0123.partial'] }
  const line = 'stenopipe: interrupted; the output until then is in a.srt.0123.partial'
  t.same(report(outcome, { isInterrupted: true, quiet: true }), { status: 0, lines: [line] })
  t.same(report({ kept: [] }, { isInterrupted: true }), { status: 0, lines: ['1:02 of audio'] })
})

t.test('a success is reported by the summary, and by nothing when quiet', async t => {
  t.same(report({}, { dropped: 1500 }), { status: 0, lines: ['1:02 of audio; 1.5 s lost'] })
  t.same(report({}, { quiet: true }), { status: 0, lines: [] })
})

t.test('a failure is reported alone, unless money was spent', async t => {
  const error = failure('STENO_COST_LIMIT', { limit: 1, seconds: 53 })
  const sentence = `stenopipe: ${errorText(error)}; the output until then is in a.srt.partial`
  const outcome = { failure: { error }, kept: ['a.srt.partial'] }
  t.same(report(outcome), { status: 1, lines: [sentence] })
  const [summary] = report({}, { metrics: billed }).lines
  t.same(report(outcome, { metrics: billed }), { status: 1, lines: [summary, sentence] })
})

t.test('a closed pipe is a success when nothing else was written', async t => {
  const error = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  t.same(report({ failure: { error }, kept: [] }), { status: 0, lines: [] })
  t.same(report({ failure: { error }, kept: ['a.partial'] }), {
    status: 1, lines: ['stenopipe: Unexpected failure: write EPIPE; the output until then is in a.partial'],
  })
})
