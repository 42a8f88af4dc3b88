import { Readable } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import { LocalAgreement } from '../../../lib/captions/live/local-agreement.js'
import { stabilize, type StabilizeOptions, type StableResult } from '../../../lib/captions/stabilize.js'
import { Throttle } from '../../../lib/captions/live/throttle.js'
import type { RecognitionResult } from '../../../lib/types.js'

/** Results of one sentence: interims, the last one as the final. */
const resultsOf = (sentenceId: number, ...texts: string[]): RecognitionResult[] =>
  texts.map((text, i) => ({
    requestId: 'r',
    isSentenceEnd: i === texts.length - 1,
    sentence: {
      sentenceId,
      beginTime: sentenceId * 10_000,
      endTime: i === texts.length - 1 ? sentenceId * 10_000 + 5000 : null,
      text,
      words: [],
    },
  }))
const stable = async (results: RecognitionResult[], options?: StabilizeOptions): Promise<StableResult[]> =>
  await Readable.from(results).pipe(stabilize({ minInterval: 0, ...options })).toArray()
const shown = async (results: RecognitionResult[], options?: StabilizeOptions): Promise<string[]> =>
  (await stable(results, options)).map(({ committed, tentative }) => `${committed}|${tentative}`)

t.test('words on which two results agree are committed, except the last; three more are shown', async t => {
  t.same(
    await shown(resultsOf(1, 'the', 'the cat', 'the cats at', 'the cat sat on the mat now', 'The cat sat on the mat.')),
    ['|the', 'the| cat', 'the| cats at', 'the| cat sat on', 'the cat sat on the mat.|'],
  )
})

t.test('a last word is not committed before the final, however often it is repeated', async t => {
  t.same(await shown(resultsOf(1, 'the inter', 'the inter', 'the inter', 'the international')), [
    '|the inter',
    'the| inter',
    'the| inter',
    'the international|',
  ])
})

t.test('agreement ignores case and punctuation, and committed words keep their form', async t => {
  t.same(await shown(resultsOf(1, 'well yes', 'Well, yes it', 'Well, yes, it is', 'Well yes it is.')), [
    '|well yes', 'Well, yes| it', 'Well, yes it| is', 'Well, yes it is.|',
  ])
})

t.test('a tentative word that changes only in case or punctuation keeps its form until it is committed', async t => {
  t.same(
    await shown(
      resultsOf(1, 'well yes', 'so Well yes it', 'so well, Yes it', 'so well, yes it is', 'So well, yes, it is.'),
    ),
    ['|well yes', '|so Well yes', 'so well, Yes| it', 'so well, Yes it| is', 'so well, Yes it is.|'],
  )
  t.same(await shown(resultsOf(1, 'a b', 'x B c', 'y b, C d', 'y')), ['|a b', '|x b c', '|y b c', 'y|'])
})

t.test('the throttle releases the newest value after its interval and an urgent one at once', async t => {
  const throttle = new Throttle<string>(200)
  t.equal(throttle.wait(0), undefined)
  t.equal(throttle.offer('a', 1000, false), 'a')
  t.equal(throttle.offer('b', 1050, false), undefined)
  t.equal(throttle.offer('c', 1100, false), undefined)
  t.equal(throttle.wait(1100), 100)
  t.equal(throttle.wait(1300), 0)
  t.equal(throttle.release(1300), 'c')
  t.equal(throttle.release(1300), undefined)
  t.equal(throttle.offer('d', 1499, false), undefined)
  t.equal(throttle.offer('e', 1499, true), 'e')
  t.equal(throttle.wait(1499), undefined, 'the pending value has been replaced')
  t.equal(throttle.offer('f', 1698, false), undefined)
  t.equal(throttle.offer('g', 1699, false), 'g')
})

t.test('finals are emitted at once, pending interims are replaced, and the last is flushed', async t => {
  const results = [
    ...resultsOf(1, 'one', 'one two', 'one two three', 'one two three.'),
    ...resultsOf(2, 'four', 'four five', 'four five six').slice(0, 2),
  ]
  const calm = stabilize({ minInterval: 10_000 })
  const out = await Readable.from(results).pipe(calm).toArray()
  t.same(out.map(({ committed, tentative }) => `${committed}|${tentative}`), ['|one', 'one two three.|', 'four| five'])
  t.same(calm.stability.shown, { erasure: 0, flicker: 0 })
})

