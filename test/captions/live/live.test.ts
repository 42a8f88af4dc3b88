import { Readable } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import { RollUpLines, type RollUpOptions, type CaptionScreen } from '../../../lib/captions/live/roll-up.js'
import { toLive } from '../../../lib/captions/to-live.js'
import { stabilize, type StableResult } from '../../../lib/captions/stabilize.js'
import { widthOf } from '../../../lib/captions/layout/width.js'
import type { RecognitionResult } from '../../../lib/types.js'

interface Shown {
  readonly id?: number
  readonly committed: string
  readonly tentative?: string
  readonly final?: boolean
  readonly at?: number
  readonly speaker?: string
}
const stable = ({ id = 1, committed, tentative = '', final = false, at = 0, speaker }: Shown): StableResult => ({
  requestId: 'r',
  isSentenceEnd: final,
  committed,
  tentative,
  sentence: {
    sentenceId: id,
    beginTime: at,
    endTime: final ? at + 1000 : null,
    text: committed + tentative,
    words: [],
    ...(speaker !== undefined && { speakerId: speaker }),
  },
})
const screens = (options: RollUpOptions, ...results: Shown[]): string[][] => {
  const live = new RollUpLines(options)
  return results
    .flatMap(one => live.push(stable(one)))
    .map(({ lines }) => lines.map(({ number, committed, tentative }) => `${number}:${committed}|${tentative}`))
}

t.test('words are added to the last line; a full line moves up and a new one begins', async t => {
  t.same(
    screens(
      { maxLineWidth: 10 },
      { committed: 'one two' },
      { committed: 'one two three' },
      { committed: 'one two three', tentative: ' for' },
      { committed: 'one two three four six', final: true },
    ),
    [['1:one two|'], ['1:one two|', '2:three|'], ['1:one two|', '2:three| for'], ['2:three four|', '3:six|']],
  )
})

t.test('blocks are cleared as a whole, and a sentence begins on a new line', async t => {
  t.same(
    screens(
      { maxLineWidth: 10, mode: 'block' },
      { committed: 'one two three', final: true },
      { id: 2, committed: 'a', at: 1000, final: true },
      { id: 3, committed: 'b', at: 2000 },
    ),
    [['1:one two|', '2:three|'], ['3:a|'], ['3:a|', '4:b|']],
  )
})

t.test('a tentative word that does not fit is not shown, one that no longer fits is removed first', async t => {
  t.same(
    screens(
      { maxLineWidth: 10 },
      { committed: 'one', tentative: ' two four' },
      { committed: 'one', tentative: ' twenty four' },
      { committed: 'one', tentative: ' ab cd' },
      { committed: 'one seventysi cd' },
    ),
    [['1:one| two'], ['1:one| twenty'], ['1:one| ab cd'], ['1:one|'], ['2:seventysi|', '3:cd|']],
  )
})

t.test('a tentative word is removed before it moves to the next line, also after a word that grew', async t => {
  t.same(
    screens(
      { language: 'en', maxLineWidth: 13 },
      { committed: '天 no.', tentative: ' sitting' },
      { committed: '天 no.气 sitting a', final: true },
    ),
    [['1:天 no.| sitting'], ['1:天 no.|'], ['1:天 no.气|', '2:sitting a|']],
  )
})

t.test('the screen is cleared after a silence, and another speaker starts a new line', async t => {
  t.same(
    screens(
      {},
      { committed: 'one', final: true },
      { id: 2, committed: 'two', at: 4000, final: true },
      { id: 3, committed: 'three', at: 9000, final: true },
      { id: 4, committed: 'four', at: 10_100, speaker: 'B' },
    ),
    [['1:one|'], ['1:one two|'], ['2:three|'], ['2:three|', '3:four|']],
  )
})

t.test('scripts without spaces are joined without one; a word wider than a line is continued', async t => {
  t.same(
    screens(
      { language: 'zh', maxLineWidth: 4 },
      { committed: '今天', final: true },
      { id: 2, committed: '天气，好', final: true },
    ),
    [['1:今天|'], ['1:今天天|', '2:气，好|']],
  )
  t.same(screens({ maxLineWidth: 4 }, { committed: 'abcdefghij', final: true }), [['2:efgh|', '3:ij|']])
})

