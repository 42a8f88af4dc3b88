import { pathToFileURL } from 'node:url'
import t from 'tap'
import { fileBeside, requirePackage } from '../../lib/stream/package-files.js'

t.test('a file is found beside a module that runs from its own file', async t => {
  const directory = pathToFileURL(`${t.testdir({ audio: { 'recorder.js': '', 'recorder.ts': '' } })}/`).href
  for (const module of ['audio/recorder.js', 'audio/recorder.ts', 'audio/recorder.js?v=1#2']) {
    const { href } = fileBeside(directory + module, 'audio/recorder', 'worker.js')
    t.equal(href, `${directory}audio/worker.js`, module)
  }
})

t.test('a module that runs from elsewhere is in a bundle', async t => {
  const directory = pathToFileURL(`${t.testdir({ 'app.js': '', 'worker.js': '', audio: {} })}/`).href
  const places = {
    'a bundle of CommonJS': undefined,
    'a bundle with a worker.js of its own': `${directory}app.js`,
    'a path of the machine that bundled it': `${directory}audio/recorder.js`,
    'a URL of another scheme': 'https://example.org/audio/recorder.js',
    'a module with a longer name': `${directory}my-audio/recorder.js`,
  }
  for (const [place, from] of Object.entries(places)) {
    t.throws(() => fileBeside(from, 'audio/recorder', 'worker.js'), {
      code: 'STENO_BUNDLED',
      retryable: false,
      message: 'Cannot load the file worker.js of `audio/recorder`: stenopipe must stay outside the bundle; '
        + 'name it as external to the bundler, as in `external: ["stenopipe"]`, and install it beside the bundle',
    }, place)
  }
})

t.test('a package is loaded from the place of a module', async t => {
  const directory = t.testdir({ node_modules: { pkg: { 'package.json': '{}', 'a.js': 'module.exports = 5' } } })
  t.equal(requirePackage(pathToFileURL(`${directory}/app.js`).href, 'pkg/a.js'), 5)
})

t.test('a package that a bundle does not find is missing because of the bundle', async t => {
  const message = /^Cannot load the package pkg: stenopipe must stay outside the bundle; /
  for (const from of [undefined, pathToFileURL(`${t.testdir()}/app.js`).href, 'https://example.org/app.js']) {
    t.throws(() => requirePackage(from, 'pkg/a.js'), { code: 'STENO_BUNDLED', retryable: false, message }, String(from))
  }
})

t.test('an error that a package throws while it loads is its own', async t => {
  const directory = t.testdir({ node_modules: { pkg: { 'package.json': '{}', 'a.js': 'throw new RangeError("x")' } } })
  t.throws(() => requirePackage(pathToFileURL(`${directory}/app.js`).href, 'pkg/a.js'), RangeError)
})