t.test('a pending interim is emitted after its interval, and destroy() leaves no timer', async t => {
  const calm = stabilize({ minInterval: 20 })
  const [one, two, three] = resultsOf(1, 'one', 'one two', 'one two three', 'x')
  calm.write(one)
  calm.write(two)
  const seen: string[] = []
  for await (const { committed, tentative } of calm as AsyncIterable<StableResult>) {
    if (seen.push(`${committed}|${tentative}`) === 2) break
  }
  t.same(seen, ['|one', 'one| two'])
  const other = stabilize({ minInterval: 10_000 })
  other.write(one)
  other.write(three)
  await new Promise(setImmediate)
  const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const before = timers()
  other.destroy()
  await new Promise(setImmediate)
  t.equal(timers(), before - 1)
})

t.test('in scripts without spaces six characters are tentative', async t => {
  t.same(await shown(resultsOf(1, '今天', '今天下午我们要讨论', '今天下午，我们要讨论人工智能')), ['|今天', '今天|下午我们要讨', '今天下午，我们要讨论人工智能|'])
})

t.test('a final that differs from committed words adds only what follows them', async t => {
  t.same(
    (await shown(resultsOf(1, 'he said for tea', 'he said for tea people', 'He said four tee people came.'))).at(-1),
    'he said for tea people came.|',
  )
  t.same((await shown(resultsOf(1, 'a b c d e', 'a b c d e', 'x a b c d e f'))).at(-1), 'a b c d e f|')
})

t.test('the sentence stays as the engine returned it', async t => {
  const results = resultsOf(1, 'the cat', 'the cat sat', 'The dog sat.')
  t.same(
    (await stable(results)).map(({ sentence, isSentenceEnd }) => ({ sentence, isSentenceEnd })),
    results.map(({ sentence, isSentenceEnd }) => ({ sentence, isSentenceEnd })),
  )
})

t.test('with committedOnly no text is erased, and the metrics show it', async t => {
  const results = [
    ...resultsOf(1, 'one', 'one tool', 'one two tree', 'one two three four', 'One two three four.'),
    ...resultsOf(2, 'fife', 'five', 'Five.'),
  ]
  t.ok((await shown(results, { committedOnly: true })).every(line => line.endsWith('|')))
  const [calm, plain] = [stabilize({ committedOnly: true, minInterval: 0 }), stabilize({ minInterval: 0 })]
  for (const stage of [calm, plain]) await Readable.from(results).pipe(stage).toArray()
  t.same(calm.stability.shown, { erasure: 0, flicker: 0 })
  // Erased in the interims: tool, tree, one two three four (a capital and a full stop change the whole), fife, five.
  t.equal(calm.stability.received.erasure, 8 / 5)
  t.ok(plain.stability.shown.erasure > 0 && plain.stability.shown.erasure < plain.stability.received.erasure)
  t.equal(calm.stability.received.flicker, (4 + 4 + 3 + 3 + 5 + 4 + 4 + 4) / 10)
})

const vocabulary = fc.constantFrom('the', 'cat', 'sat', 'On', 'mat,', 'no.', '今天', '天气', '，', 'x', '한국어', '🙂')
const hypotheses = fc.array(
  fc.array(vocabulary, { maxLength: 12 }).map(words => words.join(' ')),
  { minLength: 1, maxLength: 8 },
)
const growing = fc
  .array(vocabulary, { minLength: 2, maxLength: 30 })
  .map(words => words.map((_, i) => words.slice(0, i + 1).join(' ')))

t.test('committed text only grows, whatever the results are', async () => {
  fc.assert(fc.property(fc.oneof(hypotheses, growing), texts => {
    const agreement = new LocalAgreement({ words: 3, characters: 6 })
    let before = ''
    return texts.every((text, i) => {
      const { committed, tentative } = agreement.push(text, i === texts.length - 1)
      const grows = committed.startsWith(before)
      before = committed
      return grows && (i < texts.length - 1 || tentative === '') && tentative.trim().split(' ').length <= 6
    })
  }))
})

t.test('text that only grows is committed and shown unchanged', async () => {
  fc.assert(fc.property(growing, texts => {
    const agreement = new LocalAgreement({ words: 3, characters: 6 })
    return texts.every((text, i) => {
      const { committed, tentative } = agreement.push(text, i === texts.length - 1)
      return text.startsWith(committed + tentative)
    })
  }))
})

t.test('invalid options and chunks are refused', async t => {
  for (const [option, wrong] of [
    ['tentativeWords', -1],
    ['tentativeCharacters', 1.5],
    ['committedOnly', 'yes'],
    ['minInterval', -1],
  ] as const) {
    t.throws(() => stabilize({ [option]: wrong }), { code: 'STENO_BAD_OPTION', message: new RegExp(`\`${option}\``) })
  }
  await t.rejects(Readable.from(['text']).pipe(stabilize()).toArray(), { code: 'STENO_BAD_OPTION' })
})
