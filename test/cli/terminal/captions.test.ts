import t from 'tap'
import { columnsOf, TerminalCaptions } from '../../../lib/cli/terminal/captions.js'
import type { StableResult } from '../../../lib/captions/live/stabilizer.js'

/** A terminal with the control sequences of TerminalCaptions; lines that have scrolled away stay as they were. */
class Terminal {
  readonly lines: string[] = ['']
  row = 0
  column = 0
  constructor(readonly columns: number) {}

  write(text: string): void {
    for (const [part] of text.matchAll(/\u001B\[(\d*)([A-Za-z])|\r|\n|[^\u001B\r\n]/gu)) this.#apply(part)
  }

  #apply(part: string): void {
    if (part === '\r') this.column = 0
    else if (part === '\n') this.#down()
    else if (part.endsWith('A') && part.length > 1) this.row -= Number(part.slice(2, -1))
    else if (part === '\u001B[J') {
      this.lines[this.row] = this.lines[this.row]!.slice(0, this.column)
      this.lines.length = this.row + 1
    } else if (part.length === 1 || !part.startsWith('\u001B')) {
      if (columnsOf(this.lines[this.row]! + part) > this.columns) {
        this.#down()
        this.column = 0
      }
      this.lines[this.row] = `${this.lines[this.row] ?? ''}${part}`
      this.column += 1
    }
  }

  #down(): void {
    this.row++
    this.lines[this.row] ??= ''
  }
}

const result = (sentenceId: number, committed: string, tentative = '', isSentenceEnd = false): StableResult => ({
  requestId: 'x', isSentenceEnd, committed, tentative,
  sentence: { sentenceId, beginTime: 0, endTime: null, text: committed + tentative, words: [] },
})

t.test('interim text is rewritten in its place, and only committed text scrolls up', async t => {
  const terminal = new Terminal(20)
  const text = new TerminalCaptions()
  const seen: string[][] = []
  for (const one of [
    result(1, '', 'He'),
    result(1, 'he', ' was not'),
    result(1, 'he was', ' not an ill disposed'),
    result(1, 'he was not an ill disposed', ' young'),
    result(1, 'he was not an ill disposed young man', '', true),
    result(2, 'and', ' so'),
  ]) {
    terminal.write(text.push(one, 20))
    seen.push([...terminal.lines])
  }
  t.same(seen, [
    ['He'], ['he was not'], ['he was not an ill', 'disposed'], ['he was not an ill', 'disposed young'],
    ['he was not an ill', 'disposed young man', ''], ['he was not an ill', 'disposed young man', 'and so'],
  ])
  terminal.write(text.end(20))
  t.same(terminal.lines.at(-2), 'and', 'tentative text is removed')
})

t.test('tentative text is dim, and finished lines are never rewritten', async t => {
  const text = new TerminalCaptions()
  t.equal(text.push(result(1, 'a', ' b'), 80), 'a\u001B[2m b\u001B[22m')
  const long = new TerminalCaptions()
  long.push(result(1, 'one two three four'), 12)
  t.notMatch(long.push(result(1, 'one two three four five'), 12), 'one')
})

t.test('full-width characters take two columns, and a word wider than the terminal is cut', async t => {
  for (const [columns, spoken] of [
    [11, '今天天气很好我们去公园散步吧'],
    [9, 'supercalifragilisticexpialidocious'],
    [10, '会议 agenda 第一项 a\u0301o'],
  ] as const) {
    const terminal = new Terminal(columns)
    const text = new TerminalCaptions()
    for (let at = 1; at <= spoken.length; at++)
      terminal.write(text.push(result(1, spoken.slice(0, at - 1), spoken.slice(at - 1, at)), columns))
    terminal.write(text.push(result(1, spoken, '', true), columns))
    t.equal(terminal.lines.join('').replaceAll(' ', ''), spoken.replaceAll(' ', ''))
    for (const line of terminal.lines) t.ok(columnsOf(line) < columns, line)
  }
})

t.test('other lines can be printed, and the text is drawn again below them', async t => {
  const terminal = new Terminal(20)
  const text = new TerminalCaptions()
  terminal.write(text.push(result(1, 'he was not', ' ill disposed at'), 20))
  terminal.write(`${text.clear(20)}warning\r\n${text.redraw()}`)
  t.same(terminal.lines, ['warning', 'he was not ill', 'disposed at'])
  terminal.write(text.push(result(1, 'he was not an', ' x'), 20))
  t.same(terminal.lines, ['warning', 'he was not an x'])
})

t.test('control characters in the text do not move the cursor', async t => {
  const drawn = new TerminalCaptions().push(result(1, 'a\u001B[2Jb\nc\u009Bd', '\u0007', true), 80)
  t.equal(drawn, 'a [2Jb c d\r\n')
})
