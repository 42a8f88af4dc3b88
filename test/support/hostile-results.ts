/** Uniform random numbers from 0 to 1 by a seed (mulberry32, T. Ettinger). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Values that no recogniser should send, and some that it may. */
const values: readonly unknown[] = [
  null, true, false, 0, -1, 1.5, 1e308, -1e308, Number.MAX_SAFE_INTEGER, 9e15, 1e12, 86_400_001,
  '', ' ', 'NaN', '1e9', '-->',
  '\u001b]0;x\u0007', '\u009b2J', '\r\n\r\n00:00 --> 00:01\r\n', '<v x>&amp;{\\an8}', '\u202e', '\ud800', '[00:01.00]',
  [], {}, [[]], [null], { __proto__: null, text: 'x' }, JSON.parse('{"__proto__":{"polluted":true}}') as unknown,
  '.'.repeat(500), '-'.repeat(500), '('.repeat(500), `${'. '.repeat(200)}a`,
]

/** A copy of a JSON value in which some parts are replaced, removed or repeated. */
export function mutate(value: unknown, random: () => number, rate = 0.06): unknown {
  if (random() < rate) return values[Math.floor(random() * values.length)]
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown): unknown[] => {
      const chance = random()
      if (chance < rate / 2) return []
      return chance > 1 - rate / 2 ? [mutate(item, random, rate), item] : [mutate(item, random, rate)]
    })
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value)
    .filter(() => random() >= rate / 4)
    .map(([key, item]) => [key, mutate(item, random, rate)]))
}

const word = (text: string, i: number, unit = 1): object =>
  ({ text, word: text, start: i * 500 / unit, end: (i * 500 + 400) / unit })
const words = ['Hello', 'there,', 'Dr.', 'Smith.', '你好', '。']
const inSeconds = words.map((text, i) => word(text, i, 1000))
const inMs = words.map((text, i) => word(text, i))
const text = words.join(' ')
const tokens = [{ text: ' Hi.', offsets: { from: 0, to: 1 } }]

/** A document of each kind that `readResults()` reads. */
export const documents: readonly unknown[] = [
  {
    sentences: [0, 1].map(i => ({
      sentenceId: i + 1, beginTime: i * 3000, endTime: i * 3000 + 2500, text: 'Hello there, Dr. Smith.', speakerId: 'A',
      words: words.slice(0, 4).map((text, j) =>
        ({ text, punctuation: '', beginTime: i * 3000 + j * 500, endTime: i * 3000 + j * 500 + 400 })),
    })),
  },
  { sentence: { sentenceId: 1, beginTime: 0, endTime: 900, text: 'One.', words: [] }, isSentenceEnd: true },
  {
    transcripts: [{
      channel_id: 0,
      sentences: [{
        begin_time: 100, end_time: 900, text: 'Hello.', speaker_id: 1,
        words: [{ begin_time: 100, end_time: 900, text: 'Hello ', punctuation: '.' }],
      }],
    }],
  },
  { transcription: [{ offsets: { from: 0, to: 1500 }, text: ' Hi.', tokens }] },
  { results: { channels: [{ alternatives: [{ words: inSeconds }] }] } },
  { segments: [{ start: 0, end: 3, text, words: inSeconds, speaker: 'B' }] },
  { segments: [{ start: 0, end: 3, text }], words: inSeconds },
  { words: inMs.map(word => ({ ...word, speaker: 'A' })) },
  { utterances: [{ start: 0, end: 3000, text, speaker: 'A', words: inMs }] },
]
