// Which folder may import which. The folders of lib/ follow the data; `test/dependency-rules.test.ts` sees each rule
// fail.

const VOCABULARY = '^lib/((types|errors|option-checks)\\.ts$|text/)'
const STREAM = '^lib/stream/'
/** Arithmetic of samples and the energy detector, used by engines too. */
const PCM = '^lib/audio/(pcm/|vad/vad\\.ts$)'
const ENGINE = '^lib/engine/'
const RECOGNIZE = '^lib/recognize/'
/** Files that are written. */
const OUTPUT = '^lib/output/'
const PROTOCOL = '^lib/protocol/'
const CAPTION_CORES = '^lib/captions/(text|layout|formats|live)/'
/** Entries of the package: the targets of `exports` in package.json. */
const ENTRIES = '^lib/(index|(engines/[^/]+|rx|testing)/index)\\.ts$'

/** Everything else is pure: no package, nothing of Node.js (and, by ESLint, no clock, timer or environment). */
const IMPURE = [
  '^lib/index\\.ts$',
  STREAM,
  OUTPUT,
  '^lib/(audio|captions)/[^/]+\\.ts$', // the stages
  '^lib/audio/(ffmpeg|relay|sources|microphone)/',
  '^lib/audio/(vad/(fvad|silero)|process/rnnoise|opus/(opus-module|prism))\\.ts$', // owners of an optional package
  '^lib/captions/(hls/publisher|readers/read)\\.ts$',
  RECOGNIZE,
  '^lib/engines/dashscope/([^/]+\\.ts$|transport/|task/session\\.ts$)',
  '^lib/engines/pocketsphinx/',
  '^lib/rx/',
  '^lib/testing/(emulate|numbered|server|engine-(contract|probe))\\.ts$',
  '^lib/cli/',
]

/** Files in `from` may import only `allowed` of lib. */
const only = (name, from, allowed, comment) => ({
  name, comment, severity: 'error', from: { path: from }, to: { path: '^lib/', pathNot: allowed },
})
/** A package has one owner. */
const sole = (pkg, owner) => ({
  name: `sole-importer-${pkg}`, comment: `${pkg} is imported in ${owner} and nowhere else`, severity: 'error',
  from: { path: '^lib/', pathNot: owner }, to: { path: `(^|/)node_modules/${pkg}(/|$)|^${pkg}$` },
})

