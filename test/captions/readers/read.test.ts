import { Readable } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import { toJson, toJsonl } from '../../../lib/captions/text-stages.js'
import { readSentences } from '../../../lib/captions/readers/read.js'
import type { RecognitionResult, Sentence, Word } from '../../../lib/types.js'

// Every fixture is written after the documentation of its service; none is from a recording.
const read = (value: unknown): Sentence[] => readSentences(JSON.stringify(value))
const word = (text: string, beginTime: number, endTime: number, punctuation = ''): Word => ({
  text,
  punctuation,
  beginTime,
  endTime,
})

const sentence = (sentenceId: number, text: string): Sentence => ({
  sentenceId, beginTime: sentenceId * 1000, endTime: sentenceId * 1000 + 900, text, speakerId: 'A',
  words: [word(text, sentenceId * 1000, sentenceId * 1000 + 900, '.')],
})
const results: RecognitionResult[] = [
  { requestId: 'r', isSentenceEnd: false, sentence: { ...sentence(1, 'on'), endTime: null } },
  { requestId: 'r', isSentenceEnd: true, sentence: sentence(1, 'one') },
  { requestId: 'r', isSentenceEnd: true, sentence: sentence(2, 'two') },
]

t.test('documents of toJsonl() and toJson() are read back without interims', async t => {
  for (const stage of [toJsonl({ interimResults: true }), toJson()]) {
    const text = Buffer.concat(await (Readable.from(results).pipe(stage) as unknown as Readable).toArray()).toString()
    t.same(readSentences(text), [sentence(1, 'one'), sentence(2, 'two')])
    t.same(readSentences(`\uFEFF${text.replaceAll('\n', '\r\n')}\r\n`), [sentence(1, 'one'), sentence(2, 'two')])
  }
  t.same(read(results[1]), [sentence(1, 'one')], 'a file of one line')
  t.same(readSentences(''), [])
})

t.test('a file transcription of DashScope is read: times in ms, words with trailing spaces, channels', async t => {
  const channel = (channel_id: number, begin_time: number, text: string): object => ({
    channel_id,
    text,
    sentences: [
      {
        begin_time,
        end_time: begin_time + 900,
        text,
        sentence_id: 1,
        words: [
          { begin_time, end_time: begin_time + 400, text: 'Hello ', punctuation: '' },
          { begin_time: begin_time + 400, end_time: begin_time + 900, text: 'world', punctuation: '.' },
        ],
      },
    ],
  })
  const words = [word('Hello', 100, 500), word('world', 500, 1000, '.')]
  t.same(read({ file_url: 'x', properties: {}, transcripts: [channel(0, 100, 'Hello world.')] }),
    [{ sentenceId: 1, beginTime: 100, endTime: 1000, text: 'Hello world.', words }])
  t.same(
    read({ transcripts: [channel(0, 5000, 'b'), channel(1, 100, 'a')] }).map(({ sentenceId, text, speakerId }) => [
      sentenceId,
      text,
      speakerId,
    ]),
    [
      [1, 'a', '1'],
      [2, 'b', '0'],
    ],
  )
  t.equal(
    read({ transcripts: [{ sentences: [{ begin_time: 0, end_time: 1, text: 'x', speaker_id: 0 }] }] })[0]!.speakerId,
    '0',
  )
})

t.test('whisper is read: times in seconds, words with leading spaces, punctuation separated', async t => {
  const segment = {
    id: 0,
    start: 0,
    end: 1.9996,
    text: ' It\'s 3.5, "so".',
    words: [
      { word: " It's", start: 0.2, end: 0.5, probability: 1 },
      { word: ' 3.5,', start: 0.5, end: 1.2 },
      { word: ' "so".', start: 1.2, end: 1.9 },
    ],
  }
  t.same(read({ text: 'x', segments: [segment], language: 'en' }), [
    {
      sentenceId: 1,
      beginTime: 0,
      endTime: 2000,
      text: 'It\'s 3.5, "so".',
      words: [word("It's", 200, 500), word('3.5', 500, 1200, ','), word('"so', 1200, 1900, '".')],
    },
  ])
  t.same(read({ segments: [{ start: 1, end: 2, text: ' no words' }] })[0]!.words, [])
})

t.test('words of whisperX without times get those of their neighbours', async t => {
  const words = [
    { word: 'in', start: 1, end: 1.2 },
    { word: '1984', speaker: 'S1' },
    { word: 'then', start: null, end: 2 },
  ]
  t.same(
    read({ segments: [{ start: 1, end: 2, text: 'in 1984 then', words, speaker: 'S1' }] })[0]!.words.map(
      ({ beginTime, endTime }) => [beginTime, endTime],
    ),
    [
      [1000, 1200],
      [1200, 1200],
      [1200, 2000],
    ],
  )
})

