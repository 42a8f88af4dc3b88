// The API reference and the guides as a static site: `npm run docs`. Every warning is an error.
import { Comment, Converter, ReflectionKind } from 'typedoc'

const guides = [
  'lib/audio/README.md', 'lib/recognize/README.md', 'lib/captions/README.md',
  'lib/engines/dashscope/README.md', 'lib/engines/pocketsphinx/README.md', 'lib/engine/README.md',
  'lib/rx/README.md', 'lib/testing/README.md', 'lib/cli/README.md', 'lib/errors.md',
  'lib/stream/README.md', 'lib/protocol/README.md',
  'test/examples/README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md',
]

/** Members that Node.js documents, with the sentence that the reference says about them. */
const streamMembers = {
  on: 'Adds a listener for an event; see `EventEmitter` of Node.js.',
  once: 'Adds a listener for the next event only; see `EventEmitter` of Node.js.',
  compose: 'Pipes into another stage and returns a stream of both; see `Readable` of Node.js.',
  '[asyncIterator]': 'Iterates over what the stream returns; leaving the loop destroys the stream.',
}

/** Names guides by their first heading, and handles members that the streams of Node.js define. */
function streamsAndGuides(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (reflection.isDocument?.()) nameByHeading(reflection)
      else if (isInternal(reflection)) project.removeReflection(reflection)
      else if (reflection.kindOf(ReflectionKind.CallSignature) && Object.hasOwn(streamMembers, reflection.name)) {
        reflection.comment ??= new Comment([{ kind: 'text', text: streamMembers[reflection.name] }])
      }
    }
  })
}

/** Methods such as `_transform()`, which only the streams of Node.js call. */
function isInternal(reflection) {
  return /^_[a-z]/.test(reflection.name) && reflection.kindOf(ReflectionKind.Method)
}

function nameByHeading(document) {
  const text = document.content.map(({ text }) => text).join('')
  const heading = /^# (.*)$/m.exec(text)?.[1]
  if (heading) document.name = heading
}

/** Names that no user writes and that have no page. */
const intentionallyNotExported = [
  'streamOptions', 'sourceStreamOptions', 'WholeFileOptions',
  'TextStage', 'Encoding', 'Composable', 'ChunkIterator',
]

/** Properties that the comment of their union, variant or parent describes. */
const intentionallyNotDocumented = [
  'index.SessionEvent.__type.type',
  'index.SessionEventOf.__type.type',
  'index.TextStageOptions.__type.encoding',
  'index.errorCodes.__type.retryable',
  ...['page', 'updated', 'also'].map(name => `engines/dashscope.ModelInfo.source.__type.${name}`),
  'rx.RxCaptionOptions.__type.format',
  ...[
    'type', 'status', 'body', 'retryAfter', 'ms', 'frames', 'silenceBefore', 'probability', 'code', 'reason', 'at',
    'message',
  ].map(name => `testing.Fault.__type.${name}`),
  'testing.FaultOf.__type.type',
]

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'stenopipe',
  entryPoints: [
    'lib/index.ts',
    'lib/engines/dashscope/index.ts',
    'lib/engines/pocketsphinx/index.ts',
    'lib/rx/index.ts',
    'lib/testing/index.ts',
  ],
  tsconfig: 'tsconfig.json',
  out: 'dist-docs',
  plugin: [streamsAndGuides],
  projectDocuments: guides,
  excludeExternals: true,
  excludePrivate: true,
  excludeProtected: true,
  excludeInternal: true,
  disableSources: true,
  validation: {
    notExported: true, notDocumented: true, invalidLink: true, invalidPath: true, rewrittenLink: true,
    unusedMergeModuleWith: true,
  },
  intentionallyNotExported,
  intentionallyNotDocumented,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
}
