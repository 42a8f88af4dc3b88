import type { Sentence, Word } from '../../types.js'
import { separatorBetween } from '../../text/spacing.js'

/** A sentence before it is numbered. */
export type Draft = Omit<Sentence, 'sentenceId' | 'endTime'> & { readonly endTime: number }

/** A pause that parts sentences where no full stop does, in ms. */
const PAUSE = 1500
const MARKS = /[.,!?;:…。，、！？；：．)\]"'”’»」』）】》]+$/u
const FULL_STOP = /[.!?…。！？．]/u

/** A word as recognisers give it, its mark at its end; `undefined` where nothing is left of it. */
export function wordOf(said: string, beginTime: number, endTime: number, speakerId?: string): Word | undefined {
  const whole = said.trim()
  if (whole === '') return undefined
  const marks = MARKS.exec(whole)?.[0] ?? ''
  const punctuation = marks === whole ? '' : marks
  return {
    text: whole.slice(0, whole.length - punctuation.length), punctuation, beginTime, endTime: Math.max(beginTime, endTime),
    ...speakerId !== undefined && { speakerId },
  }
}

/** Words as sentences: parted after a full stop, at a pause, and where another speaker begins. */
export function group(words: readonly Word[]): Draft[] {
  const groups: Word[][] = []
  for (const word of words) {
    const last = groups.at(-1)?.at(-1)
    const goesOn = last && !FULL_STOP.test(last.punctuation) && word.beginTime - last.endTime < PAUSE && word.speakerId === last.speakerId
    if (goesOn) groups.at(-1)!.push(word)
    else groups.push([word])
  }
  return groups.map(sentence)
}

/** Words as one sentence. */
function sentence(words: readonly Word[]): Draft {
  const { beginTime, speakerId } = words[0]!
  return {
    beginTime, endTime: words.at(-1)!.endTime, text: textOf(words), words, ...speakerId !== undefined && { speakerId },
  }
}

function textOf(words: readonly Word[]): string {
  return words.reduce((text, word) => text + separatorBetween(text, word.text) + word.text + word.punctuation, '')
}

/** Sentences in the order of their beginnings, numbered from 1, without those that say nothing. */
export function numbered(drafts: readonly Draft[]): Sentence[] {
  return drafts.filter(({ text }) => text.trim() !== '')
    .toSorted((a, b) => a.beginTime - b.beginTime)
    .map((draft, i) => ({ sentenceId: i + 1, ...draft, text: draft.text.trim(), endTime: Math.max(draft.beginTime, draft.endTime) }))
}
