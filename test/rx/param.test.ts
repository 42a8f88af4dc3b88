import t from 'tap'
import { RecognitionParam } from '../../lib/rx/index.js'
import { ScriptedEngine } from '../support/scripted-engine.js'

t.test('the builder has the names of the SDK and gives a plain object', async t => {
  const engine = new ScriptedEngine()
  const param: RecognitionParam = RecognitionParam.builder()
    .model('paraformer-realtime-v2')
    .format('pcm')
    .sampleRate(16_000)
    .apiKey('sk-1')
    .workspace('w')
    .headers({ 'X-A': '1' })
    .vocabularyId('v')
    .phraseId('p')
    .disfluencyRemovalEnabled(true)
    .parameter('heartbeat', true)
    .parameters({ language_hints: ['en'] })
    .parameter('max_sentence_silence', 500)
    .engine(engine)
    .with({ backpressure: 'latest', maxBuffer: 2000 })
    .build()
  t.same(param, {
    model: 'paraformer-realtime-v2',
    format: 'pcm',
    sampleRate: 16_000,
    apiKey: 'sk-1',
    workspace: 'w',
    headers: { 'X-A': '1' },
    vocabularyId: 'v',
    phraseId: 'p',
    disfluencyRemovalEnabled: true,
    parameters: { heartbeat: true, language_hints: ['en'], max_sentence_silence: 500 },
    engine,
    backpressure: 'latest',
    maxBuffer: 2000,
  })
})

t.test('what was built stays as it is when its builder goes on', async t => {
  const builder = RecognitionParam.builder().parameter('a', 1)
  const first = builder.build()
  builder.parameter('b', 2).model('m')
  t.same(first, { parameters: { a: 1 } })
})

t.test('build() refuses invalid and unknown options', async t => {
  t.throws(() => RecognitionParam.builder().sampleRate(1).build(), {
    code: 'STENO_BAD_OPTION',
    message: /`sampleRate`/,
  })
  t.throws(
    () =>
      RecognitionParam.builder()
        .format('flac' as never)
        .build(),
    { code: 'STENO_BAD_OPTION', message: /`format`/ },
  )
  t.throws(() => RecognitionParam.builder().with({ maxBuffer: 99 }).build(), {
    code: 'STENO_BAD_OPTION',
    message: /`maxBuffer`/,
  })
  t.throws(() => RecognitionParam.builder().with({ interimResult: false } as never).build(), {
    code: 'STENO_UNKNOWN_OPTION', message: /`interimResult` .* did you mean `interimResults`/,
  })
})
