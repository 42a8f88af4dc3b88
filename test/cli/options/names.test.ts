import t from 'tap'
import { errorText, withFlagNames } from '../../../lib/cli/options/errors.js'
import { flagOf, nameOf } from '../../../lib/cli/options/names.js'
import { failure } from '../../../lib/errors.js'

t.test('options and calls of the library are named as flags and commands', async t => {
  for (const [code, name] of [
    ['maxCost', '--max-cost'],
    ['languageHints', '--language'],
    ['vocabularyId', '--vocabulary'],
    ['directory', '--hls'],
    ['apiKey', '--api-key-file'],
    ['url', 'INPUT'],
    ["format: 'pcm'", '--format-in pcm'],
    ['decode({ sampleRate: 8000 })', '--sample-rate 8000'],
    ['listDevices()', '`stenopipe devices`'],
    ['probe()', '`stenopipe probe`'],
    ['npm install a-package', '`npm install a-package`'],
    ['replayBuffer', '`replayBuffer`'],
  ] as const)
    t.equal(nameOf(code), name)
  t.equal(flagOf('maxLineWidth'), '--max-line-width')
})

t.test('errors of the package are rendered with flags, all others as unexpected', async t => {
  t.equal(
    errorText(failure('STENO_BAD_OPTION', { option: 'maxLines', expected: 'an integer from 1 to 2', got: 3 })),
    '--max-lines must be an integer from 1 to 2, got 3',
  )
  t.equal(errorText(new Error('disk `maxCost`')), 'Unexpected failure: disk `maxCost`')
})

t.test('warnings are rendered with flags, and text outside of backticks stays', async t => {
  const warning = '`model` "x" is unknown; set `strict` or model'
  t.equal(withFlagNames(warning), '--model "x" is unknown; set `strict` or model')
})
