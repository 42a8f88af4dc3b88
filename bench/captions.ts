/**
 * Measures how well captions follow subtitling guidelines, beside other writers of SRT: talks in seven languages that
 * are generated from scripts with natural word times, the talks that the layout was tuned on apart from those held out,
 * and real speech as the embedded engine recognises it. The SRT of each writer is read by an independent reader and
 * scored. Then measures the speed of the layout and its memory on an endless stream.
 *
 *     npm run bench bench/captions.ts [rate] [show]
 *
 * `rate` 1 is the normal speech rate; `show` prints the breaks of the tuned talks that are judged bad.
 */
import { spawnSync } from 'node:child_process'
import deepgram from '@deepgram/captions'
import subtitle from 'subtitle'
import { Layout } from '../lib/captions/layout/layout.js'
import { formatSrt } from '../lib/captions/formats/srt.js'
import type { Cue, Language, Sentence } from '../lib/index.js'
import { judge } from './captions/judge.js'
import { type Caption, emptyTally, score, type Tally } from './captions/score.js'
import { clips, speech } from '../test/support/speech.js'
import { type Corpus, talk } from './captions/talk.js'

const RATE = Number(process.argv[2] ?? 1)
const LANGUAGES: readonly Language[] = ['en', 'de', 'fr', 'ru', 'zh', 'ja', 'ko']
const SEEDS = [7, 19, 42]
const MAIN = new URL('../dist/cli/main.js', import.meta.url).pathname

/** Writers of SRT by name. */
const writers: Readonly<Record<string, (sentences: readonly Sentence[], language: Language) => string>> = {
  '@deepgram/captions': sentences =>
    deepgram.srt({
      metadata: {},
      results: {
        utterances: sentences.map(({ words }) => ({
          words: words.map(word => ({
            word: word.text,
            punctuated_word: word.text + word.punctuation,
            start: word.beginTime / 1000,
            end: word.endTime / 1000,
          })),
        })),
      },
    }),
  'subtitle, a cue per sentence': sentences =>
    subtitle.stringifySync(
      sentences.map(({ text, beginTime, endTime }) => ({
        type: 'cue' as const,
        data: { start: beginTime, end: endTime!, text },
      })),
      { format: 'SRT' },
    ),
  'stenopipe': (sentences, language) => formatSrt(layOut(sentences, language)),
  'stenopipe, language detected': sentences => formatSrt(layOut(sentences)),
}

function layOut(sentences: readonly Sentence[], language?: Language): Cue[] {
  const layout = new Layout(language ? { language } : {})
  return [...sentences.flatMap(sentence => layout.push(sentence)), ...layout.flush()]
}

function read(srt: string): Caption[] {
  return subtitle.parseSync(srt).flatMap(node => node.type === 'cue'
    ? [{ start: node.data.start, end: node.data.end, lines: node.data.text.split('\n') }] : [])
}

const COLUMNS = [
  'cues',
  'conform',
  'core',
  'width',
  'lines',
  'fast',
  'unav.',
  'short',
  'noroom',
  'long',
  'ovl+gap',
  'flick',
  'badline',
  'badcue',
  'mix',
  'orphan',
  'shape',
  'spaces',
  'hidden',
  'onset95',
  'text',
]

function row(sum: Tally): string[] {
  const percent = (part: number, of = sum.cues): string => of === 0 ? '-' : (100 * part / of).toFixed(1)
  const onset = sum.onsets.sort((a, b) => a - b)[Math.floor(sum.onsets.length * 0.95)] ?? 0
  return [
    String(sum.cues),
    percent(sum.conform),
    percent(sum.core),
    percent(sum.width),
    percent(sum.lines),
    percent(sum.fast),
    percent(sum.unavoidable),
    percent(sum.short),
    percent(sum.noRoom),
    percent(sum.long),
    percent(sum.overlap + sum.gap),
    percent(sum.flicker),
    percent(sum.badLines, sum.lineBreaks),
    percent(sum.badCues, sum.cueBreaks),
    percent(sum.mix),
    percent(sum.orphan),
    percent(sum.shape),
    percent(sum.spaces),
    percent(sum.hidden, sum.words),
    String(onset),
    sum.text ? 'same' : 'DIFFERS',
  ]
}

/** Talks with their languages. */
type Talks = readonly (readonly [language: Language, sentences: readonly Sentence[]])[]

