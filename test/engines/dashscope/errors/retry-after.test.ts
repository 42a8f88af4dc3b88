import t from 'tap'
import { parseRetryAfter } from '../../../../lib/engines/dashscope/errors/retry-after.js'

const NOW = Date.parse('Sun, 06 Nov 1994 08:49:37 GMT')

t.test('a number of seconds and a date of HTTP are read', async t => {
  for (const [header, ms] of [
    ['0', 0], ['7', 7000], [' 120 ', 120_000], ['1.5', 1500], ['2147484', 2_147_484_000],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
    ['Sun, 06 Nov 1994 08:49:40 GMT', 3000], ['Sunday, 06-Nov-94 08:50:37 GMT', 60_000],
    ['Sun, 06 Nov 1994 08:49:00 GMT', 0],
  ] as const) t.equal(parseRetryAfter(header, NOW), ms, header)
})

t.test('anything else counts as absent', async t => {
  for (const header of ['', '-1', 'NaN', 'Infinity', '1e9', '0x10', 'soon', '1;2', 'Sun, 99 Foo 1994 08:49:40 GMT']) {
    t.equal(parseRetryAfter(header, NOW), undefined, header)
  }
  t.equal(parseRetryAfter('Sun, 06 Nov 1994 08:49:40 GMT', NaN), undefined, 'a date without a clock')
})
