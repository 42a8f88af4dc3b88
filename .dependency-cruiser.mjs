// Who may know whom. The rooms of lib/ follow the data; arrows between them are few and checked here.

const VOCABULARY = '^lib/(types|errors|stage)\\.ts$'
const CONTRACT = '^lib/recognize/(engine|result-queue|timeline|resume|resume-options|resumed-session|link-feed|redial|transcript|backlog|kept-audio|places|bell|departures)\\.ts$'
const STAGE = '^lib/recognize/(recognize|recognize-options|choose-engine)\\.ts$'
const CAPTION_CORES = '^lib/captions/(captioner|cue|caption-text|writer|srt|vtt|vtt-options|ass|ttml|lrc|plain-text|layout/(captioner|options)|live/steadier)\\.ts$'
const WIRE = '^lib/protocol/'
const PURE_AUDIO = '^lib/audio/(pcm|chunking/vad)\\.ts$'

/** Arithmetic: no package and nothing of Node.js. */
const PURE = [
  '^lib/(types|errors)\\.ts$',
  PURE_AUDIO,
  '^lib/audio/containers/(wav|sniff|tracks|id3|extent|intake|index-first)\\.ts$',
  '^lib/audio/ffmpeg/(ffmpeg-args|remote-fault)\\.ts$',
  '^lib/audio/(mono|denoiser|normalizer|pacer)\\.ts$',
  '^lib/audio/chunking/(frames|units|chunker)\\.ts$',
  '^lib/audio/sources/(live-buffer|selection)\\.ts$',
  '^lib/audio/opus/(ogg|webm|opus-packet|ogg-muxer)\\.ts$',
  '^lib/audio/resampling/(fir-wasm|kernel|resampler)\\.ts$',
  '^lib/audio/microphone/(device-lists|pv-messages|recorder)\\.ts$',
  '^lib/recognize/(engine|result-queue|timeline|resume|resume-options|resumed-session|link-feed|redial|transcript|backlog|kept-audio|places|bell|metrics|part-cutter)\\.ts$',
  '^lib/captions/(cue|clean|clock|writer|pieces|srt|vtt|vtt-options|ass|ttml|lrc|plain-text|json|hls|playlist|captioner|caption-text)\\.ts$',
  '^lib/captions/(layout|readers)/',
  '^lib/captions/live/(tokens|agreement|stability|steadier|turns|live-lines)\\.ts$',
  WIRE,
  '^lib/rx/(backpressure|call-record|outcome|result)\\.ts$',
  '^lib/engines/dashscope/(models|options|parameters|values|rules|validate|cost|faults|frames|sentences|meter|keep-alive|endpoint|start-rate)\\.ts$',
  '^lib/testing/(rules|faults|narrator|script|script-reader|number-reader|limits|clock|options|records|hearing|task|connection)\\.ts$',
  '^lib/engines/pocketsphinx/(endpointer|segments|settings|transcriber|decoder)\\.ts$',
]

