import type { Language } from './profiles.js'
import { smallWordsOf } from './function-words.js'

const LATIN = ['en', 'de', 'fr'] as const

/** So few letters of an alphabet say nothing in a talk in another language. */
const FEW = 12

/**
 * The language whose rules fit a tag: its own, or that of its script.
 *
 * @example
 * ```ts
 * languageOf('zh-Hant') // 'zh'
 * languageOf('uk') // 'ru', for its script
 * ```
 */
export function languageOf(tag: string): Language {
  const { language, script } = new Intl.Locale(tag).maximize()
  if (language === 'yue' || language === 'wuu') return 'zh'
  if (['en', 'de', 'fr', 'ru', 'zh', 'ja', 'ko'].includes(language)) return language as Language
  if (script === 'Cyrl') return 'ru'
  return script === 'Hans' || script === 'Hant' ? 'zh' : 'en'
}

/**
 * The language of a text, told from its script, and for the Latin one from its small words.
 *
 * @param last What the text before it was in: decides where the text itself does not, such as for a lone “OK” or for
 *   Japanese without kana.
 */
export function guessLanguage(text: string, last: Language | undefined): Language {
  if (/\p{Script=Hangul}/u.test(text)) return 'ko'
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja'
  if (/\p{Script=Han}/u.test(text)) return last === 'ja' ? 'ja' : 'zh'
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (last !== undefined && letters < FEW) return last
  return /\p{Script=Cyrillic}/u.test(text) ? 'ru' : bySmallWords(text) ?? latin(last)
}

/** Where the text says nothing: as before, or English. */
function latin(last: Language | undefined): Language {
  return last === 'de' || last === 'fr' ? last : 'en'
}

function bySmallWords(text: string): Language | undefined {
  const words = text.toLowerCase().split(/[^\p{L}'’]+/u)
  const hits = LATIN.map(language => {
    const { holders } = smallWordsOf(language)
    return words.reduce((sum, word) => sum + (holders.has(word) ? 1 : 0), 0)
  })
  const most = Math.max(...hits)
  return most > 0 && hits.filter(hit => hit === most).length === 1 ? LATIN[hits.indexOf(most)] : undefined
}
