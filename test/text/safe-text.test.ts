import fc from 'fast-check'
import t from 'tap'
import { safeText, singleLine, toJsonText } from '../../lib/text/safe-text.js'

/** What a terminal may obey, or what breaks or reverses a line. */
const HARMFUL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

t.test('escape sequences of terminals disappear as a whole', async t => {
  for (const [text, shown] of [
    ['\u001b[31mred\u001b[0m', 'red'], ['\u009b2Jgone', 'gone'], ['\u001b]0;title\u0007a', 'a'],
    ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'], ['\u009d0;title\u009ca', 'a'],
    ['\u001bPdevice\u001b\\b', 'b'], ['\u001b[?25l\u001b[1;31mc', 'c'], ['a\r\n\tb', 'a b'], ['a\u2028b', 'a b'],
    ['\u001b]0;unended', ']0;unended'], ['\u202eabc\u202c', 'abc'], ['\ud800', '\ufffd'], ['你好 👋🏽', '你好 👋🏽'],
  ] as const) t.equal(singleLine(text), shown, toJsonText(text))
})

t.test('for any text, a single line has nothing that a terminal obeys', async () => {
  const piece = fc.oneof(fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b[', '\u001b]', '\u009b', '\u0007', '\u001b\\', '\n', '\u202e', '31m', ';'))
  fc.assert(fc.property(fc.array(piece), pieces => {
    const text = pieces.join('')
    return !HARMFUL.test(singleLine(text)) && !HARMFUL.test(safeText(text)) && !HARMFUL.test(toJsonText(text))
      && JSON.parse(toJsonText(text)) === text
  }), { numRuns: 500 })
})

t.test('keys are redacted, also those that a control character or the bound would hide', async t => {
  for (const key of ['sk-12345', 'sk-ws-1.2', 'SK-abc', 'st-tmp', 'sk-\u0000secret', 's\u001b[0mk-secret']) {
    t.notMatch(safeText(`Invalid key ${key}!`), /secret|123|abc|tmp|1\.2/i, JSON.stringify(key))
  }
  t.equal(safeText('Authorization: Bearer abc.def'), 'Authorization: Bearer ***')
  for (let at = 480; at < 510; at++) {
    t.notMatch(safeText(`${'x '.repeat(at / 2)}sk-SECRET`), 'SECRET')
  }
})

t.test('the length is bounded, and no pair of surrogates is split', async t => {
  t.equal(safeText('x'.repeat(501)), `${'x'.repeat(499)}…`)
  t.equal(safeText('x'.repeat(500)), 'x'.repeat(500))
  for (let length = 1; length < 9; length++) t.notMatch(safeText('👋🏽👋🏽👋🏽👋🏽', length), /\p{Cs}/u)
  t.equal(safeText('a b'.repeat(5), 5), 'a ba…')
})

t.test('JSON escapes what JSON.stringify() leaves', async t => {
  t.equal(toJsonText({ a: '\u007f\u009b\u2028\u202e"' }), '{"a":"\\u007f\\u009b\\u2028\\u202e\\""}')
  t.equal(toJsonText([1], 2), '[\n  1\n]')
})
