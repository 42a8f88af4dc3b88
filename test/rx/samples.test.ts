import t from 'tap'
import { pocketsphinx } from '../../lib/engines/pocketsphinx/index.js'
import type { RecognitionParam } from '../../lib/rx/index.js'
import { emulate, scriptFromText } from '../../lib/testing/index.js'
import { javaCallback } from '../examples/java-callback.js'
import { javaFile } from '../examples/java-file.js'
import { javaFlowable } from '../examples/java-flowable.js'
import { pythonCallback } from '../examples/python-callback.js'
import { pythonFile } from '../examples/python-file.js'
import type { Sample } from '../examples/sample.js'
import { clips, wordErrorRate } from '../support/speech.js'

const clip = clips.find(({ name }) => name === '0880')!
const METRIC = /^\[Metric\] requestId: ([0-9a-f-]{36}), first package delay ms: \d+, last package delay ms: \d+$/

async function run(
  sample: Sample,
  defaults: RecognitionParam,
  { file = clip.path, speed = 10 } = {},
): Promise<string[]> {
  const lines: string[] = []
  await sample(file, {
    defaults,
    speed,
    print: line => {
      lines.push(line)
    },
  })
  return lines
}

/** Lines without those of interims: none, when all audio came at once; the last one may read like the final. */
const withoutInterims = (lines: readonly string[], interim: string, finals: readonly string[] = []): string[] =>
  lines.filter(
    (line, i) => !line.startsWith(interim) || (finals.includes(line.slice(interim.length)) && line !== lines[i + 1]),
  )

const finals = ['Hello world.', 'How are you?']
const sentences = (line: string): string[] => {
  const found = JSON.parse(line) as { text: string }[] | { sentences: { text: string }[] }
  return (Array.isArray(found) ? found : found.sentences).map(({ text }) => text)
}

t.test('the samples of the service print what they print there', async t => {
  const service = await emulate({ script: scriptFromText(finals.join(' ')) })
  t.after(() => service.close())
  const defaults = { baseUrl: service.url, apiKey: service.apiKey }
  const samples = [
    [javaCallback, (lines: string[]) => {
      t.same(withoutInterims(lines, 'Intermediate Result: '), [
        ...finals.map(text => `Final Result: ${text}`),
        'Recognition complete',
      ])
    }],
    [javaFlowable, (lines: string[]) => {
      t.same(withoutInterims(lines, 'Intermediate Result: '), finals.map(text => `Final Result: ${text}`))
    }],
    [javaFile, ([line = '', ...rest]: string[]) => {
      t.same(rest, [])
      t.same(sentences(line.replace(/^Result: /, '')), finals)
    }],
    [pythonCallback, (lines: string[]) => {
      const text = 'RecognitionCallback text: '
      const told = withoutInterims(lines, text, finals)
      const end = /^RecognitionCallback sentence end, request_id:[0-9a-f-]{36}, usage:\{"duration":\d+\}$/
      t.match(told.filter((_, i) => i === 3 || i === 5), [end, end])
      t.same(told.filter((_, i) => i !== 3 && i !== 5), [
        'Initializing ...', 'RecognitionCallback open.', text + finals[0]!, text + finals[1]!,
        'RecognitionCallback completed.', 'RecognitionCallback close.', 'Recognition stopped.',
      ])
    }],
    [pythonFile, ([title, line = '', ...rest]: string[]) => {
      t.same([title, rest], ['Recognition result:', []])
      t.same(sentences(line), finals)
    }],
  ] as const
  const interims: string[] = []
  for (const [sample, check] of samples) {
    const lines = await run(sample, defaults, { speed: 2 })
    interims.push(...lines.filter(line => /: How( are)?$/.test(line)))
    const [, requestId] = METRIC.exec(lines.pop()!) ?? []
    t.equal(requestId, service.tasks.at(-1)!.taskId)
    check(lines)
  }
  t.ok(interims.length > 0, 'interims come while a file speaks at its own pace')
})

t.test('they do so with the embedded engine', async t => {
  const defaults = { engine: pocketsphinx({ accuracy: 'fast' }) }
  for (const sample of [javaCallback, javaFlowable, javaFile, pythonCallback, pythonFile]) {
    const lines = await run(sample, defaults)
    t.match(lines.pop(), METRIC)
    const said = lines.flatMap(line => {
      const json = /^(?:Result: )?([[{].*)/.exec(line)
      if (json) return sentences(json[1]!)
      const [, text] = /^(?:Final Result|RecognitionCallback text): (.*)/.exec(line) ?? []
      return text === undefined ? [] : [text]
    })
    // Of Python's lines the last is the final one, since the clip is one sentence.
    t.ok(wordErrorRate(clip.transcript, said.at(-1)!) <= 0.7, said.at(-1)!)
  }
})

t.test('what goes wrong is printed, too', async t => {
  const service = await emulate({ faults: [{ type: 'refuse', status: 401 }] })
  t.after(() => service.close())
  const file = `${t.testdir({ 'empty.wav': '' })}/empty.wav`
  const defaults = { baseUrl: service.url, apiKey: service.apiKey }
  t.match(await run(pythonFile, defaults), [/^Error: .*key/, /^\[Metric\] requestId: ,/])
  t.match(await run(javaFile, defaults, { file }), [/no bytes|empty/i, /^\[Metric\]/])
})
