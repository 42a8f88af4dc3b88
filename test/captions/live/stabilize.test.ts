import { Readable } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import { Agreement } from '../../../lib/captions/live/local-agreement.js'
import { stabilize, type StabilizeOptions, type StableResult } from '../../../lib/captions/stabilize.js'
import { Turns } from '../../../lib/captions/live/throttle.js'
import type { RecognitionResult } from '../../../lib/types.js'

/** A sentence as it comes: interims, the last one as the final. */
const coming = (sentenceId: number, ...texts: string[]): RecognitionResult[] =>
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
  await Readable.from(results).pipe(stabilize({ minInterval: 0, ...options })).toArray() as StableResult[]
const shown = async (results: RecognitionResult[], options?: StabilizeOptions): Promise<string[]> =>
  (await stable(results, options)).map(({ committed, tentative }) => `${committed}|${tentative}`)

t.test('what two results agree on is committed, but for the last word; at most three more words are shown', async t => {
  t.same(
    await shown(coming(1, 'the', 'the cat', 'the cats at', 'the cat sat on the mat now', 'The cat sat on the mat.')),
    ['|the', 'the| cat', 'the| cats at', 'the| cat sat on', 'the cat sat on the mat.|'],
  )
})

t.test('a last word is never committed before the final, however often it comes', async t => {
  t.same(await shown(coming(1, 'the inter', 'the inter', 'the inter', 'the international')), [
    '|the inter',
    'the| inter',
    'the| inter',
    'the international|',
  ])
})

t.test('case and marks make no difference to agreement, and committed words keep the form they had', async t => {
  t.same(await shown(coming(1, 'well yes', 'Well, yes it', 'Well, yes, it is', 'Well yes it is.')), [
    '|well yes', 'Well, yes| it', 'Well, yes it| is', 'Well, yes it is.|',
  ])
})

t.test('a tentative word that changes in case or marks alone stays as it was shown until it is committed', async t => {
  t.same(
    await shown(
      coming(1, 'well yes', 'so Well yes it', 'so well, Yes it', 'so well, yes it is', 'So well, yes, it is.'),
    ),
    ['|well yes', '|so Well yes', 'so well, Yes| it', 'so well, Yes it| is', 'so well, Yes it is.|'],
  )
  t.same(await shown(coming(1, 'a b', 'x B c', 'y b, C d', 'y')), ['|a b', '|x b c', '|y b c', 'y|'])
})

t.test('of interims that come too fast the newest is shown when its turn has come, and what is urgent at once', async t => {
  const turns = new Turns<string>(200)
  t.equal(turns.wait(0), undefined)
  t.equal(turns.offer('a', 1000, false), 'a')
  t.equal(turns.offer('b', 1050, false), undefined)
  t.equal(turns.offer('c', 1100, false), undefined)
  t.equal(turns.wait(1100), 100)
  t.equal(turns.wait(1300), 0)
  t.equal(turns.take(1300), 'c')
  t.equal(turns.take(1300), undefined)
  t.equal(turns.offer('d', 1499, false), undefined)
  t.equal(turns.offer('e', 1499, true), 'e')
  t.equal(turns.wait(1499), undefined, 'what was held is out of date')
  t.equal(turns.offer('f', 1698, false), undefined)
  t.equal(turns.offer('g', 1699, false), 'g')
})

t.test('finals never wait, each interim that does is replaced, and the last comes with the end', async t => {
  const results = [
    ...coming(1, 'one', 'one two', 'one two three', 'one two three.'),
    ...coming(2, 'four', 'four five', 'four five six').slice(0, 2),
  ]
  const calm = stabilize({ minInterval: 10_000 })
  const out = await Readable.from(results).pipe(calm).toArray() as StableResult[]
  t.same(out.map(({ committed, tentative }) => `${committed}|${tentative}`), ['|one', 'one two three.|', 'four| five'])
  t.same(calm.stability.shown, { erasure: 0, flicker: 0 })
})

t.test('an interim that waits comes by itself, and destroy leaves no timer', async t => {
  const calm = stabilize({ minInterval: 20 })
  const [one, two, three] = coming(1, 'one', 'one two', 'one two three', 'x')
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
  t.same(await shown(coming(1, '今天', '今天下午我们要讨论', '今天下午，我们要讨论人工智能')), ['|今天', '今天|下午我们要讨', '今天下午，我们要讨论人工智能|'])
})

t.test('a final that says committed words otherwise adds only what follows them', async t => {
  t.same(
    (await shown(coming(1, 'he said for tea', 'he said for tea people', 'He said four tee people came.'))).at(-1),
    'he said for tea people came.|',
  )
  t.same((await shown(coming(1, 'a b c d e', 'a b c d e', 'x a b c d e f'))).at(-1), 'a b c d e f|')
})

t.test('the sentence itself stays as the engine said it', async t => {
  const results = coming(1, 'the cat', 'the cat sat', 'The dog sat.')
  t.same(
    (await stable(results)).map(({ sentence, isSentenceEnd }) => ({ sentence, isSentenceEnd })),
    results.map(({ sentence, isSentenceEnd }) => ({ sentence, isSentenceEnd })),
  )
})

t.test('committed only: nothing is taken back, which the measure says, too', async t => {
  const results = [
    ...coming(1, 'one', 'one tool', 'one two tree', 'one two three four', 'One two three four.'),
    ...coming(2, 'fife', 'five', 'Five.'),
  ]
  t.ok((await shown(results, { committedOnly: true })).every(line => line.endsWith('|')))
  const [calm, plain] = [stabilize({ committedOnly: true, minInterval: 0 }), stabilize({ minInterval: 0 })]
  for (const stage of [calm, plain]) await Readable.from(results).pipe(stage).toArray()
  t.same(calm.stability.shown, { erasure: 0, flicker: 0 })
  // Taken back as they came: tool, tree, one two three four (all for a capital and a stop: one, four; two and three behind it), fife, five.
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

t.test('the committed text only ever grows, whatever comes', async () => {
  fc.assert(fc.property(fc.oneof(hypotheses, growing), texts => {
    const agreement = new Agreement({ words: 3, characters: 6 })
    let before = ''
    return texts.every((text, i) => {
      const { committed, tentative } = agreement.push(text, i === texts.length - 1)
      const grows = committed.startsWith(before)
      before = committed
      return grows && (i < texts.length - 1 || tentative === '') && tentative.trim().split(' ').length <= 6
    })
  }))
})

t.test('what only grows is committed as it came, and the tail is short', async () => {
  fc.assert(fc.property(growing, texts => {
    const agreement = new Agreement({ words: 3, characters: 6 })
    return texts.every((text, i) => {
      const { committed, tentative } = agreement.push(text, i === texts.length - 1)
      return text.startsWith(committed + tentative)
    })
  }))
})

t.test('options are checked, and so is what is written', async t => {
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
