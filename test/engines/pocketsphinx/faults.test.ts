import t from 'tap'
import { pocketsphinx } from '../../../lib/engines/pocketsphinx/index.js'
import type { Engine, EngineSession } from '../../../lib/engine/engine.js'
import { INSTALL_KOFFI } from '../../../lib/engines/pocketsphinx/settings.js'
import { failure } from '../../../lib/errors.js'

const open = (engine: Engine, sampleRate = 16_000): Promise<EngineSession> =>
  engine.open({ format: { encoding: 's16le', sampleRate, channels: 1 }, signal: new AbortController().signal })

t.test('options are checked at once', async t => {
  for (const options of [
    { maxSentenceSilence: 100 },
    { maxSentenceSilence: '800' },
    { accuracy: 'best' },
    { modelDir: '' },
    { library: 5 },
    { language: 5 },
  ]) {
    t.throws(() => pocketsphinx(options as never), { code: 'STENO_BAD_OPTION' })
  }
  t.throws(() => pocketsphinx({ acuracy: 'fast' } as never), {
    code: 'STENO_UNKNOWN_OPTION', message: '`acuracy` is not an option of `pocketsphinx()`; did you mean `accuracy`?',
  })
})

t.test('a language without a model is refused at once, unless a model is given', async t => {
  t.throws(() => pocketsphinx({ language: 'fr' }), {
    code: 'STENO_LANGUAGE_UNSUPPORTED',
    message: /no model for "fr", only for en, en-US/,
  })
  t.doesNotThrow(() => pocketsphinx({ language: 'fr', modelDir: '/somewhere' }))
})

t.test('the error of a missing library has the command that installs it', async t => {
  await t.rejects(open(pocketsphinx({ library: '/nowhere/libpocketsphinx.so' })), {
    code: 'STENO_ENGINE_MISSING',
    message: 'Cannot start PocketSphinx: /nowhere/libpocketsphinx.so was not found; '
      + 'install it with `apt-get install pocketsphinx pocketsphinx-en-us`',
  })
})

t.test('the error of a missing model lists the directories searched', async t => {
  const dir = t.testdir()
  await t.rejects(open(pocketsphinx({ modelDir: dir })), { code: 'STENO_MODEL_MISSING', message: new RegExp(dir) })
})

t.test('files without the signatures of a model are refused', async t => {
  const dir = t.testdir({ 'en-us': { mdef: 'x' }, 'en-us.lm.bin': 'x', 'cmudict-en-us.dict': 'x' })
  await t.rejects(open(pocketsphinx({ modelDir: dir })), { code: 'STENO_MODEL_MISSING' })
})

t.test('a session that cannot be opened leaves no thread behind', async t => {
  await t.rejects(open(pocketsphinx({ library: 'libm.so.6' })), { code: 'STENO_ENGINE_FAILED' })
  t.notOk(process.getActiveResourcesInfo().includes('MessagePort'))
})

t.test('a sample rate other than that of the model is refused with the fix', async t => {
  await t.rejects(open(pocketsphinx(), 8000), { code: 'STENO_FORMAT_MISMATCH', message: /takes 16000 Hz, got 8000 Hz/ })
})

t.test('the error of a missing koffi has the commands that install it', async t => {
  const { message, retryable } = failure('STENO_ENGINE_MISSING', {
    engine: 'PocketSphinx', lacks: 'the package koffi', ...INSTALL_KOFFI,
  })
  t.equal(message, 'Cannot start PocketSphinx: the package koffi was not found; '
    + 'install it with `npm install koffi`, with `-g` if stenopipe is installed globally')
  t.equal(retryable, false)
})
