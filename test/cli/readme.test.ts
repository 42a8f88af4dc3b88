import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { cliGuide } from '../support/cli-guide.js'

const README = new URL('../../lib/cli/README.md', import.meta.url)
const START = '<!-- guide: made from options/table.ts and options/commands.ts -->\n\n'
const END = '\n\n<!-- end of guide -->'

t.test('the guide has the commands and options of the table; TAP_SNAPSHOT=1 writes them', async t => {
  const readme = readFileSync(README, 'utf8')
  const [before = '', rest = ''] = readme.split(START)
  const [guide, after = ''] = rest.split(END)
  if (process.env['TAP_SNAPSHOT'] === '1') writeFileSync(README, before + START + cliGuide() + END + after)
  else t.equal(guide, cliGuide())
})
