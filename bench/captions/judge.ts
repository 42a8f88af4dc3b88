import { createRequire } from 'node:module'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import type { Language } from '../../lib/index.js'

// Its modules are CommonJS to some loaders and not to others; this way they always are.
const { loadDefaultJapaneseParser } = createRequire(import.meta.url)('budoux') as typeof import('budoux')

/**
 * Words that a line should not end with, for alphabets and Korean: collected for this judge by classes of words
 * (articles, possessives, prepositions, conjunctions, relatives, titles) and not shared with the layout. Chinese is
 * judged by the words of jieba and Japanese by the phrases of BudouX, neither of which the layout uses.
 */
const NOT_LAST: Readonly<Partial<Record<Language, string>>> = {
  en: `a an the my your his her its our their this these those every each no mr mrs ms dr prof and or but nor so yet for as
    than that which who whom whose what when where while why how if whether because since unless until although though
    before after once whereas either neither both even of in on at to from by with about into onto over under between
    among through across near against during without within behind beyond upon toward towards via per despite except
    i we they he she is are was were am has have had will would can could should may might must not very`,
  de: `der die das den dem des ein eine einen einem einer eines kein keine keinen mein meine dein sein seine ihr ihre ihren
    ihrem unser unsere dieser diese dieses diesen diesem jeder jede jedes jeden und oder aber denn weil obwohl während wenn
    wo wie dass bevor nachdem sobald bis außer sowie indem weder sowohl zwar jedoch ob als in im an am auf aus bei beim mit
    nach von vom vor zu zum zur über unter um durch für gegen ohne seit zwischen neben hinter ich wir er sie man sehr nicht
    herr frau dr prof`,
  fr: `le la les l un une des du de d au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs et
    ou mais donc car ni que qui dont où quand comme si lorsque puisque parce pendant avant après dès malgré tant soit à dans
    sur sous par pour avec sans chez vers entre je tu il elle on nous vous ils elles ne se m mme dr très plus`,
  ru: `и или но а да что чтобы как если когда пока хотя потому где куда который которая которое которые котором которую ни
    зато также перед после в во на с со к ко о об от до из за под над по при про для без у через между не он она они мы вы я
    этот эта это эти свой очень`,
  ko: `그리고 또는 그런데 그래도 결국 반면에 아니면 게다가 그러나 그래서 하지만 왜냐하면 비록 언제 어디서 어떻게 만약 따라서 같은 이 그 저 한 두 세
    네 몇 각 매 모든 어떤 이런 그런 다른 여러 새 안 못 아주 매우 더 가장 너무`,
}

let jieba: Jieba | undefined
let budoux: ReturnType<typeof loadDefaultJapaneseParser> | undefined

/** Offsets in a text without white space at which an independent segmenter would break. */
function breakOffsets(text: string, language: Language): Set<number> {
  jieba ??= Jieba.withDict(dict)
  budoux ??= loadDefaultJapaneseParser()
  const words = language === 'zh' ? jieba.cut(text) : budoux.parse(text)
  let offset = 0
  return new Set(words.map(word => offset += word.length))
}

const CLOSING = /^[\p{Pe}\p{Pf}!%,.:;?…、。，．・：；？！々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]/u
const OPENING = /[\p{Ps}\p{Pi}„]$/u
const ZH_PARTICLE = /^[的了着过们吗呢吧]/u
const JA_PARTICLE = /^(?:[はがをにのもとでへ](?![\p{Script=Hiragana}])|です|ます|でした|ました|ません|から|まで)/u

/** True for a bad break at an offset of the text without white space, between the lines `before` and `after`. */
export type BreakJudge = (offset: number, before: string, after: string) => boolean

/** Returns the judge of the breaks of a text. */
export function judge(text: string, language: Language): BreakJudge {
  if (language === 'zh' || language === 'ja') {
    const offsets = breakOffsets(text, language)
    const particle = language === 'zh' ? ZH_PARTICLE : JA_PARTICLE
    return (offset, before, after) =>
      CLOSING.test(after) || OPENING.test(before) || particle.test(after) || !offsets.has(offset)
  }
  const words = new Set(NOT_LAST[language]!.split(/\s+/))
  return (_offset, before, after) => {
    const last = before.trim().split(/[\s'’]+/).at(-1)!.toLowerCase()
    return CLOSING.test(after) || OPENING.test(before) || words.has(last.replace(/^(dr|mr|mrs|ms|prof|m|mme)\.$/, '$1'))
  }
}
