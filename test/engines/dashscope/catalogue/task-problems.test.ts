import fc from 'fast-check'
import t from 'tap'
import { taskProblems } from '../../../../lib/engines/dashscope/catalogue/task-problems.js'
import { models, validate } from '../../../../lib/engines/dashscope/index.js'

/** `severity option` of each problem, and all messages as one text. */
function problemsOf(settings: Record<string, unknown>): { names: string[]; text: string } {
  const problems = validate(settings)
  return {
    names: problems.map(({ severity, option }) => `${severity} ${option}`),
    text: problems.map(({ message }) => message).join('\n'),
  }
}

type Case = readonly [title: string, settings: Record<string, unknown>, names: string[], message: RegExp]
const cases: readonly Case[] = [
  [
    '8 kHz audio on Fun-ASR',
    { sampleRate: 8000 },
    ['warning sampleRate'],
    /choose "fun-asr-flash-8k-realtime" \(beijing only\)$/,
  ],
  [
    '8 kHz audio on Paraformer v1',
    { model: 'paraformer-realtime-v1', sampleRate: 8000 },
    ['error sampleRate'],
    /choose "paraformer-realtime-8k-v2" \(beijing only\)$/,
  ],
  [
    '16 kHz audio on the telephone model',
    { model: 'fun-asr-flash-8k-realtime', sampleRate: 16_000 },
    ['error sampleRate'],
    /choose "fun-asr-realtime", or decode with `decode\({ sampleRate: 8000 }\)`/,
  ],
  [
    '48 kHz audio on a 16 kHz model',
    { model: 'paraformer-realtime-v1', sampleRate: 48_000 },
    ['error sampleRate'],
    /decode\({ sampleRate: 16000 }\)/,
  ],
  ['48 kHz audio on Paraformer v2', { model: 'paraformer-realtime-v2', sampleRate: 48_000 }, [], /^$/],
  [
    'a Beijing model in Singapore',
    { model: 'paraformer-realtime-v2', region: 'singapore' },
    ['error region'],
    /available in "beijing" only; set `region` to that.* or choose "fun-asr-realtime"/,
  ],
  [
    'language hints on a model without them',
    { model: 'paraformer-realtime-8k-v2', languageHints: ['zh'] },
    ['error languageHints'],
    /remove it.*"paraformer-realtime-v2"/,
  ],
  [
    'a language that the model does not support',
    { model: 'fun-asr-realtime-2025-09-15', languageHints: ['ja'] },
    ['error languageHints'],
    /"ja".*supports "zh", "en"; use one of those/,
  ],
  [
    'a language that newer pages may list',
    { languageHints: ['ko'] },
    ['warning languageHints'],
    /check that it works/,
  ],
  [
    'more hints than the model uses',
    { languageHints: ['zh', 'en'] },
    ['warning languageHints'],
    /uses only the first; remove the others/,
  ],
  [
    'a vocabulary on v1',
    { model: 'paraformer-realtime-v1', vocabularyId: 'x' },
    ['error vocabularyId'],
    /set the list as `phraseId`/,
  ],
  ['a phrase list on Fun-ASR', { phraseId: 'x' }, ['error phraseId'], /as `vocabularyId`/],
  [
    'a vocabulary, on which the pages of the service contradict each other',
    { vocabularyId: 'x' },
    ['warning vocabularyId'],
    /check that they work/,
  ],
  [
    'filler words on Fun-ASR',
    { disfluencyRemovalEnabled: true },
    ['error disfluencyRemovalEnabled'],
    /remove it, or choose a Paraformer model/,
  ],
  [
    'asking Fun-ASR for what it always does',
    { disfluencyRemovalEnabled: false, punctuationPredictionEnabled: true },
    [],
    /^$/,
  ],
  [
    'no punctuation from Fun-ASR',
    { punctuationPredictionEnabled: false },
    ['error punctuationPredictionEnabled'],
    /always punctuates/,
  ],
  [
    'no digits from Paraformer v2',
    { model: 'paraformer-realtime-v2', inverseTextNormalizationEnabled: false },
    ['warning inverseTextNormalizationEnabled'],
    /check/,
  ],
  [
    'a noise threshold on Paraformer',
    { model: 'paraformer-realtime-v2', speechNoiseThreshold: 0.1 },
    ['error speechNoiseThreshold'],
    /Fun-ASR/,
  ],
  [
    'a parameter without effect in real time',
    { diarizationEnabled: true },
    ['warning diarizationEnabled'],
    /no effect/,
  ],
  ['instant hot words', { vocabulary: { a: 5 } }, ['warning vocabulary'], /qwen-audio/],
  [
    'context on a model without it',
    { model: 'fun-asr-realtime-2026-02-28', context: [{ role: 'user', text: 'a' }] },
    ['error context'],
    /"fun-asr-realtime"/,
  ],
  [
    'too much context',
    { context: [...Array(6).keys()].map(() => ({ role: 'user', text: 'x'.repeat(401) })) },
    ['warning context', 'warning context'],
    /5[\s\S]*400/,
  ],
  [
    'a pause that ends no sentence',
    { semanticPunctuationEnabled: true, maxSentenceSilence: 500, multiThresholdModeEnabled: true },
    ['warning maxSentenceSilence', 'warning multiThresholdModeEnabled'],
    /semanticPunctuationEnabled/,
  ],
  [
    'AMR at another rate than its own',
    { format: 'amr' },
    ['warning sampleRate'],
    /set `sampleRate: 8000` and choose "fun-asr-flash-8k-realtime"/,
  ],
  ['AMR on the telephone model', { format: 'amr', model: 'fun-asr-flash-8k-realtime' }, [], /^$/],
  [
    'an option set twice',
    { heartbeat: true, parameters: { heartbeat: false } },
    ['warning parameters'],
    /"heartbeat"/,
  ],
  [
    'an unknown model',
    { model: 'fun-asr-next', sampleRate: 8000, languageHints: ['xx'] },
    ['warning model'],
    /not in the catalogue/,
  ],
]

