import type { RecognitionResult, Sentence, Word } from '../../lib/types.js'

/** A sentence said at an even pace; its words are parted at spaces, or are its characters where there are none. */
export function sentence(text: string, { at = 0, each = 300, gap = 20, id = 1 } = {}): Sentence {
  const parts =
    text.includes(' ') || /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Hangul}.,?!'’]+$/u.test(text)
      ? text.split(' ')
      : [...text]
  const words: Word[] = []
  for (const part of parts) {
    const [, word, punctuation] = /^(.*?)([.,?!:;。，、？！]*)$/u.exec(part)!
    if (word === '') {
      const last = words.pop()!
      words.push({ ...last, punctuation: last.punctuation + punctuation! })
      continue
    }
    const beginTime = at + words.length * each
    words.push({ text: word!, punctuation: punctuation!, beginTime, endTime: beginTime + each - gap })
  }
  return { sentenceId: id, beginTime: at, endTime: words.at(-1)!.endTime, text, words }
}

/** The final or an interim of a sentence. */
export function result(said: Sentence, isSentenceEnd = true): RecognitionResult {
  return { requestId: 'r', sentence: isSentenceEnd ? said : { ...said, endTime: null }, isSentenceEnd }
}