t.test("words of whisper's API get the punctuation of the segment's text, or are left out", async t => {
  const words = [
    { word: 'Hello', start: 0, end: 0.4 },
    { word: 'world', start: 0.4, end: 0.9 },
    { word: 'Bye', start: 1.2, end: 1.5 },
  ]
  t.same(
    read({
      task: 'transcribe',
      words,
      segments: [
        { start: 0, end: 1, text: 'Hello, world.' },
        { start: 1, end: 2, text: 'Bye bye.' },
      ],
    }).map(said => said.words),
    [[word('Hello', 0, 400, ','), word('world', 400, 900, '.')], []],
  )
  t.same(read({ task: 'transcribe', text: 'x', words }).map(({ text }) => text), ['Hello world Bye'])
})

t.test('whisper.cpp is read: tokens are joined to words, special tokens are skipped', async t => {
  const token = (text: string, from: number, to: number): object => ({ text, offsets: { from, to }, id: 1, p: 0.9 })
  const segment = {
    timestamps: {},
    offsets: { from: 0, to: 2000 },
    text: ' Transcribing, now.',
    tokens: [
      token('[_BEG_]', 0, 0),
      token(' Trans', 0, 400),
      token('cribing', 400, 900),
      token(',', 900, 950),
      token(' now', 1000, 1500),
      token('.', 1500, 1600),
      token('[_TT_100]', 2000, 2000),
    ],
  }
  t.same(read({ systeminfo: '', transcription: [segment] }), [
    {
      sentenceId: 1,
      beginTime: 0,
      endTime: 2000,
      text: 'Transcribing, now.',
      words: [word('Transcribing', 0, 950, ','), word('now', 1000, 1600, '.')],
    },
  ])
  const chinese = {
    offsets: { from: 0, to: 900 },
    text: '今天，好',
    tokens: [token('今', 0, 300), token('天', 300, 500), token('，', 500, 600), token('好', 600, 900)],
  }
  t.same(read({ transcription: [chinese] })[0]!.words, [
    word('今', 0, 300),
    word('天', 300, 600, '，'),
    word('好', 600, 900),
  ])
  const broken = { ...chinese, tokens: [token('今', 0, 300), token('\uFFFD', 300, 500), token('\uFFFD', 500, 900)] }
  t.same(read({ transcription: [broken] })[0], { sentenceId: 1, beginTime: 0, endTime: 900, text: '今天，好', words: [] })
  t.same(read({ transcription: [{ offsets: { from: 0, to: 900 }, text: ' plain' }] })[0]!.words, [])
})

t.test('Deepgram is read: utterances, else words split at full stops, pauses and speakers', async t => {
  const words = [
    { word: 'hi', punctuated_word: 'Hi.', start: 0.1, end: 0.4, speaker: 0 },
    { word: 'so', start: 0.5, end: 0.7, speaker: 0 },
    { word: 'well', punctuated_word: 'Well,', start: 0.8, end: 1, speaker: 1 },
    { word: 'yes', start: 3, end: 3.2, speaker: 1 },
  ]
  const channels = [{ alternatives: [{ transcript: 'x', words }] }]
  t.same(
    read({ metadata: {}, results: { channels } }).map(({ text, speakerId, beginTime, endTime }) => [
      text,
      speakerId,
      beginTime,
      endTime,
    ]),
    [
      ['Hi.', '0', 100, 400],
      ['so', '0', 500, 700],
      ['Well,', '1', 800, 1000],
      ['yes', '1', 3000, 3200],
    ],
  )
  const utterance = { start: 0.1, end: 0.7, transcript: 'Hi. so', speaker: 1, words: words.slice(0, 2) }
  t.same(
    read({ results: { channels, utterances: [utterance] } }).map(({ text, speakerId, words }) => [
      text,
      speakerId,
      words.length,
    ]),
    [['Hi. so', '1', 2]],
  )
  const mute = { alternatives: [] }
  t.same(
    read({ results: { channels: [mute, { alternatives: [{ words: [{ word: 'hi', start: 0, end: 1 }] }] }] } }).map(
      said => said.speakerId,
    ),
    ['1'],
  )
})

