import assert from 'node:assert/strict'
import { Readable, type Transform } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import {
  type CaptionInput, formatAss, formatJson, formatJsonl, formatLrc, formatSrt, formatText, formatTtml, formatVtt, toAss,
  toJson, toJsonl, toLrc, toSrt, toText, toTtml, toVtt,
} from '../../lib/index.js'
import type { RecognitionResult } from '../../lib/types.js'
import { byStart } from '../../lib/captions/formats/writer.js'
import { orderlyCues } from '../support/random-cues.js'
import { result, sentence } from '../support/sentences.js'

type Format = (input: readonly CaptionInput[]) => string
type Stage = () => Transform

const layout = { profile: 'bbc', maxLineWidth: 20, language: 'en' } as const
const captionFormats: Readonly<Record<string, readonly [Format, Stage]>> = {
  srt: [input => formatSrt(input, layout), () => toSrt(layout)],
  vtt: [input => formatVtt(input, { ...layout, karaoke: true }), () => toVtt({ ...layout, karaoke: true })],
  ass: [input => formatAss(input, { ...layout, karaoke: true }), () => toAss({ ...layout, karaoke: true })],
  ttml: [input => formatTtml(input, { ...layout, karaoke: true }), () => toTtml({ ...layout, karaoke: true })],
  lrc: [input => formatLrc(input, { ...layout, title: 'x' }), () => toLrc({ ...layout, title: 'x' })],
  text: [input => formatText(input, { speakers: true }), () => toText({ speakers: true })],
  paragraphs: [input => formatText(input, { paragraph: 1000 }), () => toText({ paragraph: 1000 })],
}
const jsonFormats: Readonly<Record<string, readonly [Format, Stage]>> = {
  json: [input => formatJson(input as RecognitionResult[]), () => toJson()],
  jsonl: [input => formatJsonl(input as RecognitionResult[]), () => toJsonl()],
  interims: [
    input => formatJsonl(input as RecognitionResult[], { interimResults: true }),
    () => toJsonl({ interimResults: true }),
  ],
}

const written = async (stage: Transform, input: readonly CaptionInput[]): Promise<string> =>
  Buffer.concat(await Readable.from(input).pipe(stage).toArray() as Buffer[]).toString()

const word = fc.constantFrom('the', 'cat,', 'sat', 'down.', 'R&D', '<b>', '今天', '天气。', '🙂')
const words = fc.array(word, { maxLength: 12 })
const pause = fc.integer({ min: 0, max: 3000 })
const speaker = fc.constantFrom('Ann', 'Bob', undefined)
/** Sentences one after another, some without text, each with an interim before its final. */
const randomResults = fc.array(fc.tuple(words, pause, speaker), { maxLength: 6 }).map(said => {
  let at = 0
  return said.flatMap(([words, pause, speakerId], i) => {
    const text = words.join(' ')
    const empty = { sentenceId: i + 1, beginTime: at + pause, endTime: at + pause + 100, text, words: [] }
    const spoken = {
      ...text === '' ? empty : sentence(text, { at: at + pause, id: i + 1 }),
      ...speakerId !== undefined && { speakerId },
    }
    at = spoken.endTime!
    return [result(spoken, false), result(spoken)]
  })
})

for (const [name, [format, stage]] of Object.entries({ ...captionFormats, ...jsonFormats })) {
  t.test(`${name}: a format function gives the text that the stage writes for the same results`, async () => {
    await fc.assert(fc.asyncProperty(randomResults, async results => {
      assert.equal(format(results), await written(stage(), results))
    }), { numRuns: 100 })
  })
}

for (const [name, [format, stage]] of Object.entries(captionFormats)) {
  t.test(`${name}: a format function gives the text that the stage writes for the same cues`, async () => {
    await fc.assert(fc.asyncProperty(orderlyCues(6), async cues => {
      assert.equal(format(cues), await written(stage(), cues))
    }), { numRuns: 50 })
  })
}

t.test('format functions put cues in the order of their starts and leave the array as it is', async t => {
  const cues = [{ start: 5000, end: 6000, lines: ['two'] }, { start: 0, end: 900, lines: ['one'] }]
  t.equal(formatText(cues), 'one\ntwo\n')
  t.same(cues.map(({ start }) => start), [5000, 0])
  t.same(formatVtt(cues), formatVtt(cues.toSorted(byStart)))
})

t.test('any iterable will do', async t => {
  const cues = function* () { yield { start: 0, end: 900, lines: ['one'] } }
  t.equal(formatText(cues()), 'one\n')
  t.equal(formatText(new Set(cues())), 'one\n')
})

t.test('what is not an iterable of cues or results is an error that does not quote it', async t => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    ['some speech', /^`cues` must be an iterable of cues or results, got a string$/],
    [undefined, /^`cues` must be an iterable of cues or results, got undefined$/],
    [5, /got a number$/],
    [['some speech'], /^`chunk` must be a RecognitionResult of `recognize\(\)` or a Cue, got a string$/],
    [[null], /got null$/],
    [[{ text: 'some speech', id: 1 }], /got an object with text, id$/],
    [[{}], /got an empty object$/],
    [[Buffer.from('x')], /got an object of class Buffer$/],
    [[{ start: NaN, end: 1, lines: [] }], /a Cue with lines and finite times, got an object with start, end, lines$/],
  ]
  for (const [input, message] of cases) {
    t.throws(() => formatSrt(input as CaptionInput[]), { code: 'STENO_BAD_OPTION', message })
  }
  t.throws(() => formatJson([{ start: 0, end: 1, lines: ['x'] } as never]), {
    message: /^`chunk` must be a RecognitionResult of `recognize\(\)`, got an object with start, end, lines$/,
  })
})

t.test('a misspelt option is an error that names the similar one', async t => {
  const misspelt: Readonly<Record<string, () => unknown>> = {
    'formatSrt()': () => formatSrt([], { maxLineWdith: 32 } as never),
    'toSrt()': () => toSrt({ maxLineWdith: 32 } as never),
    'toVtt()': () => toVtt({ maxLineWdith: 32 } as never),
  }
  for (const [call, make] of Object.entries(misspelt)) {
    t.throws(make, {
      code: 'STENO_UNKNOWN_OPTION',
      option: 'maxLineWdith',
      message: `\`maxLineWdith\` is not an option of \`${call}\`; did you mean \`maxLineWidth\`?`,
    })
  }
  t.throws(() => formatJsonl([], { interims: true } as never), { code: 'STENO_UNKNOWN_OPTION' })
  t.throws(() => formatText([], { maxLines: 1 } as never), { code: 'STENO_UNKNOWN_OPTION' }, 'text is not laid out')
  t.throws(() => toJson({ karaoke: true } as never), { code: 'STENO_UNKNOWN_OPTION' })
  t.throws(() => formatVtt([], { settings: { algin: 'left' } } as never), {
    message: '`algin` is not an option of `settings`; did you mean `align`?',
  })
})
