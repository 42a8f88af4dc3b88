import type { Sides } from '../break-penalty.js'

const NEVER = 90
const INSIDE = 80
const COMPOUND = 55
const NUMBER = 40
const BOUND = 45
const MODIFIER = 22
const LIGHT = 22
const ATTRIBUTE = 18
const NOUN_OF = 18
const OBJECT = 10
const TOPIC = 7
const CLAUSE = 4
/** On top, where the cut between two words in hiragana may be none. */
const UNSURE = 4

/** Particles, auxiliaries, endings and counters: they lean on what stands before them and never begin a line. */
const LEANING = /^(?:(?:[はがをにのもとでへやかねよなぞさわばてだたんうみつれせ的性化者年月日時分秒人個回件目歳円本枚台頭])(?!\p{L})|から|まで|より|だけ|しか|など|ので|のに|けれど|けど|って|という|といった|について|につき|によっ|により|による|において|における|にとっ|にわた|として|とともに|です|でし|でしょ|ます|まし|ませ|ましょ|たい|たく|たかっ|ない|なく|なかっ|なけれ|たり|だっ|だろ|れる|られ|せる|させ|いる|いた|いて|いま|おり|ある|あり|あっ|くださ|くれ|しまう|しまい|しまっ|さん|ちゃん|くん|さま|たち|ごと|ずつ|ながら|ほど|くらい|ぐらい|ばかり|よう|そう|らしい|みたい|すぎ|にくい|やすい)/u
/** Words in hiragana that begin a phrase of their own. */
const PHRASE = /^(?:この|その|あの|どの|これ|それ|あれ|どれ|ここ|そこ|あそこ|どこ|こちら|そちら|どちら|こう|そんな|こんな|どんな|また|まだ|もう|しかし|そして|そのため|だから|ただし|ところで|さらに|とても|すぐ|ちょっと|ずっと|もっと|やはり|やっぱり|みんな|みなさん|いつ|いつも|なぜ|どう|たくさん|ほとんど|まず|つまり|たとえば|例えば|もし|きっと|ぜひ|わたし|あなた|かれ|おそらく|ほか|しばらく|しっかり|はっきり|ゆっくり|すっかり|かなり|なかなか|やがて|すると|ところが|ちなみに)/u
/** Nouns and verbs that carry little of their own and stay with what they complete, as in ことがある, について, という. */
const WEAK = /^(?:こと|もの|とき|ところ|わけ|はず|ため|うち|まま|つもり|する|すれ|さ(?!\p{L})|でき|なる|なり|なっ|なら|くる|き(?!\p{L})|いく|いき|いっ|いう|いわ|いえ|もらう|もらい|もらえ|いただ|あげ|おく|おい|おけ|みる|つい|よっ|よる|よれ|とっ|かけ|わたっ|わたり|ともに|ともなっ|ほしい|ほしく|すぎ)/u
/** Particles on their own: what follows one, if it is no particle itself, begins a phrase. て is missing, since helping verbs follow it. */
const PARTICLE = /^(?:[はもをがにへと]|から|まで|より|には|にも|では|でも|とは|とも|へは|からは|までに|だけ|など)$/u
/** Words in hiragana that say more about what follows: adnominals and adverbs. */
const MODIFYING = /^(?:この|その|あの|どの|こんな|そんな|あんな|どんな|ある|まだ|もう|とても|すぐ|ちょっと|ずっと|もっと|やはり|やっぱり|よく|ほとんど|まったく|きっと|ぜひ|どうか|いつも|たった|ほんの|ごく|さらに|むしろ|まず|ただ|およそ|ほぼ|かなり|なかなか|あまり|かつて|もっとも)$/u
/** The end of a verb that another verb joins on to: 立ち|止まる, 取り|出す; no particle is written so. */
const STEM = /(?:^|\p{Script=Han})[いきぎしちびみりえけげせてねべめれ]$/u

const HIRAGANA = /\p{Script=Hiragana}/u
const SOLID = /[\p{Script=Han}\p{Script=Katakana}々ー]/u
const DIGIT = /[\d０-９一二三四五六七八九十百千万億第約]$/u

/** What it costs to break between two words of Japanese: low where a phrase (bunsetsu) begins, high inside one. */
export function japaneseCost({ before, after, space }: Sides): number {
  const [last, first] = [before.at(-1)!, after[0]!]
  if (DIGIT.test(before) && !space) return NUMBER
  if (MODIFYING.test(before)) return MODIFIER
  if (PHRASE.test(after)) return HIRAGANA.test(last) ? TOPIC : ATTRIBUTE
  if (HIRAGANA.test(first)) return inHiragana(before, after)
  if (STEM.test(before) && /\p{Script=Han}/u.test(first)) return before.endsWith('い') ? MODIFIER : COMPOUND
  return HIRAGANA.test(last) ? afterHiragana(before) : inSolid({ before, after, space })
}

/** Between words that are not in hiragana: most often inside a compound. */
function inSolid({ before, after, space }: Sides): number {
  const solid = SOLID.test(before.at(-1)!)
  if (solid && after.length === 1 && LEANING.test(after)) return NEVER
  if (space) return ATTRIBUTE
  return solid && SOLID.test(after[0]!) ? COMPOUND : LIGHT
}

function inHiragana(before: string, after: string): number {
  if ((after === 'お' || after === 'ご') && HIRAGANA.test(before.at(-1)!)) return afterHiragana(before)
  // Polite words are cut from their お, or not.
  if (/^[おご]\p{Script=Han}/u.test(after)) return afterHiragana(before)
  // “did” and “said”, or the rest of ました and でした.
  if (/^し(?:[たてまよな]|$|\P{L})/u.test(after)) return PARTICLE.test(before) ? BOUND : NEVER
  if (WEAK.test(after)) return HIRAGANA.test(before.at(-1)!) ? BOUND : INSIDE
  if (LEANING.test(after)) return NEVER
  // A verb or an adverb that is written without kanji.
  return PARTICLE.test(before) && /^\p{L}{2}/u.test(after) ? afterHiragana(before) + UNSURE : INSIDE
}

/** A word in kanji or katakana after hiragana begins a phrase; how good a break that is, the particle says. */
function afterHiragana(before: string): number {
  // Honorific お and ご open the word that follows.
  if (before === 'お' || before === 'ご') return NEVER
  if (/(?:から|ので|けど|けれど|たら|なら|ば|ながら|て|って|たり)$/u.test(before)) return CLAUSE
  if (/[はもが]$/u.test(before)) return TOPIC
  if (/[をにへとで]$|まで$|より$/u.test(before)) return OBJECT
  return before.endsWith('の') ? NOUN_OF : ATTRIBUTE
}
