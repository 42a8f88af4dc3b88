import type { Sentence, Word } from '../../types.js'
import { type Draft, group, numbered, wordOf } from './sentences.js'
import { list, listIfAny, object, speaker, text, time, type Unknown } from './shape.js'

const S = 1000

/**
 * Sentences of Deepgram's answer for a recording, times in seconds: its utterances or, without them, its words, parted
 * at full stops, pauses and speakers. Where there are several channels and no speakers, the channel is the speaker.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the place.
 *
 * @example
 * ```ts
 * readDeepgram({ results: { channels: [{ alternatives: [{ words: [{ word: 'hello', start: 0.2, end: 0.7 }] }] }] } })
 * ```
 */
export function readDeepgram(document: Unknown): Sentence[] {
  const results = object(document['results'], 'results')
  const utterances = listIfAny(results['utterances'], 'results.utterances')
  if (utterances.length > 0) return numbered(utterances.map((one, i) => utterance(one, `results.utterances[${i}]`)))
  const channels = list(results['channels'], 'results.channels')
  return numbered(channels.flatMap((value, i) => {
    const where = `results.channels[${i}]`
    const [best] = listIfAny(object(value, where)['alternatives'], `${where}.alternatives`)
    const found = best === undefined ? undefined : object(best, `${where}.alternatives[0]`)['words']
    return group(words(found, `${where}.alternatives[0].words`, channels.length > 1 ? String(i) : undefined))
  }))
}

function utterance(value: unknown, where: string): Draft {
  const said = object(value, where)
  const speakerId = speaker(said['speaker'])
  return {
    beginTime: time(said['start'], `${where}.start`, S), endTime: time(said['end'], `${where}.end`, S),
    text: text(said['transcript'], `${where}.transcript`), words: words(said['words'], `${where}.words`, speakerId),
    ...speakerId !== undefined && { speakerId },
  }
}

function words(value: unknown, where: string, otherwise: string | undefined): Word[] {
  return listIfAny(value, where).flatMap((one, i) => {
    const at = `${where}[${i}]`
    const word = object(one, at)
    return wordOf(text(word['punctuated_word'] ?? word['word'], `${at}.word`), time(word['start'], `${at}.start`, S),
      time(word['end'], `${at}.end`, S), speaker(word['speaker']) ?? otherwise) ?? []
  })
}
