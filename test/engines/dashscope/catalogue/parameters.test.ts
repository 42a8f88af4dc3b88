import t from 'tap'
import { parameterTable, toPayload } from '../../../../lib/engines/dashscope/catalogue/parameters.js'

t.test('every option has its name on the wire', async t => {
  t.same(
    toPayload({
      format: 'opus',
      sampleRate: 16_000,
      languageHints: ['ja'],
      vocabularyId: 'vocab-1',
      semanticPunctuationEnabled: false,
      maxSentenceSilence: 800,
      multiThresholdModeEnabled: true,
      punctuationPredictionEnabled: true,
      inverseTextNormalizationEnabled: false,
      disfluencyRemovalEnabled: true,
      heartbeat: true,
      speechNoiseThreshold: -0.2,
      diarizationEnabled: true,
      speakerCount: 2,
      timestampAlignmentEnabled: true,
      audioEventDetectionEnabled: false,
      vocabulary: { Ping: 5 },
      intermediateResultEnabled: true,
      keepDialect: true,
      vadModel: 'v',
    }),
    {
      input: {},
      parameters: {
        format: 'opus',
        sample_rate: 16_000,
        language_hints: ['ja'],
        vocabulary_id: 'vocab-1',
        semantic_punctuation_enabled: false,
        max_sentence_silence: 800,
        multi_threshold_mode_enabled: true,
        punctuation_prediction_enabled: true,
        inverse_text_normalization_enabled: false,
        disfluency_removal_enabled: true,
        heartbeat: true,
        speech_noise_threshold: -0.2,
        diarization_enabled: true,
        speaker_count: 2,
        timestamp_alignment_enabled: true,
        audio_event_detection_enabled: false,
        vocabulary: { Ping: 5 },
        intermediate_result_enabled: true,
        keep_dialect: true,
        vad_model: 'v',
      },
    },
  )
})

t.test('a filter is sent as a JSON string with the keys of the service', async t => {
  const { parameters } = toPayload({
    specialWordFilter: { filterWithSigned: ['a'], filterWithEmpty: ['b'], systemReservedFilter: true },
  })
  t.equal(parameters['special_word_filter'],
    '{"filter_with_signed":{"word_list":["a"]},"filter_with_empty":{"word_list":["b"]},"system_reserved_filter":true}')
  const unchanged = toPayload({ specialWordFilter: '{"x":1}' }).parameters
  t.equal(unchanged['special_word_filter'], '{"x":1}', 'a string is sent unchanged')
})

t.test('a phrase list is sent as a resource, a context as input; `parameters` override options', async t => {
  t.same(toPayload({
    phraseId: 'p', sampleRate: 8000, parameters: { sample_rate: 16_000, 'new-one': null },
    context: [{ role: 'user', text: 'Ping?' }, { role: 'assistant', text: 'Pong.' }],
  }), {
    parameters: { sample_rate: 16_000, 'new-one': null },
    resources: [{ resource_id: 'p', resource_type: 'asr_phrase' }],
    input: {
      context: [
        { role: 'user', content: [{ type: 'input_text', text: 'Ping?' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'Pong.' }] },
      ],
    },
  })
})

t.test('no two options have the same name on the wire', async t => {
  t.equal(new Set(parameterTable.map(({ wire }) => wire)).size, parameterTable.length)
})
