import t, { type Test } from 'tap'
import { samples } from '../../lib/audio/pcm/pcm.js'
import type { RecognitionResult } from '../../lib/types.js'
import { emulate, numberedAudio, numberedEngine, type NumberedEngineOptions } from '../../lib/testing/index.js'
import { engineTests } from '../contract/engine.js'
import { Client, finishTask, sentencesOf } from './client.js'

t.test('the numbered engine passes the engine contract', async t => {
  engineTests(t, { make: () => numberedEngine(), audio: numberedAudio({ frames: 150 }), sampleRate: 16_000 })
})

t.test('every sample of frame n has the value n', async t => {
  const audio = samples(numberedAudio({ frames: 3, frameDuration: 10, sampleRate: 8000 }))
  t.same([...audio], [1, 2, 3].flatMap(n => Array.from({ length: 80 }, () => n)))
  t.equal(numberedAudio({ frames: 500 }).length, 320_000, '20 ms at 16 kHz each')
  t.throws(() => numberedAudio({ frames: 32_768 }), { code: 'STENO_BAD_OPTION' }, 'a sample holds no larger number')
  t.throws(() => numberedEngine({ wordsPerSentence: 0 }), { code: 'STENO_BAD_OPTION' })
})

async function recognizeNumbers(
  audio: Uint8Array,
  options: NumberedEngineOptions = {},
  sampleRate = 16_000,
): Promise<RecognitionResult[]> {
  const { signal } = new AbortController()
  const session = await numberedEngine(options).open({ format: { encoding: 's16le', sampleRate, channels: 1 }, signal })
  await session.write(audio)
  await session.finish()
  const results: RecognitionResult[] = []
  for await (const result of session) results.push(result)
  return results
}

async function finalTexts(audio: Uint8Array, options?: NumberedEngineOptions): Promise<string[]> {
  const results = await recognizeNumbers(audio, options)
  return results.filter(result => result.isSentenceEnd).map(({ sentence }) => sentence.text)
}

t.test('numbers are words with the times of their samples', async t => {
  const results = await recognizeNumbers(numberedAudio({ frames: 4, sampleRate: 8000 }), { wordsPerSentence: 3 }, 8000)
  t.match(
    results.filter(result => result.isSentenceEnd).map(({ sentence }) => sentence),
    [
      { sentenceId: 1, beginTime: 0, endTime: 60, text: '1 2 3' },
      {
        sentenceId: 2,
        beginTime: 60,
        endTime: 80,
        text: '4',
        words: [{ beginTime: 60, endTime: 80, text: '4', punctuation: '' }],
      },
    ],
  )
})

t.test('a lost frame is missing and a repeated frame is recognised twice', async t => {
  const audio = numberedAudio({ frames: 10 })
  const frame = (n: number, part = 1): Buffer => audio.subarray((n - 1) * 640, (n - 1 + part) * 640)
  t.same(await finalTexts(Buffer.concat([frame(1), frame(3)])), ['1 3'])
  t.same(await finalTexts(Buffer.concat([frame(1), frame(1), frame(2), frame(1)])), ['1 1 2 1'])
  const words = (await recognizeNumbers(Buffer.concat([frame(1), frame(1)]))).at(-1)!.sentence.words
  t.same(words.map(({ beginTime, endTime }) => [beginTime, endTime]), [[0, 20], [20, 40]], 'each at its own time')
  t.same(
    await finalTexts(Buffer.concat([frame(1, 0.5), frame(2, 0.45), frame(3)])),
    ['1 3'],
    'half a frame is enough, less is not',
  )
  t.same(await finalTexts(Buffer.concat([frame(2), Buffer.alloc(6400), frame(3)])), ['2 3'], 'silence is no number')
})

t.test('thirty thousand frames are recognised without a gap', async t => {
  const audio = numberedAudio({ frames: 30_000 })
  const { signal } = new AbortController()
  const session = await numberedEngine().open({
    format: { encoding: 's16le', sampleRate: 16_000, channels: 1 },
    signal,
  })
  const words: string[] = []
  const reading = (async () => {
    for await (const { isSentenceEnd, sentence } of session) if (isSentenceEnd) words.push(...sentence.text.split(' '))
  })()
  for (let i = 0; i < audio.length; i += 3200) await session.write(audio.subarray(i, i + 3200))
  await session.finish()
  await reading
  t.equal(words.join(), Array.from({ length: 30_000 }, (_, i) => i + 1).join())
})

/** Finals of a task whose audio is sent in frames of `cut` bytes. */
async function overTheWire(t: Test, audio: Buffer, cut: number): Promise<unknown[]> {
  const service = await emulate({ engine: numberedEngine() })
  t.teardown(() => service.close())
  const client = await Client.open(service.url)
  await client.run('a')
  for (let i = 0; i < audio.length; i += cut) client.send(audio.subarray(i, i + cut))
  client.send(finishTask('a'))
  return sentencesOf(await client.until('task-finished')).filter(({ sentence_end }) => sentence_end)
}

t.test('an engine behind the emulator recognises every number once, however frames are cut', async t => {
  const audio = numberedAudio({ frames: 2000 })
  const numbers = Array.from({ length: 2000 }, (_, i) => String(i + 1))
  for (const cut of [3200, 641, 100_000]) {
    const finals = await overTheWire(t, audio, cut)
    t.same(finals.flatMap(final => (final as { text: string }).text.split(' ')), numbers, `${cut} bytes`)
  }
})
