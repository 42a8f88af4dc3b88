import { PassThrough } from 'node:stream'
import t from 'tap'
import { Progress, progressLine } from '../../../lib/cli/terminal/progress.js'

t.test('the line shows the position, the duration and the speed', async t => {
  t.equal(
    progressLine({ processed: 12_000, duration: 48_000 }, 6000),
    '[######------------------] 0:12 / 0:48  2.0x real time',
  )
  t.equal(progressLine({ processed: 3_725_000, duration: undefined }, 3_725_000), '1:02:05  1.0x real time')
  t.equal(
    progressLine({ processed: 50_000, duration: 48_000 }, 0),
    '[########################] 0:50 / 0:48  50000.0x real time',
  )
})

t.test('the line is redrawn in its place, no wider than the terminal, and removed at the end', async t => {
  for (const [columns, widest] of [[20, 19], [0, 79]] as const) {
    const terminal = Object.assign(new PassThrough(), { columns })
    const progress = new Progress(terminal as never, () => ({ processed: 1000, duration: 2000 }))
    const keepAlive = setTimeout(() => {}, 1000)
    await new Promise(resolve => terminal.once('readable', resolve))
    progress.end()
    clearTimeout(keepAlive)
    const drawn = String(terminal.read())
    t.match(drawn, /^\r\[#+.*\u001B\[K\r\u001B\[K$/)
    t.ok(drawn.split('\u001B')[0]!.length - 1 <= widest)
  }
})
