import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { dirname } from 'node:path'
import t from 'tap'
// @ts-expect-error the rules are plain JavaScript
import rules from '../.dependency-cruiser.mjs'

interface Rules { readonly forbidden: readonly { readonly name: string }[]; readonly options: object }
const { forbidden, options } = rules as Rules

/** For each rule the smallest tree that breaks it: files and what they hold. */
const offences: Readonly<Record<string, Record<string, string>>> = {
  'no-circular': { 'lib/audio/a.ts': "import type {} from './b.js'", 'lib/audio/b.ts': "import type {} from './a.js'" },
  'no-circular-folders': {
    'lib/audio/one/a.ts': "import '../two/b.js'",
    'lib/audio/two/b.ts': '',
    'lib/audio/two/c.ts': "import '../one/d.js'",
    'lib/audio/one/d.ts': '',
  },
  'no-orphan': { 'lib/audio/a.ts': 'export const lonely = 1' },
  'vocabulary-is-a-leaf': { 'lib/errors.ts': "import './audio/pcm/pcm.js'", 'lib/audio/pcm/pcm.ts': '' },
  'stream-carries-pcm': { 'lib/stream/a.ts': "import '../audio/decode.js'", 'lib/audio/decode.ts': '' },
  'audio-knows-no-speech': { 'lib/audio/a.ts': "import '../engine/engine.js'", 'lib/engine/engine.ts': '' },
  'captions-know-results': { 'lib/captions/a.ts': "import '../engine/engine.js'", 'lib/engine/engine.ts': '' },
  'caption-cores-know-no-stage': { 'lib/captions/formats/a.ts': "import '../stages.js'", 'lib/captions/stages.ts': '' },
  'output-is-a-leaf': { 'lib/output/a.ts': "import '../stream/b.js'", 'lib/stream/b.ts': '' },
  'files-are-written-in-one-place': { 'lib/audio/a.ts': "import '../output/b.js'", 'lib/output/b.ts': '' },
  'contract-is-a-leaf': {
    'lib/engine/engine.ts': "import '../recognize/recognize.js'",
    'lib/recognize/recognize.ts': '',
  },
  'testing-speaks-the-wire': { 'lib/testing/a.ts': "import '../audio/decode.js'", 'lib/audio/decode.ts': '' },
  'rx-wraps-the-stage': { 'lib/rx/a.ts': "import '../audio/decode.js'", 'lib/audio/decode.ts': '' },
  'rx-reads-files-in-one-place': {
    'lib/rx/file-audio.ts': "import '../captions/stages.js'",
    'lib/captions/stages.ts': '',
  },
  'rx-operators-reuse-caption-cores': {
    'lib/rx/operators/a.ts': "import '../../captions/stages.js'",
    'lib/captions/stages.ts': '',
  },
  'protocol-is-a-codec': { 'lib/protocol/a.ts': "import '../stream/deferred.js'", 'lib/stream/deferred.ts': '' },
  'engines-stand-alone': { 'lib/engines/one/index.ts': "import '../two/index.js'", 'lib/engines/two/index.ts': '' },
  'recognize-knows-the-contract': { 'lib/recognize/a.ts': "import '../audio/decode.js'", 'lib/audio/decode.ts': '' },
  'recognize-loads-an-engine-lazily': {
    'lib/recognize/a.ts': "import '../engines/one/index.js'",
    'lib/engines/one/index.ts': '',
  },
  'entry-loads-no-engine': { 'lib/index.ts': "import './engines/one/index.js'", 'lib/engines/one/index.ts': '' },
  'cli-is-the-top': { 'lib/audio/a.ts': "import '../cli/main.js'", 'lib/cli/main.ts': '' },
  'cli-opens-engines-lazily': { 'lib/cli/a.ts': "import '../engines/one/index.js'", 'lib/engines/one/index.ts': '' },
  'pure-by-default': { 'lib/audio/pcm/pcm.ts': "import 'node:fs'" },
  'engines-are-no-streams': { 'lib/engines/one/index.ts': "import 'node:stream'" },
  ...Object.fromEntries(
    [
      'koffi',
      'get-east-asian-width',
      'ws',
      'fluent-ffmpeg',
      'https-proxy-agent',
      'proxy-from-env',
      '@echogarden/fvad-wasm',
      '@echogarden/rnnoise-wasm',
      'sherpa-onnx-node',
      'opusscript',
      'prism-media',
      'rxjs',
      '@picovoice/pvrecorder-node',
    ].map(name => [
      `sole-importer-${name}`,
      {
        'lib/audio/a.ts': `import '${name}'`,
        [`node_modules/${name}/package.json`]: `{"name":"${name}","main":"a.js"}`,
        [`node_modules/${name}/a.js`]: '',
      },
    ]),
  ),
  'lib-ships-alone': { 'lib/audio/a.ts': "import '../../test/a.js'", 'test/a.ts': '' },
  'lib-needs-no-dev-dependency': {
    'package.json': '{"devDependencies":{"tap":"*"}}',
    'lib/audio/a.ts': "import 'tap'",
    'node_modules/tap/package.json': '{"name":"tap","main":"a.js"}',
    'node_modules/tap/a.js': '',
  },
  'bench-enters-by-entries': { 'bench/a.ts': "import '../lib/audio/decode.js'", 'lib/audio/decode.ts': '' },
  'no-unresolvable': { 'lib/audio/a.ts': "import './gone.js'" },
}

t.same(Object.keys(offences).sort(), forbidden.map(rule => rule.name).sort(), 'every rule has an offence')

for (const [name, files] of Object.entries(offences)) {
  t.test(`${name} is seen to fail`, async t => {
    const directory = t.testdir(tree(files))
    const { output } = await cruise(['lib', ...'bench/a.ts' in files ? ['bench'] : []], {
      ...options,
      baseDir: directory,
      tsConfig: undefined,
      validate: true,
      ruleSet: { forbidden: forbidden as never },
    } as never)
    const broken = (output as ICruiseResult).summary.violations.map(violation => violation.rule.name)
    t.ok(broken.includes(name), `reported: ${broken.join(', ')}`)
  })
}

// The rule above does not see a folder and one inside it. Entries and the vocabulary at the root of lib/ do not count.
t.test('no two folders of lib/ import each other, nor a folder and one inside it', async t => {
  const { output } = await cruise(['lib'], { ...options, baseDir: new URL('..', import.meta.url).pathname })
  const arrows = new Set(
    (output as ICruiseResult).modules.flatMap(({ source, dependencies }) =>
      source.endsWith('/index.ts')
        ? []
        : dependencies.map(({ resolved }) => `${dirname(source)} -> ${dirname(resolved)}`),
    ),
  )
  const circles = [...arrows].filter(arrow => {
    const [from, to] = arrow.split(' -> ') as [string, string]
    return from < to && arrows.has(`${to} -> ${from}`)
  })
  t.same(circles, [])
})

/** `a/b.ts` as the nested object that testdir takes. */
function tree(files: Record<string, string>): Record<string, never> {
  const root: Record<string, unknown> = {}
  for (const [path, text] of Object.entries(files)) {
    const names = path.split('/')
    let folder = root
    for (const name of names.slice(0, -1)) folder = (folder[name] ??= {}) as Record<string, unknown>
    folder[names.at(-1)!] = text
  }
  return root as Record<string, never>
}
