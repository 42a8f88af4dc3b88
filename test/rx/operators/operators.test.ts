import {
  defer,
  endWith,
  ignoreElements,
  lastValueFrom,
  map,
  Observable,
  of,
  type OperatorFunction,
  retry,
  takeUntil,
} from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import t, { type Test } from 'tap'
import type { Cue } from '../../../lib/types.js'
import { formatSrt } from '../../../lib/captions/formats/srt.js'
import { formatVtt } from '../../../lib/captions/formats/vtt.js'
import { captions, finals, type StableResult, stabilize, toCues } from '../../../lib/rx/index.js'
import type { RecognitionResult } from '../../../lib/types.js'

const result = (sentenceId: number, text: string, isSentenceEnd: boolean): RecognitionResult => ({
  requestId: 'r',
  isSentenceEnd,
  sentence: {
    sentenceId,
    beginTime: sentenceId * 10_000,
    endTime: isSentenceEnd ? sentenceId * 10_000 + 900 : null,
    text,
    words: [],
  },
})

/** Interims as lower-case letters, finals as upper-case ones; `x` is not a result. */
const given: Record<string, RecognitionResult> = {
  a: result(1, 'one', false), b: result(1, 'one two', false), A: result(1, 'one two', true),
  c: result(2, 'three', false), C: result(2, 'three', true), x: {} as RecognitionResult,
}

interface Diagram<Out> { readonly source: string; readonly expected: string; readonly values?: Record<string, Out> }

/** Compares the output of an operator in marbles; it unsubscribes from its source when that ends. */
function marbles<Out>(
  t: Test,
  operator: OperatorFunction<RecognitionResult, Out>,
  { source, expected, values = {} }: Diagram<Out>,
): void {
  new TestScheduler((actual, wanted) => {
    t.same(actual, wanted)
  }).run(({ cold, expectObservable, expectSubscriptions }) => {
    const results = cold(source, given, 'broken')
    expectObservable(results.pipe(operator)).toBe(expected, values, 'broken')
    expectSubscriptions(results.subscriptions).toBe(`^${'-'.repeat(source.search(/[|#]/) - 1)}!`)
  })
}

const one: Cue = { start: 10_000, end: 11_400, lines: ['one two'] }
const two: Cue = { start: 20_000, end: 21_400, lines: ['three'] }

t.test('finals() passes finals at once and drops interims', async t => {
  marbles(t, finals(), { source: '-a-b-A-c-C|', expected: '-----A---C|', values: given })
  marbles(t, finals(), { source: '-a-A-#', expected: '---A-#', values: given })
})

t.test('toCues() emits a cue as soon as it cannot change, and the rest at the end', async t => {
  // The interim of the second sentence shows that the first has gone from the screen.
  marbles(t, toCues(), { source: '-a-b-A-c-C|', expected: '-------1--(2|)', values: { 1: one, 2: two } })
  marbles(t, toCues(), { source: '-a-b-A-----C|', expected: '-----------1(2|)', values: { 1: one, 2: two } })
})

t.test('toCues() emits the rest before an error, too', async t => {
  marbles(t, toCues(), { source: '-A-#', expected: '---(1#)', values: { 1: one } })
})

t.test('captions() emits the text of a file piece by piece', async t => {
  const srt = formatSrt([one, two]).split(/(?<=\n\n)/)
  marbles(t, captions(), { source: '-a-A-c-C|', expected: '-----1--(2|)', values: { 1: srt[0]!, 2: srt[1]! } })
  const vtt = formatVtt([one, two], { language: 'en' })
  const cut = vtt.indexOf('00:00:20')
  marbles(t, captions({ format: 'vtt', language: 'en' }), {
    source: '-A-c-C|',
    expected: '---1--(2|)',
    values: { 1: vtt.slice(0, cut), 2: vtt.slice(cut) },
  })
  marbles(t, captions({ format: 'text' }), {
    source: '-a-A-c-C|',
    expected: '---1---2|',
    values: { 1: 'one two\n', 2: 'three\n' },
  })
  marbles(t, captions({ format: 'vtt' }), { source: '----|', expected: '----(0|)', values: { 0: 'WEBVTT\n\n' } })
  marbles(t, captions(), { source: '----|', expected: '----|' })
})

