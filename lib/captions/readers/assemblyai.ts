import type { Sentence, Word } from '../../types.js'
import { type Draft, group, numbered, wordOf } from './sentences.js'
import { list, listIfAny, object, speaker, text, time, type Unknown } from './shape.js'

/**
 * Sentences of AssemblyAI's transcript, times in ms: its utterances or, without them, its words, parted at full stops,
 * pauses and speakers. A bare list of words is taken, too.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the place.
 *
 * @example
 * ```ts
 * readAssemblyAi({ words: [{ text: 'Hello.', start: 200, end: 700, speaker: 'A' }] })
 * ```
 */
export function readAssemblyAi(document: Unknown): Sentence[] {
  const utterances = listIfAny(document['utterances'], 'utterances')
  // An utterance is a whole turn, which may be long; its words have the sentences in it.
  const drafts: Draft[] = utterances.length > 0
    ? utterances.flatMap((one, i) => turn(one, `utterances[${i}]`))
    : group(words(list(document['words'], 'words'), 'words', undefined))
  return numbered(drafts)
}

function turn(value: unknown, where: string): Draft[] {
  const said = object(value, where)
  const speakerId = speaker(said['speaker'])
  const own = words(said['words'], `${where}.words`, speakerId)
  if (own.length > 0) return group(own)
  return [{
    beginTime: time(said['start'], `${where}.start`), endTime: time(said['end'], `${where}.end`),
    text: text(said['text'], `${where}.text`), words: [], ...speakerId !== undefined && { speakerId },
  }]
}

function words(value: unknown, where: string, otherwise: string | undefined): Word[] {
  return listIfAny(value, where).flatMap((one, i) => {
    const at = `${where}[${i}]`
    const word = object(one, at)
    return wordOf(text(word['text'], `${at}.text`), time(word['start'], `${at}.start`), time(word['end'], `${at}.end`),
      speaker(word['speaker']) ?? otherwise) ?? []
  })
}