export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'types count too',
      from: { path: '^lib/' },
      to: { circular: true },
    },
    {
      name: 'no-circular-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^lib/' },
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      comment: 'workers are reached by URL, entries by the exports map',
      from: { path: '^lib/', orphan: true, pathNot: '/worker\\.ts$' },
      to: {},
    },

    only('vocabulary-is-a-leaf', VOCABULARY, VOCABULARY),
    only('stream-carries-pcm', STREAM, [VOCABULARY, PCM, STREAM]),
    only('audio-knows-no-speech', '^lib/audio/', [VOCABULARY, STREAM, '^lib/audio/']),
    only(
      'captions-know-results',
      '^lib/captions/',
      [VOCABULARY, STREAM, OUTPUT, '^lib/captions/'],
      'captions never import an engine',
    ),
    only('caption-cores-know-no-stage', CAPTION_CORES, [VOCABULARY, CAPTION_CORES]),
    only('output-is-a-leaf', OUTPUT, [VOCABULARY, OUTPUT], 'HLS and the command line write through it'),
    {
      name: 'files-are-written-in-one-place',
      severity: 'error',
      comment: 'the publisher of HLS and the outputs of the command line',
      from: { path: '^lib/', pathNot: [OUTPUT, '^lib/(captions/hls/publisher\\.ts$|cli/)'] },
      to: { path: OUTPUT },
    },
    only('contract-is-a-leaf', ENGINE, [VOCABULARY, STREAM, PCM, ENGINE]),
    only('protocol-is-a-codec', PROTOCOL, [VOCABULARY, PROTOCOL], 'client and server share it'),
    only(
      'testing-speaks-the-wire',
      '^lib/testing/',
      [VOCABULARY, STREAM, PCM, ENGINE, PROTOCOL, '^lib/testing/'],
      'it is handed an engine and shares the codec with the client',
    ),
    only('rx-wraps-the-stage', '^lib/rx/(?!operators/|file-audio\\.ts$)', [
      VOCABULARY,
      STREAM,
      PCM,
      ENGINE,
      RECOGNIZE,
      '^lib/rx/',
    ]),
    only(
      'rx-reads-files-in-one-place',
      '^lib/rx/file-audio\\.ts$',
      [VOCABULARY, STREAM, ENGINE, RECOGNIZE, '^lib/audio/', '^lib/rx/'],
      'call(param, file) decodes what the engine does not take',
    ),
    only(
      'rx-operators-reuse-caption-cores',
      '^lib/rx/operators/',
      [VOCABULARY, RECOGNIZE, CAPTION_CORES, '^lib/rx/'],
      'no stage of captions',
    ),
    only(
      'engines-stand-alone',
      '^lib/engines/([^/]+)/',
      [VOCABULARY, STREAM, PCM, ENGINE, PROTOCOL, '^lib/engines/$1/'],
      'no stage, no façade, no other engine',
    ),
    only('recognize-knows-the-contract', RECOGNIZE, [
      VOCABULARY, STREAM, PCM, ENGINE, RECOGNIZE, '^lib/engines/', '^lib/audio/containers/file-header\\.ts$',
    ]),
    {
      name: 'recognize-loads-an-engine-lazily',
      severity: 'error',
      comment: 'apart from the names of its options, a list',
      from: { path: RECOGNIZE },
      to: {
        path: '^lib/engines/',
        pathNot: '^lib/engines/dashscope/option-names\\.ts$',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'entry-loads-no-engine',
      severity: 'error',
      from: { path: '^lib/index\\.ts$' },
      to: { path: '^lib/(engines|rx|testing|cli)/' },
    },
    {
      name: 'cli-is-the-top',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/cli/' },
      to: { path: '^lib/cli/' },
    },
    {
      name: 'cli-opens-engines-lazily',
      severity: 'error',
      from: { path: '^lib/cli/' },
      to: { path: '^lib/engines/[^/]+/index\\.ts$', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },

    {
      name: 'pure-by-default',
      severity: 'error',
      from: { path: '^lib/', pathNot: IMPURE },
      to: {
        pathNot: '(^|/)node_modules/get-east-asian-width/', // a table
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'engines-are-no-streams',
      severity: 'error',
      from: { path: '^lib/(engine|engines)/' },
      to: { path: '^(node:)?stream' },
    },
    sole('get-east-asian-width', '^lib/captions/layout/width\\.ts$'),
    sole('koffi', '^lib/engines/pocketsphinx/native\\.ts$'),
    sole('@echogarden/fvad-wasm', '^lib/audio/vad/fvad\\.ts$'),
    sole('@echogarden/rnnoise-wasm', '^lib/audio/process/rnnoise\\.ts$'),
    sole('@picovoice/pvrecorder-node', '^lib/audio/microphone/worker\\.ts$'),
    sole('sherpa-onnx-node', '^lib/audio/vad/silero\\.ts$'),
    sole('opusscript', '^lib/audio/opus/opus-(decoder|encoder|module)\\.ts$'),
    sole('prism-media', '^lib/audio/opus/prism\\.ts$'),
    sole('fluent-ffmpeg', '^lib/audio/ffmpeg/fluent-ffmpeg\\.ts$'),
    sole('rxjs', '^lib/rx/'),
    sole('ws', '^lib/(engines/dashscope/transport/connection|testing/server)\\.ts$'),
    sole('https-proxy-agent', '^lib/(engines/dashscope/transport|audio/relay)/proxy\\.ts$'),
    sole('proxy-from-env', '^lib/(engines/dashscope/transport|audio/relay)/proxy\\.ts$'),

    { name: 'lib-ships-alone', severity: 'error', from: { path: '^lib/' }, to: { path: '^(test|bench)/' } },
    {
      name: 'lib-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^lib/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only', 'npm-peer', 'npm-optional'],
      },
    },
    {
      name: 'bench-enters-by-entries',
      severity: 'error',
      comment: 'entries and cores only',
      from: { path: '^bench/' },
      to: { path: '^lib/', pathNot: [ENTRIES, PROTOCOL, CAPTION_CORES, '^lib/audio/(pcm|process|vad)/'] },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(tap|koffi|sherpa-onnx-node|stenopipe)(/|$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