const vocabulary = fc.constantFrom('a', 'the', 'cat', 'sitting', 'mat,', 'no.', 'extraordinarily', '今天', '天气')
const talk = fc
  .array(fc.array(fc.tuple(vocabulary, fc.option(vocabulary)), { minLength: 1, maxLength: 14 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map(sentences =>
    sentences.flatMap((words, id) =>
      words.map((_, i): RecognitionResult => ({
        requestId: 'r',
        isSentenceEnd: i === words.length - 1,
        sentence: {
          // The newest two words are often recognised wrongly at first.
          sentenceId: id,
          beginTime: id * 5000,
          endTime: i === words.length - 1 ? id * 5000 + 4000 : null,
          words: [],
          text: words
            .slice(0, i + 1)
            .map(([right, wrong], at) => (i < words.length - 1 && at >= i - 1 && wrong !== null ? wrong : right))
            .join(' '),
        },
      })),
    ),
  )
const options = fc.record({
  language: fc.constant('en'),
  mode: fc.constantFrom('rollup' as const, 'block' as const),
  maxLineWidth: fc.integer({ min: 8, max: 24 }),
  lines: fc.integer({ min: 1, max: 3 }),
  clearAfter: fc.constantFrom(0, 500, 60_000),
})
const run = async (results: RecognitionResult[], set: RollUpOptions): Promise<CaptionScreen[]> =>
  await Readable.from(results).pipe(stabilize({ minInterval: 0 })).pipe(toLive(set)).toArray()

/** True when the lines of a screen continue those before them; `known` collects their committed text. */
function isStable(lines: CaptionScreen['lines'], known: Map<number, string>): boolean {
  const last = Math.max(0, ...known.keys())
  return lines.every(({ number, committed, tentative }, i) => {
    const before = known.get(number)
    known.set(number, committed)
    const newest = i === lines.length - 1
    return (
      committed.startsWith(before ?? '')
      && (number >= last || before === undefined || before === committed)
      && (newest || tentative === '')
    )
  })
}

t.test('a line that rolled up never changes, committed text never moves and lines keep their width', async () => {
  await fc.assert(fc.asyncProperty(talk, options, async (results, set) => {
    const known = new Map<number, string>()
    return (await run(results, set)).every(({ lines }) => lines.length <= set.lines && isStable(lines, known)
      && lines.every(({ committed, tentative }) => widthOf(committed + tentative, 'en') <= set.maxLineWidth))
  }))
})

t.test('no word moves to another line from one screen to the next', async () => {
  await fc.assert(fc.asyncProperty(talk, options, async (results, set) => {
    const seen = await run(results, set)
    return seen.every(({ lines }, i) => {
      const before = seen[i - 1]?.lines.at(-1)
      if (!before || before.tentative === '') return true
      const words = (text: string): string[] => text.split(' ').filter(word => word !== '')
      const was = words(before.committed + before.tentative)
      const now = lines
        .filter(line => line.number >= before.number)
        .flatMap(line => words(line.committed + line.tentative).map(word => ({ word, number: line.number })))
      return was.every((word, at) => now[at]?.word !== word || now[at].number === before.number)
    })
  }))
})

t.test('all committed text is shown in order', async () => {
  await fc.assert(
    fc.asyncProperty(talk, fc.constantFrom('rollup' as const, 'block' as const), async (results, mode) => {
      const finals = (
        (await Readable.from(results)
          .pipe(stabilize({ minInterval: 0 }))
          .toArray())
      ).filter(result => result.isSentenceEnd)
      const lines = new Map<number, string>()
      // So wide that a result never begins more than one line and each line is shown.
      for (const screen of await run(results, { mode, maxLineWidth: 200 }))
        for (const line of screen.lines) lines.set(line.number, line.committed)
      const bare = (text: string): string => text.replaceAll(/\s/g, '')
      return bare([...lines.values()].join('')) === bare(finals.map(result => result.committed).join(''))
    }),
  )
})

t.test('invalid options and chunks are refused', async t => {
  for (const [option, wrong] of [
    ['mode', 'scroll'],
    ['lines', 0],
    ['clearAfter', -1],
    ['maxLineWidth', 1],
    ['profile', 'x'],
    ['language', '?'],
  ] as const) {
    t.throws(() => toLive({ [option]: wrong }), { code: 'STENO_BAD_OPTION', message: new RegExp(`\`${option}\``) })
  }
  const unstable = { ...stable({ committed: 'x' }), committed: undefined }
  await t.rejects(Readable.from([unstable]).pipe(toLive()).toArray(), {
    code: 'STENO_BAD_OPTION',
    message: /stabilize/,
  })
})
