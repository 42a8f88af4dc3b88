import t from 'tap'
import { ResultQueue } from '../../lib/engine/result-queue.js'
import type { RecognitionResult } from '../../lib/types.js'

const result = (sentenceId: number, text: string, isSentenceEnd: boolean): RecognitionResult => ({
  requestId: 'r',
  isSentenceEnd,
  sentence: { sentenceId, beginTime: 0, endTime: isSentenceEnd ? 1 : null, text, words: [] },
})
const read = async (queue: ResultQueue): Promise<string[]> => {
  const texts: string[] = []
  for await (const { sentence } of queue) texts.push(sentence.text)
  return texts
}

t.test('an interim that nobody has read is replaced by what follows it', async t => {
  const queue = new ResultQueue()
  queue.push(result(1, 'a', false))
  queue.push(result(1, 'a b', false))
  queue.push(result(1, 'a b c', true))
  queue.push(result(2, 'd', false))
  queue.end()
  t.same(await read(queue), ['a b c', 'd'])
})

t.test('a reader that waits gets each result', async t => {
  const queue = new ResultQueue()
  const texts = read(queue)
  for (const text of ['a', 'a b', 'a b c']) {
    queue.push(result(1, text, false))
    await new Promise(setImmediate)
  }
  queue.end()
  t.same(await texts, ['a', 'a b', 'a b c'])
})

t.test('room() waits while too many finals are unread', async t => {
  const queue = new ResultQueue(2)
  queue.push(result(1, 'a', true))
  queue.push(result(2, 'b', true))
  let room = false
  const waiting = queue.drain()!.then(() => { room = true })
  await new Promise(setImmediate)
  t.notOk(room)
  await queue[Symbol.asyncIterator]().next()
  await waiting
  t.ok(room)
})

t.test('a failure comes after what was said before it, and only once', async t => {
  const queue = new ResultQueue(1)
  queue.push(result(1, 'a', true))
  const waiting = queue.drain()
  queue.fail(new Error('first'))
  queue.fail(new Error('second'))
  queue.push(result(2, 'too late', true))
  await waiting
  const reader = queue[Symbol.asyncIterator]()
  t.match(await reader.next(), { value: { sentence: { text: 'a' } } })
  await t.rejects(reader.next(), { message: 'first' })
})