t.test('AssemblyAI is read: turns split into sentences, and a bare list of words', async t => {
  const words = [
    { text: 'Hi.', start: 100, end: 400, speaker: 'A' },
    { text: '今', start: 500, end: 600 },
    { text: '天', start: 600, end: 700 },
  ]
  const seen = [['Hi.', 'A'], ['今天', undefined]]
  t.same(
    read({ id: 'x', audio_duration: 1, text: 'x', words, utterances: null }).map(({ text, speakerId }) => [
      text,
      speakerId,
    ]),
    seen,
  )
  t.same(read(words).map(({ text, speakerId }) => [text, speakerId]), seen)
  const turns = [
    { speaker: 'B', start: 100, end: 700, text: 'Hi. 今天', words },
    { speaker: 'C', start: 800, end: 900, text: 'Yes.' },
  ]
  t.same(
    read({ utterances: turns, words }).map(({ text, speakerId }) => [text, speakerId]),
    [
      ['Hi.', 'A'],
      ['今天', 'B'],
      ['Yes.', 'C'],
    ],
  )
})

t.test('tokens of whisper.cpp in Thai are words of their own unless they begin with a vowel sign', async t => {
  const texts = ['ดี', 'มา', 'ก', '\u0e35']
  const tokens = texts.map((text, i) => ({ text, offsets: { from: i * 100, to: i * 100 + 100 } }))
  const segment = { offsets: { from: 0, to: 400 }, text: texts.join(''), tokens }
  t.same(read({ transcription: [segment] })[0]!.words.map(({ text }) => text), ['ดี', 'มา', 'ก\u0e35'])
})

t.test('an unreadable document is an error with the path that never quotes speech', async t => {
  const secret = 'the patient said'
  const wrong: [unknown, RegExp][] = [
    [{}, /the document must be one with sentences/],
    [secret, /the document must be an object, got text/],
    [null, /the document must be an object, got null/],
    [{ transcripts: secret }, /transcripts must be a list, got text/],
    [
      { transcripts: [{ sentences: [{ begin_time: '0', end_time: 5, text: secret }] }] },
      /transcripts\[0\]\.sentences\[0\]\.begin_time must be a time in ms, got text/,
    ],
    [{ segments: [{ start: -1, end: 5, text: secret }] }, /segments\[0\]\.start must be a time in seconds, got -1/],
    [
      { segments: [{ start: 0, end: 1e300, text: secret }] },
      /segments\[0\]\.end must be a time in seconds, got 1e\+300/,
    ],
    [{ segments: [{ start: 0, end: 1, text: [secret] }] }, /segments\[0\]\.text must be text, got a list/],
    [
      { segments: [{ start: 0, end: 1, text: secret, words: [secret] }] },
      /segments\[0\]\.words\[0\] must be an object/,
    ],
    [{ transcription: [{ text: secret }] }, /transcription\[0\]\.offsets must be an object, got nothing/],
    [
      { results: { channels: [{ alternatives: [{ words: [{ word: 5, start: 0, end: 0 }] }] }] } },
      /channels\[0\]\.alternatives\[0\]\.words\[0\]\.word must be text, got 5/,
    ],
    [{ words: [{ text: secret, start: 0 }] }, /words\[0\]\.end must be a time in ms, got nothing/],
    [
      { sentences: [{ beginTime: 0, endTime: 1, text: secret, words: [{ text: 'x' }] }] },
      /sentences\[0\]\.words\[0\]\.beginTime/,
    ],
  ]
  for (const [value, message] of wrong) {
    t.throws(() => read(value), { code: 'STENO_RESULTS_UNREADABLE', message }, String(message))
    try { read(value) } catch (error) { t.notMatch((error as Error).message, secret) }
  }
  const line = JSON.stringify(results[1])
  t.throws(() => readSentences(`${line}\n\n${line.slice(0, 50)}`), {
    message: /line 3 must be a JSON object, got no JSON/,
  })
  t.throws(() => readSentences(`${line}\n7`), { message: /line 2 must be a JSON object, got 7/ })
  t.throws(() => readSentences(`${line}\n{"sentence":5}`), { message: /line 2, sentence must be an object, got 5/ })
})

t.test('any JSON is read as sentences in order or refused with STENO_RESULTS_UNREADABLE', async () => {
  const keys = (
    'sentences sentence transcripts transcription segments results words utterances channels alternatives '
    + 'text word start end offsets from to beginTime endTime begin_time end_time tokens speaker'
  ).split(' ')
  const { tree } = fc.letrec(tie => ({
    tree: fc.oneof({ maxDepth: 6 }, fc.constantFrom(null, 0, 1.5, -1, 1e20, '', ' a.', '今', true),
      fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 6 })),
  }))
  fc.assert(fc.property(tree, value => {
    try {
      return read(value).every(({ beginTime, endTime, text, sentenceId }, i, all) => sentenceId === i + 1 && text !== ''
        && Number.isInteger(beginTime) && endTime! >= beginTime && (i === 0 || all[i - 1]!.beginTime <= beginTime))
    } catch (error) {
      return (error as { code?: string }).code === 'STENO_RESULTS_UNREADABLE'
    }
  }), { numRuns: 5000 })
})
