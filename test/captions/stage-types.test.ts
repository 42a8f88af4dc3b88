import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import {
  type CaptionScreen, type Cue, formatSrt, type LayoutOptions, stabilize, type StableResult, type StageOptions, toCues,
  toJson, toLive, toSrt, toText,
} from '../../lib/index.js'
import { result, sentence } from '../support/sentences.js'

/** `true` for identical types; `any` is identical to itself alone. */
type Same<A, B> = IsAny<A> extends IsAny<B> ? Invariant<A> extends Invariant<B> ? true : false : false
type IsAny<A> = 0 extends 1 & A ? true : false
type Invariant<A> = (value: A) => A
/** Compiles with `true` only if the value has exactly that type. */
const isTyped = <Expected>() => <Got>(_value: Got, isSame: Same<Got, Expected>): boolean => isSame

const results = [result(sentence('Good evening.'), false), result(sentence('Good evening.'))]
const source = (): Readable => Readable.from(results)

t.test('for await yields what the stage writes', async t => {
  for await (const cue of source().pipe(toCues())) {
    t.ok(isTyped<Cue>()(cue, true))
    t.same(cue.lines, ['Good evening.'])
  }
  for await (const stable of source().pipe(stabilize())) t.ok(isTyped<StableResult>()(stable, true))
  for await (const screen of source().pipe(stabilize()).pipe(toLive())) t.ok(isTyped<CaptionScreen>()(screen, true))
  const cues = await source().pipe(toCues()).toArray()
  t.ok(isTyped<Cue[]>()(cues, true))
})

t.test('a data listener gets what the stage writes', async t => {
  const stage = source().pipe(toCues())
  await new Promise(resolve => {
    stage.on('data', cue => { t.ok(isTyped<Cue>()(cue, true)) }).on('end', resolve)
  })
  const stable = source().pipe(stabilize())
  await new Promise(resolve => {
    stable.once('data', one => { t.ok(isTyped<StableResult>()(one, true)) }).on('end', resolve)
  })
})

t.test('a function behind a stage in pipeline() gets what the stage writes', async t => {
  await pipeline(source(), toCues(), async function* (cues) {
    for await (const cue of cues) {
      t.ok(isTyped<Cue>()(cue, true))
      yield cue
    }
  }, toSrt(), async text => {
    for await (const chunk of text) t.ok(isTyped<Buffer>()(chunk, true))
  })
})

t.test('compose() gives the type of the stage', async t => {
  for await (const text of source().pipe(toCues()).compose(toSrt())) t.ok(isTyped<Buffer>()(text, true))
  const composed = source().pipe(stabilize()).compose(toLive())
  for await (const screen of composed) t.ok(isTyped<CaptionScreen>()(screen, true))
})

t.test('with an encoding, text stages yield strings', async t => {
  for await (const text of source().pipe(toSrt())) {
    t.ok(isTyped<Buffer>()(text, true))
    t.ok(Buffer.isBuffer(text))
  }
  for await (const text of source().pipe(toSrt({ encoding: 'utf8', maxLines: 1 }))) {
    t.ok(isTyped<string>()(text, true))
    t.equal(text, formatSrt(results))
  }
  t.equal((await source().pipe(toText({ encoding: 'base64' })).toArray()).join(''), btoa('Good evening.\n'))
  for await (const text of source().pipe(toJson({ encoding: 'utf8' }))) t.ok(isTyped<string>()(text, true))
  const unknown: StageOptions & LayoutOptions = {}
  for await (const text of source().pipe(toSrt(unknown))) t.ok(isTyped<Buffer | string>()(text, true))
})

t.test('options that no stage has do not compile and are refused', async t => {
  // @ts-expect-error it is misspelt
  t.throws(() => toSrt({ maxLineWdith: 32 }), { code: 'STENO_UNKNOWN_OPTION' })
  // @ts-expect-error it is misspelt
  t.throws(() => toSrt({ maxLineWdith: 32, encoding: 'utf8' }), { code: 'STENO_UNKNOWN_OPTION' })
  // @ts-expect-error it would replace the stage
  t.throws(() => toCues({ flush() {} }), { code: 'STENO_UNKNOWN_OPTION' })
  // @ts-expect-error it is misspelt
  t.throws(() => stabilize({ tentativeWord: 1 }), { code: 'STENO_UNKNOWN_OPTION' })
  // @ts-expect-error it is misspelt
  t.throws(() => toLive({ line: 1 }), { code: 'STENO_UNKNOWN_OPTION' })
  // @ts-expect-error objects have no encoding
  t.throws(() => toCues({ encoding: 'utf8' }), { code: 'STENO_BAD_OPTION', option: 'encoding' })
  // @ts-expect-error plain text is not laid out
  t.throws(() => toText({ maxLines: 1 }), { code: 'STENO_UNKNOWN_OPTION' })
})
