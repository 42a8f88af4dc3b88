import t from 'tap'
import { formatText } from '../../lib/captions/formats/plain-text.js'
import { Layout } from '../../lib/captions/layout/layout.js'
import { alignWords } from '../../lib/captions/layout/word-alignment.js'
import { RollUpLines } from '../../lib/captions/live/roll-up.js'
import { readSentences } from '../../lib/captions/readers/read.js'
import { joinLines } from '../../lib/captions/text/sanitize.js'
import { join } from '../../lib/testing/script.js'
import { needsSpaceBetween } from '../../lib/text/spacing.js'
import type { Cue, Sentence, Word } from '../../lib/types.js'

/** Two texts that follow one another, and the two joined. */
const pairs: readonly (readonly [left: string, right: string, together: string])[] = [
  ['now and', 'then', 'now and then'],
  ['안녕', '하세요', '안녕 하세요'],
  ['добрый', 'вечер', 'добрый вечер'],
  ['今天天气', '很好', '今天天气很好'],
  ['今天', '𠮷野', '今天𠮷野'],
  ['𠮷', '野', '𠮷野'],
  ['コーヒー', 'ください', 'コーヒーください'],
  ['カ\u3099', 'ラス', 'カ\u3099ラス'],
  ['สวัสดี', 'ครับ', 'สวัสดีครับ'],
  ['ສະບາຍ', 'ດີ', 'ສະບາຍດີ'],
  ['សួស្តី', 'បង', 'សួស្តីបង'],
  ['မင်္ဂလာ', 'ပါ', 'မင်္ဂလာပါ'],
  ['你好', 'OK好', '你好 OK好'],
  ['OK', '你好', 'OK 你好'],
  ['你好', '한국', '你好 한국'],
  ['สวัสดี', 'OK', 'สวัสดี OK'],
  ['你好，', 'World', '你好，World'],
  ['OK：', 'yes', 'OK：yes'],
  ['OK', '「好」', 'OK 「好」'],
]

const sentence = (text: string, beginTime: number, words: readonly Word[] = []): Sentence => ({
  sentenceId: 1 + beginTime / 1000,
  beginTime,
  endTime: beginTime + 900,
  text,
  words,
})
const word = (text: string, beginTime: number): Word => ({ text, punctuation: '', beginTime, endTime: beginTime + 400 })
const cue = (start: number, ...lines: string[]): Cue => ({ start, end: start + 900, lines })

/** Every caller that joins two texts. */
const callers: Readonly<Record<string, (left: string, right: string) => string>> = {
  'lines of a cue': (left, right) => joinLines([left, right]),
  'cues of plain text': (left, right) => formatText([cue(0, left), cue(900, right)], { paragraph: 2000 }).trim(),
  'sentences of the layout': (left, right) => {
    const layout = new Layout({ language: 'en', minDuration: 5000, maxLinger: 3000 })
    const cues = [left, right].flatMap((text, i) => layout.push(sentence(text, i * 1000)))
    return [...cues, ...layout.flush()].map(({ lines }) => lines.join('\n')).join('\n')
  },
  'words of a sentence without text': (left, right) =>
    alignWords(sentence('', 0, [word(left, 0), word(right, 400)])).text,
  'live sentences': (left, right) => {
    const live = new RollUpLines({ maxLineWidth: 80 })
    const screens = [sentence(left, 0), sentence(right, 1000)].flatMap(final =>
      live.push({ requestId: '', sentence: final, isSentenceEnd: true, committed: final.text, tentative: '' }))
    return screens.at(-1)!.lines.map(({ committed }) => committed).join('\n')
  },
  'words of a transcript': (left, right) =>
    readSentences(JSON.stringify([left, right].map((text, i) => ({ text, start: i * 400, end: i * 400 + 400 }))))
      .map(({ text }) => text).join('\n'),
  'words of a script': (left, right) => join([word(left, 0), word(right, 400)]),
}

t.test('a space separates two texts unless both are written without spaces', async t => {
  for (const [left, right, together] of pairs)
    t.equal(needsSpaceBetween(left, right), together.includes(' ', left.length), `${left} | ${right}`)
  t.equal(needsSpaceBetween('', 'one'), false, 'an empty text is not separated')
  t.equal(needsSpaceBetween('one', ''), false, 'from an empty text nothing is separated')
})

for (const [name, write] of Object.entries(callers)) {
  t.test(`${name} are joined by the same rule`, async t => {
    for (const [left, right, together] of pairs) t.equal(write(left, right), together, `${left} | ${right}`)
  })
}
