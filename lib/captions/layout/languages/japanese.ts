import { anyOf } from './any-of.js'
import type { BreakContext } from './break-context.js'

/** Penalties, 0 to 90. */
const BEFORE_PARTICLE = 90
const INSIDE_PHRASE = 80
const COMPOUND = 55
const BEFORE_AUXILIARY = 45
const NUMBER = 40
const MODIFIER = 22
const MIXED_SCRIPTS = 22
const ATTRIBUTE = 18
const NOUN_OF = 18
const OBJECT = 10
const TOPIC = 7
const CLAUSE = 4
/** Added where the segmenter may have cut between two words in hiragana by mistake. */
const UNCERTAIN = 4

/** Particles, endings and counters of one character; another letter after one makes it part of a word. */
const SINGLE_ATTACHED = [
  'はがをにのもとでへやか', // particles of case and topic
  'ねよなぞさわ', // sentence-final particles
  'ばてだたんうみつれせ', // verb endings
  '的性化者', // suffixes
  '年月日時分秒', // dates and times
  '人個回件目歳円本枚台頭', // counters
].join('')

/** Particles, auxiliaries, endings and counters: they attach to what stands before them and never begin a line. */
const ATTACHED = new RegExp(`^(?:[${SINGLE_ATTACHED}](?!\\p{L})|${anyOf(
  'から まで より だけ しか など ので のに けれど けど って', // particles
  'という といった について につき によっ により による において における にとっ にわた として とともに',
  'です でし でしょ ます まし ませ ましょ', // polite forms
  'たい たく たかっ ない なく なかっ なけれ たり だっ だろ れる られ せる させ', // inflections
  'いる いた いて いま おり ある あり あっ くださ くれ しまう しまい しまっ', // auxiliary verbs
  'さん ちゃん くん さま たち', // titles and plural
  'ごと ずつ ながら ほど くらい ぐらい ばかり', // extent
  'よう そう らしい みたい すぎ にくい やすい', // likeness and manner
)})`, 'u')

/** Words in hiragana that begin a phrase of their own. */
const PHRASE_OPENER = new RegExp(`^${anyOf(
  'この その あの どの これ それ あれ どれ ここ そこ あそこ どこ こちら そちら どちら こう そんな こんな どんな',
  'また まだ もう しかし そして そのため だから ただし ところで さらに', // connectives
  'とても すぐ ちょっと ずっと もっと やはり やっぱり', // adverbs
  'みんな みなさん いつ いつも なぜ どう たくさん ほとんど まず つまり たとえば 例えば もし きっと ぜひ',
  'わたし あなた かれ おそらく ほか しばらく しっかり はっきり ゆっくり すっかり かなり なかなか',
  'やがて すると ところが ちなみに', // connectives
)}`, 'u')

/** Nouns and verbs with little meaning of their own, which complete what precedes: ことがある, について, という. */
const AUXILIARY = new RegExp(`^${anyOf(
  'こと もの とき ところ わけ はず ため うち まま つもり', // formal nouns
  'する すれ さ(?!\\p{L}) でき なる なり なっ なら くる き(?!\\p{L}) いく いき いっ いう いわ いえ', // verbs
  'もらう もらい もらえ いただ あげ おく おい おけ みる つい よっ よる よれ とっ かけ わたっ わたり',
  'ともに ともなっ ほしい ほしく すぎ',
)}`, 'u')

/**
 * Particles alone: what follows one, if it is no particle itself, begins a phrase. て is not among them, since
 * auxiliary verbs follow it.
 */
const PARTICLE = new RegExp(`^(?:[はもをがにへと]|${anyOf(
  'から まで より には にも では でも とは とも へは からは までに だけ など',
)})$`, 'u')

/** Adnominals and adverbs in hiragana, which modify what follows. */
const MODIFYING = new RegExp(`^${anyOf(
  'この その あの どの こんな そんな あんな どんな ある', // adnominals
  'まだ もう とても すぐ ちょっと ずっと もっと やはり やっぱり よく ほとんど まったく きっと ぜひ どうか いつも',
  'たった ほんの ごく さらに むしろ まず ただ およそ ほぼ かなり なかなか あまり かつて もっとも',
)}$`, 'u')

/** End of a verb that another verb attaches to: 立ち|止まる, 取り|出す; no particle is written so. */
const VERB_STEM = /(?:^|\p{Script=Han})[いきぎしちびみりえけげせてねべめれ]$/u

const HIRAGANA = /\p{Script=Hiragana}/u
const KANJI_OR_KATAKANA = /[\p{Script=Han}\p{Script=Katakana}々ー]/u
const NUMERAL = /[\d０-９一二三四五六七八九十百千万億第約]$/u

/** Penalty of a break between two words of Japanese: low where a phrase (bunsetsu) begins, high inside one. */
export function japanesePenalty({ before, after, space }: BreakContext): number {
  const last = before.at(-1)!
  const first = after[0]!
  if (NUMERAL.test(before) && !space) return NUMBER
  if (MODIFYING.test(before)) return MODIFIER
  if (PHRASE_OPENER.test(after)) return HIRAGANA.test(last) ? TOPIC : ATTRIBUTE
  if (HIRAGANA.test(first)) return beforeHiragana(before, after)
  if (VERB_STEM.test(before) && /\p{Script=Han}/u.test(first)) return before.endsWith('い') ? MODIFIER : COMPOUND
  return HIRAGANA.test(last) ? afterHiragana(before) : betweenOtherScripts({ before, after, space })
}

/** Between words in other scripts than hiragana: usually inside a compound. */
function betweenOtherScripts({ before, after, space }: BreakContext): number {
  const solid = KANJI_OR_KATAKANA.test(before.at(-1)!)
  if (solid && after.length === 1 && ATTACHED.test(after)) return BEFORE_PARTICLE
  if (space) return ATTRIBUTE
  return solid && KANJI_OR_KATAKANA.test(after[0]!) ? COMPOUND : MIXED_SCRIPTS
}

function beforeHiragana(before: string, after: string): number {
  if ((after === 'お' || after === 'ご') && HIRAGANA.test(before.at(-1)!)) return afterHiragana(before)
  // The segmenter separates some polite words from their お or ご and leaves others whole.
  if (/^[おご]\p{Script=Han}/u.test(after)) return afterHiragana(before)
  // The verb する, or the rest of ました and でした.
  if (/^し(?:[たてまよな]|$|\P{L})/u.test(after)) return PARTICLE.test(before) ? BEFORE_AUXILIARY : BEFORE_PARTICLE
  if (AUXILIARY.test(after)) return HIRAGANA.test(before.at(-1)!) ? BEFORE_AUXILIARY : INSIDE_PHRASE
  if (ATTACHED.test(after)) return BEFORE_PARTICLE
  // A verb or an adverb that is written without kanji.
  return PARTICLE.test(before) && /^\p{L}{2}/u.test(after) ? afterHiragana(before) + UNCERTAIN : INSIDE_PHRASE
}

/** A word in kanji or katakana after hiragana begins a phrase; how good a break that is depends on the particle. */
function afterHiragana(before: string): number {
  // The honorifics お and ご open the word that follows.
  if (before === 'お' || before === 'ご') return BEFORE_PARTICLE
  if (/(?:から|ので|けど|けれど|たら|なら|ば|ながら|て|って|たり)$/u.test(before)) return CLAUSE
  if (/[はもが]$/u.test(before)) return TOPIC
  if (/[をにへとで]$|まで$|より$/u.test(before)) return OBJECT
  return before.endsWith('の') ? NOUN_OF : ATTRIBUTE
}
