import type { Sides } from './grammar.js'

const NEVER = 40
const INSIDE = 36
const COMPOUND = 32
const NUMBER = 30
const NOUN_OF = 16
const LIGHT = 22
const ATTRIBUTE = 13
const OBJECT = 10
const TOPIC = 7
const CLAUSE = 4

/** Particles, auxiliaries and endings: they lean on what stands before them and never begin a line. */
const LEANING = /^(?:[はがをにのもとでへやかねよなぞさわばてだ]|から|まで|より|だけ|しか|など|ので|のに|けれど|けれども|けど|って|という|といった|です|でした|でしょう|ます|ました|ません|ましょう|たい|たく|ない|なく|なかっ|た|たり|て|で|だっ|だろう|れる|られる|せる|させる|れ|られ|いる|いた|いて|います|いました|おり|ある|あり|ください|ください|くださ|くれ|しまう|しまい|さん|ちゃん|くん|さま|たち|ごと|ずつ|ながら|ほど|くらい|ぐらい|ばかり|ん|う|よう|そう|らしい|み|みたい|すぎ|にくい|やすい|的|性|化|者|年|月|日|時|分|秒|人|個|回|件|目|歳|円|本|枚|台|つ)/u
/** Words in hiragana that begin a phrase of their own. */
const PHRASE = /^(?:この|その|あの|どの|これ|それ|あれ|どれ|ここ|そこ|あそこ|どこ|こちら|そちら|どちら|こう|そんな|こんな|どんな|また|まだ|もう|しかし|そして|そのため|だから|ただし|ところで|さらに|とても|すぐ|ちょっと|ずっと|もっと|やはり|やっぱり|みんな|みなさん|いつ|いつも|なぜ|どう|たくさん|ほとんど|まず|つまり|たとえば|例えば|もし|きっと|ぜひ|わたし|あなた|かれ|おそらく|ほか)/u
/** Nouns and verbs that carry little of their own and stay with what they complete. */
const WEAK = /^(?:こと|もの|とき|ところ|わけ|はず|ため|うち|まま|つもり|する|し|さ|でき|なる|なり|なっ|くる|き|いく|いき|いっ|もらう|もらい|いただ|あげ|おく|おい|みる)/u

const HIRAGANA = /\p{Script=Hiragana}/u
const SOLID = /[\p{Script=Han}\p{Script=Katakana}々ー]/u
const DIGIT = /[\d０-９一二三四五六七八九十百千万億第約]$/u

/** What it costs to break between two words of Japanese: low where a phrase (bunsetsu) begins, high inside one. */
export function japaneseCost({ before, after, space }: Sides): number {
  const [last, first] = [before.at(-1)!, after[0]!]
  if (DIGIT.test(before) && !space) return NUMBER
  if (PHRASE.test(after)) return HIRAGANA.test(last) ? TOPIC : ATTRIBUTE
  if (HIRAGANA.test(first)) return inHiragana(before, after)
  // Honorific お and ご open the word that follows.
  if (before === 'お' || before === 'ご') return NEVER
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
  if (WEAK.test(after)) return HIRAGANA.test(before.at(-1)!) ? LIGHT : INSIDE
  return LEANING.test(after) ? NEVER : INSIDE
}

/** A word in kanji or katakana after hiragana begins a phrase; how good a break that is, the particle says. */
function afterHiragana(before: string): number {
  if (/(?:から|ので|けど|けれど|たら|なら|ば|ながら|て|って|たり)$/u.test(before)) return CLAUSE
  if (/[はもが]$/u.test(before)) return TOPIC
  if (/[をにへとで]$|まで$|より$/u.test(before)) return OBJECT
  return before.endsWith('の') ? NOUN_OF : ATTRIBUTE
}
