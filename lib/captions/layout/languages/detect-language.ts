import { functionWordsOf } from './function-words.js'
import type { Language } from './language.js'

const LATIN = ['en', 'de', 'fr'] as const

/** Letters of an alphabet below which a text in it does not change the language, such as a lone “OK”. */
const MIN_LETTERS = 12

/**
 * Language whose rules fit a BCP 47 tag: its own, or one that shares its script.
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
 * Detects the language of a text by its script and, for the Latin one, by its function words.
 *
 * @param previous Language of the text before; decides where the text itself does not, such as for a lone “OK” or for
 *   Japanese without kana.
 */
export function detectLanguage(text: string, previous: Language | undefined): Language {
  if (/\p{Script=Hangul}/u.test(text)) return 'ko'
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja'
  if (/\p{Script=Han}/u.test(text)) return previous === 'ja' ? 'ja' : 'zh'
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (previous !== undefined && letters < MIN_LETTERS) return previous
  return /\p{Script=Cyrillic}/u.test(text) ? 'ru' : byFunctionWords(text) ?? previousLatin(previous)
}

function previousLatin(previous: Language | undefined): Language {
  return previous === 'de' || previous === 'fr' ? previous : 'en'
}

function byFunctionWords(text: string): Language | undefined {
  const words = text.toLowerCase().split(/[^\p{L}'’]+/u)
  const hits = LATIN.map(language => {
    const { keepWithNext } = functionWordsOf(language)
    return words.reduce((sum, word) => sum + (keepWithNext.has(word) ? 1 : 0), 0)
  })
  const most = Math.max(...hits)
  return most > 0 && hits.filter(hit => hit === most).length === 1 ? LATIN[hits.indexOf(most)] : undefined
}
