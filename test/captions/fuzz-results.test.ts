// Mutated results through every format. More seeds, after `npm run types`: `node --import ./test/loader/register.mjs
// test/captions/fuzz-results.test.ts SEED RUNS`; a failure names its seed.
import t from 'tap'
import { StenopipeError } from '../../lib/errors.js'
import {
  formatAss, formatJson, formatJsonl, formatLrc, formatSrt, formatText, formatTtml, formatVtt,
} from '../../lib/index.js'
import { Segmenter } from '../../lib/captions/hls/segmenter.js'
import { cueBuilder } from '../../lib/captions/layout/cue-builder.js'
import { readResults } from '../../lib/captions/readers/read.js'
import { documents, mutate, seededRandom } from '../support/hostile-results.js'
import type { RecognitionResult } from '../../lib/types.js'

const [seed = 1, runs = 300] = process.argv.slice(2).map(Number)
const formats: readonly ((results: readonly RecognitionResult[]) => string)[] = [
  results => formatSrt(results),
  results => formatVtt(results, { karaoke: true }),
  results => formatAss(results, { karaoke: true }),
  results => formatTtml(results, { karaoke: true }),
  results => formatLrc(results, { karaoke: true }),
  results => formatText(results, { speakers: true, paragraph: 2000 }),
  results => formatJson(results),
  results => formatJsonl(results),
  results => segments(results),
]

/** Content of the HLS segments, of which a cue may ask for 24 h at most. */
function segments(results: readonly RecognitionResult[]): string {
  const segmenter = new Segmenter({ segmentDuration: 3_600_000 })
  const builder = cueBuilder()
  const cues = [...results.flatMap(result => builder.push(result)), ...builder.flush()]
  return [...cues.flatMap(cue => [...segmenter.push(cue)]), ...segmenter.flush()].map(({ text }) => text).join('')
}

t.test(`mutated results give text or an error of this package, seeds ${seed} to ${seed + runs - 1}`, async t => {
  const outcomes = { read: 0, refused: 0 }
  for (let run = seed; run < seed + runs; run++) {
    const random = seededRandom(run)
    const document = mutate(documents[run % documents.length], random)
    try {
      const results = readResults(JSON.stringify(document) ?? '')
      for (const format of formats) {
        const text = format(results)
        if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufffe]/.test(text)) t.fail(`control character, seed ${run}`)
      }
      outcomes.read++
    } catch (error) {
      outcomes.refused++
      if (!(error instanceof StenopipeError)) t.fail(`seed ${run}: ${(error as Error).stack ?? ''}`)
    }
    if ('polluted' in {}) t.fail(`prototype pollution, seed ${run}`)
  }
  t.ok(outcomes.read > 0 && outcomes.refused > 0, JSON.stringify(outcomes))
})
