import type { Sentence, Word } from '../../types.js'
import { endsUnspaced, startsUnspaced } from '../../text/spacing.js'
import { type Draft, numbered, wordOf } from './sentences.js'
import { list, listIfAny, object, text, time, type Unknown } from './shape.js'

/**
 * Sentences of whisper.cpp's JSON, times in ms; words where it was written with `--output-json-full`.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the place.
 *
 * @example
 * ```ts
 * readWhisperCpp({ transcription: [{ offsets: { from: 0, to: 1500 }, text: ' Hello.' }] })
 * ```
 */
export function readWhisperCpp(document: Unknown): Sentence[] {
  return numbered(list(document['transcription'], 'transcription').map((value, i) => segment(value, `transcription[${i}]`)))
}

interface Token { readonly text: string; readonly from: number; readonly to: number }

function segment(value: unknown, where: string): Draft {
  const said = object(value, where)
  const whole = text(said['text'], `${where}.text`)
  const words = join(listIfAny(said['tokens'], `${where}.tokens`).flatMap((token, i) => tokenIn(token, `${where}.tokens[${i}]`)))
  const [beginTime, endTime] = times(said, where)
  const spoken = words.map(word => word.text + word.punctuation).join('')
  return {
    beginTime, endTime, text: whole,
    // A character of several bytes may be cut across tokens, and is lost then; the text is not.
    words: spoken === whole.replaceAll(/\s+/g, '') ? words : [],
  }
}

function tokenIn(value: unknown, where: string): Token | [] {
  const token = object(value, where)
  const said = text(token['text'], `${where}.text`)
  if (/^\[_.*\]$|^<\|.*\|>$/.test(said) || token['offsets'] === undefined) return []
  const [from, to] = times(token, where)
  return { text: said, from, to }
}

function times(said: Unknown, where: string): [from: number, to: number] {
  const offsets = object(said['offsets'], `${where}.offsets`)
  return [time(offsets['from'], `${where}.offsets.from`), time(offsets['to'], `${where}.offsets.to`)]
}

/** A token with a space before it begins a word; in scripts without spaces every one does. */
function join(tokens: readonly Token[]): Word[] {
  const words: Token[] = []
  for (const token of tokens) {
    const last = words.at(-1)
    const joins = /^(?:\p{P}+$|\p{M})/u.test(token.text)
    const unspaced = startsUnspaced(token.text) || (last !== undefined && endsUnspaced(last.text))
    const begins = !last || /^\s/.test(token.text) || (!joins && unspaced)
    if (begins) words.push(token)
    else words[words.length - 1] = { text: last.text + token.text, from: last.from, to: token.to }
  }
  return words.flatMap(({ text, from, to }) => wordOf(text, from, to) ?? [])
}