t.test('captions() takes the options of each format', async t => {
  for (const format of ['ass', 'ttml', 'lrc'] as const) {
    const pieces: string[] = []
    new Observable<RecognitionResult>(subscriber => {
      subscriber.next(given['A']!)
      subscriber.complete()
    }).pipe(captions({ format, karaoke: true })).subscribe(text => { pieces.push(text) })
    t.match(pieces.join(''), /one two/, format)
  }
})

t.test('stabilize() splits text into a committed and a tentative part', async t => {
  const shown = (from: string, committed: string, tentative: string): StableResult => ({
    ...given[from]!,
    committed,
    tentative,
  })
  marbles(t, stabilize(), {
    source: '-a-b-A|',
    expected: '-a-b-A|',
    values: { a: shown('a', '', 'one'), b: shown('b', 'one', ' two'), A: shown('A', 'one two', '') },
  })
})

t.test('each subscription starts with fresh state', async t => {
  for (const operator of [toCues(), captions()] as OperatorFunction<RecognitionResult, unknown>[]) {
    let tries = 0
    const seen: unknown[] = []
    defer(() => of(given['A']!).pipe(endWith(given['C']!), map(one => {
      if (tries < 2 && one === given['C']) {
        tries++
        throw new Error('broken')
      }
      return one
    }))).pipe(operator, retry(2)).subscribe(output => { seen.push(output) })
    t.same(seen.length, 4, 'one before each error, both at the end')
    t.same(seen[0], seen[1])
    t.same(seen[0], seen[2], 'numbers and headers, too')
  }
})

t.test('takeUntil() ends the source of every operator', async t => {
  new TestScheduler((actual, wanted) => {
    t.same(actual, wanted)
  }).run(({ cold, expectSubscriptions, expectObservable }) => {
    for (const operator of [finals(), toCues(), captions(), stabilize()] as OperatorFunction<
      RecognitionResult,
      unknown
    >[]) {
      const source = cold('-a-a-a', given)
      expectObservable(source.pipe(operator, takeUntil(cold('--x')), ignoreElements())).toBe('--|')
      expectSubscriptions(source.subscriptions).toBe('^-!')
    }
  })
})

t.test('a value that is not a result is an error', async t => {
  const error = { code: 'STENO_BAD_OPTION', message: /`chunk` must be a RecognitionResult/ }
  for (const operator of [toCues(), captions(), stabilize()] as OperatorFunction<RecognitionResult, unknown>[]) {
    await t.rejects(lastValueFrom(of(given['x']!).pipe(operator)), error)
  }
})

t.test('invalid and unknown options throw before a subscription', async t => {
  t.throws(() => toCues({ maxLines: 3 }), { code: 'STENO_BAD_OPTION', message: /`maxLines`/ })
  t.throws(() => captions({ format: 'doc' } as never), { code: 'STENO_BAD_OPTION', message: /`format`/ })
  t.throws(() => captions({ format: 'vtt', karaoke: 1 } as never), { code: 'STENO_BAD_OPTION', message: /`karaoke`/ })
  const unknown = { code: 'STENO_UNKNOWN_OPTION' }
  t.throws(() => captions({ maxLineWdith: 32 } as never), { ...unknown, message: /did you mean `maxLineWidth`/ })
  t.throws(() => captions({ format: 'text', maxLines: 1 } as never), unknown, 'plain text is not laid out')
  t.throws(() => toCues({ maxLine: 1 } as never), unknown)
  t.throws(() => stabilize({ tentative: 1 } as never), unknown)
  t.throws(() => stabilize({ tentativeWords: -1 }), { code: 'STENO_BAD_OPTION', message: /`tentativeWords`/ })
})