/** What is in `from` may import only `allowed` of lib. */
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
    { name: 'no-cycle', severity: 'error', from: { path: '^lib/' }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-orphan', severity: 'error', comment: 'workers are reached by URL, entries by the exports map',
      from: { path: '^lib/', orphan: true, pathNot: '/worker\\.ts$' }, to: {} },

    only('vocabulary-is-a-leaf', '^lib/(types|errors)\\.ts$', '^$', 'types and errors import nothing of ours'),
    only('stage-knows-errors', '^lib/stage\\.ts$', VOCABULARY),
    only('audio-knows-no-speech', '^lib/audio/', [VOCABULARY, '^lib/audio/']),
    only('captions-know-results', '^lib/captions/', [VOCABULARY, '^lib/captions/'], 'captions never import an engine'),
    only('contract-is-a-leaf', CONTRACT, [VOCABULARY, CONTRACT]),
    only('protocol-is-a-codec', WIRE, ['^lib/(types|errors)\\.ts$', WIRE], 'both sides of the wire share it'),
    only('testing-speaks-the-wire', '^lib/testing/', [VOCABULARY, CONTRACT, WIRE, PURE_AUDIO, '^lib/testing/'],
      'it is handed an engine and shares the codec with the client'),
    only('rx-wraps-the-stage', '^lib/rx/(?!operators/|file-audio\\.ts$)', [VOCABULARY, CONTRACT, STAGE, '^lib/audio/(pcm|mono)\\.ts$', '^lib/rx/'],
      'a face of the recognise stage'),
    only('rx-reads-files-in-one-place', '^lib/rx/file-audio\\.ts$', [VOCABULARY, CONTRACT, STAGE, '^lib/audio/(sources/file-source|decode|containers/sniff)\\.ts$', '^lib/rx/'],
      'call(param, file) decodes what the engine does not take'),
    only('rx-operators-reuse-caption-cores', '^lib/rx/operators/', [VOCABULARY, STAGE, CAPTION_CORES, '^lib/rx/'], 'arithmetic only, no stage of captions'),
    only('engines-stand-alone', '^lib/engines/([^/]+)/', [VOCABULARY, CONTRACT, WIRE, PURE_AUDIO, '^lib/engines/$1/'],
      'no stage, no façade, no other engine'),
    { name: 'recognize-knows-the-contract', severity: 'error', from: { path: '^lib/recognize/' },
      to: { path: '^lib/', pathNot: [VOCABULARY, PURE_AUDIO, '^lib/recognize/', '^lib/engines/'] } },
    { name: 'recognize-loads-an-engine-lazily', severity: 'error', from: { path: '^lib/recognize/' },
      to: { path: '^lib/engines/', dependencyTypesNot: ['dynamic-import', 'type-only'] } },
    { name: 'entry-loads-no-engine', severity: 'error', from: { path: '^lib/index\\.ts$' }, to: { path: '^lib/(engines|rx|cli)/' } },
    { name: 'cli-is-the-top', severity: 'error', from: { path: '^lib/', pathNot: '^lib/cli/' }, to: { path: '^lib/cli/' } },
    { name: 'cli-opens-engines-lazily', severity: 'error', from: { path: '^lib/cli/' },
      to: { path: '^lib/engines/[^/]+/index\\.ts$', dependencyTypesNot: ['dynamic-import'] } },

    { name: 'pure-means-pure', severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional'], dependencyTypesNot: ['type-only'] } },
    { name: 'engines-are-no-streams', severity: 'error', from: { path: '^lib/engines/' }, to: { path: '^(node:)?stream' } },
    sole('koffi', '^lib/engines/pocketsphinx/native\\.ts$'),
    sole('@echogarden/fvad-wasm', '^lib/audio/chunking/fvad\\.ts$'),
    sole('@echogarden/rnnoise-wasm', '^lib/audio/rnnoise\\.ts$'),
    sole('@picovoice/pvrecorder-node', '^lib/audio/microphone/worker\\.ts$'),
    sole('sherpa-onnx-node', '^lib/audio/chunking/silero\\.ts$'),
    sole('opusscript', '^lib/audio/opus/opus-(decoder|encoder|module)\\.ts$'),
    sole('prism-media', '^lib/audio/opus/prism\\.ts$'),
    sole('fluent-ffmpeg', '^lib/audio/ffmpeg/fluent\\.ts$'),
    sole('rxjs', '^lib/rx/'),
    sole('ws', '^lib/(engines/dashscope/connection|testing/server)\\.ts$'),
    sole('https-proxy-agent', '^lib/engines/dashscope/proxy\\.ts$'),
    sole('proxy-from-env', '^lib/engines/dashscope/proxy\\.ts$'),

    { name: 'lib-ships-alone', severity: 'error', from: { path: '^lib/' }, to: { path: '^(test|bench)/' } },
    { name: 'lib-needs-no-dev-dependency', severity: 'error', from: { path: '^lib/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only', 'npm-peer', 'npm-optional'] } },
    { name: 'bench-enters-by-doors', severity: 'error', comment: 'public doors and pure modules only', from: { path: '^bench/' },
      to: { path: '^lib/', pathNot: ['^lib/index\\.ts$', '^lib/(engines/[^/]+|rx|testing)/index\\.ts$', '^lib/captions/(layout/layout|srt|vtt)\\.ts$', '^lib/audio/(resampling/resampler|chunking/(chunker|fvad|silero)|denoiser|rnnoise)\\.ts$', WIRE, PURE_AUDIO] } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(tap|koffi|sherpa-onnx-node)' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