for (const [title, settings, names, message] of cases) {
  t.test(`${title}: ${names.join(', ') || 'no problem'}`, async t => {
    const problems = problemsOf(settings)
    t.same(problems.names, names)
    t.match(problems.text, message)
  })
}

t.test('each option of a wrong type or range is an error that names valid values', async t => {
  const wrong: Record<string, unknown[]> = {
    model: ['', 7],
    region: ['virginia', 1],
    strict: ['yes'],
    format: ['flac'],
    sampleRate: [0, 16_000.5, '16000'],
    languageHints: ['zh', [], ['']],
    vocabularyId: [''],
    phraseId: [7],
    semanticPunctuationEnabled: ['true'],
    maxSentenceSilence: [199, 6001, 800.5, '800'],
    multiThresholdModeEnabled: [1],
    punctuationPredictionEnabled: [0],
    inverseTextNormalizationEnabled: [null],
    disfluencyRemovalEnabled: ['no'],
    heartbeat: [1],
    speechNoiseThreshold: [-1.1, 1.1, NaN, '0'],
    diarizationEnabled: [1],
    speakerCount: [0, 1.5],
    timestampAlignmentEnabled: [1],
    audioEventDetectionEnabled: [1],
    intermediateResultEnabled: [1],
    keepDialect: [1],
    vadModel: [''],
    specialWordFilter: [
      'no JSON',
      '[]',
      7,
      { filterWithSigned: 'a' },
      { words: [] },
      { filterWithEmpty: Array(33).fill('a') },
    ],
    vocabulary: [
      [],
      { a: 6 },
      { a: 0 },
      { a: 1.5 },
      { '': 1 },
      { ['好'.repeat(16)]: 1 },
      { 'a b c d e f g h': 1 },
      Object.fromEntries([...Array(51).keys()].map(i => [`w${i}`, 50])),
    ],
    context: ['x', [{ role: 'system', text: '' }], [{ role: 'user' }]],
    parameters: [[], 'x'],
  }
  for (const [option, values] of Object.entries(wrong)) {
    for (const value of values) {
      const { names, text } = problemsOf({ [option]: value })
      t.same(names, [`error ${option}`], option)
      t.match(text, `\`${option}\` must be `)
    }
  }
  t.match(
    problemsOf({ maxSentenceSilence: 100 }).text,
    '`maxSentenceSilence` must be an integer from 200 to 6000, got 100',
  )
})

t.test('all problems come at once', async t => {
  t.same(
    problemsOf({
      model: 'paraformer-realtime-v1',
      region: 'singapore',
      sampleRate: 8000,
      format: 'flac',
      heartbeat: true,
      vocabularyId: 'v',
    }).names,
    ['error format', 'error region', 'error sampleRate', 'error vocabularyId', 'error heartbeat'],
  )
})

t.test('strict makes every warning an error', async t => {
  t.same(problemsOf({ strict: true, model: 'next' }).names, ['error model'])
  t.same(problemsOf({ strict: true, vocabularyId: 'x' }).names, ['error vocabularyId'])
})

t.test('every model is free of problems in its regions, at its rates, in its languages', async t => {
  t.same(validate(), [])
  for (const { name, regions, sampleRates, languageHints } of models) {
    for (const region of regions) {
      for (const sampleRate of sampleRates === 'any' ? [8000, 16_000, 44_100] : sampleRates) {
        const hints = languageHints ? { languageHints: languageHints.codes.slice(0, languageHints.used) } : {}
        t.same(
          validate({ model: name, region, sampleRate, format: 'pcm', strict: true, ...hints }),
          [],
          `${name} ${region}`,
        )
      }
    }
  }
})

t.test('every message begins with an option, named as asked for', async t => {
  for (const problem of cases.flatMap(([, settings]) => taskProblems(settings))) {
    t.match(problem.message(option => `--${option}`), /^--[a-zA-Z]+ /, problem.option)
  }
})

t.test('a context is in no message, and nothing makes validate() throw', async t => {
  t.notMatch(problemsOf({ context: [{ role: 'x', text: 'secret' }] }).text, 'secret')
  const options = [
    'model', 'region', 'sampleRate', 'languageHints', 'context', 'parameters', 'vocabulary', 'specialWordFilter',
    'format', 'phraseId', 'apiKey', 'agent', 'baseUrl', 'headers', 'workspace', 'workspaceHost', 'connectTimeout',
    'keepAlive', 'maxCost', 'rateLimiter', 'resume', 'maxSessionDuration',
  ]
  const settings = fc.dictionary(
    fc.constantFrom(...options),
    fc.oneof(fc.anything(), fc.constantFrom(...models.map(({ name }) => name))),
  )
  fc.assert(fc.property(settings, settings => { validate(settings) }), { numRuns: 2000 })
})