function scriptedTalks(corpus: Corpus): Talks {
  return LANGUAGES.flatMap(language => SEEDS.map(seed => [language, talk(language, RATE, seed, corpus)] as const))
}

/** Every clip of real speech as the embedded engine recognises it: words with times, no punctuation. */
function recognizedTalks(): Talks {
  return [speech.path, ...clips.map(({ path }) => path)].map(path => {
    const { stdout } = spawnSync(
      process.execPath,
      [MAIN, 'transcribe', path, '-q', '-f', 'json', '--engine', 'pocketsphinx'],
      { encoding: 'utf8' },
    )
    return ['en', (JSON.parse(stdout) as { sentences: Sentence[] }).sentences] as const
  })
}

function compare(title: string, talks: Talks): void {
  console.log(`\n${title.padEnd(28)} in ${COLUMNS.map(column => column.padStart(7)).join(' ')}`)
  for (const [name, write] of Object.entries(writers)) {
    const sums = new Map<string, Tally>()
    for (const [language, sentences] of talks) {
      const cues = read(write(sentences, language))
      for (const key of name.startsWith('stenopipe') ? [language, '**'] : ['**']) {
        const sum = sums.get(key) ?? emptyTally()
        sums.set(key, sum)
        score(sentences, cues, language, sum)
      }
    }
    for (const [key, sum] of [...sums].sort(([left], [right]) => Number(left === '**') - Number(right === '**'))) {
      console.log([name.padEnd(28), key, ...row(sum).map(cell => cell.padStart(7))].join(' '))
    }
  }
}

console.log(`speech at ${RATE} of the normal rate; % of cues, bad breaks % of breaks, onset in ms`)
compare('talks held out', scriptedTalks('held out'))
compare('talks tuned on', scriptedTalks('tuned'))
compare('real speech, embedded engine', recognizedTalks())

if (process.argv.includes('show')) for (const language of LANGUAGES) showBadBreaks(language)
measureSpeed()

/** Prints the breaks that are judged bad. */
function showBadBreaks(language: Language): void {
  const sentences = talk(language, RATE, SEEDS[0])
  const cues = layOut(sentences, language)
  const bare = (lines: readonly string[]): string => lines.join('').replaceAll(/\s/g, '')
  const isBad = judge(bare(sentences.map(({ text }) => text)), language)
  let at = 0
  for (const cue of cues) {
    const [top, bottom] = cue.lines
    at += bare(cue.lines).length
    if (bottom !== undefined && isBad(at - bare([bottom]).length, top!, bottom))
      console.log(language, 'line', cue.lines)
    const next = cues[cues.indexOf(cue) + 1]
    if (next && isBad(at, cue.lines.at(-1)!, next.lines[0]!))
      console.log(language, 'cue ', cue.lines, next.lines, next.start - cue.end)
  }
}

/** Prints words per second of CPU time after warm-up, and the heap while a stream goes on (`--expose-gc`). */
function measureSpeed(): void {
  for (const language of LANGUAGES) {
    const sentences = talk(language)
    const count = sentences.reduce((sum, { words }) => sum + words.length, 0)
    const length = sentences.at(-1)!.endTime! + 1000
    const layout = new Layout({ language })
    const shifted = (round: number): Sentence[] =>
      sentences.map(sentence => ({
        ...sentence,
        beginTime: sentence.beginTime + round * length,
        endTime: sentence.endTime! + round * length,
        words: sentence.words.map(word => ({
          ...word,
          beginTime: word.beginTime + round * length,
          endTime: word.endTime + round * length,
        })),
      }))
    const heap: number[] = []
    let used = 0
    for (let block = 0; block < 4; block++) {
      const input = Array.from({ length: 50 }, (_, i) => shifted(block * 50 + i)).flat()
      const began = process.cpuUsage()
      for (const sentence of input) layout.push(sentence)
      const { user, system } = process.cpuUsage(began)
      if (block >= 2) used += user + system
      input.length = 0
      global.gc?.()
      heap.push(process.memoryUsage().heapUsed / 2 ** 20)
    }
    console.log(`${language}: ${Math.round(count * 100 / used * 1e6).toLocaleString('en')} words per second, `
      + `heap ${heap.map(mb => mb.toFixed(1)).join(', ')} MB after each ${count * 50} words`)
  }
}
