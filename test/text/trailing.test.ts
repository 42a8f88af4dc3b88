import fc from 'fast-check'
import t from 'tap'
import { shortenArrows, singleHyphen, trailingStart } from '../../lib/text/trailing.js'

t.test('the scan from the end finds what a regular expression does', async () => {
  const character = fc.constantFrom('-', '.', 'a', ' ', '>', '👋', '。', '\ud800', '\udc00')
  const text = fc.array(character).map(parts => parts.join(''))
  fc.assert(fc.property(text, text => {
    const expected = [/[-.]+$/u, /[^a]+$/u].map(run => run.exec(text)?.index ?? text.length)
    const found = [/[-.]/u, /[^a]/u].map(character => trailingStart(text, character))
    return expected.join() === found.join()
      && shortenArrows(text) === text.replaceAll(/-{2,}>/g, '->')
      && singleHyphen(text) === text.replace(/-{2,}$/, '-')
  }), { numRuns: 1000 })
})

t.test('the scan looks at no character twice', async t => {
  let looks = 0
  const character = { test: (text: string) => (looks++, text === '.') }
  t.equal(trailingStart(`${'.'.repeat(1000)}a${'.'.repeat(10)}`, character), 1001)
  t.equal(looks, 11)
})
