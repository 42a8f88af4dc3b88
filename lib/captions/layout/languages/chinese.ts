import type { Sides } from '../break-penalty.js'

const NEVER = 40
const HELD = 30
const COUNTED = 30
const WITHIN = 26
const SINGLE = 18
const NEUTRAL = 10
const PHRASE = 6
const JOINER = 4

/** Particles that lean on what stands before them. */
const LEANING = /^[的地得了着著过過们們吗嗎呢吧啊呀嘛么麼啦上下里裡中后後前内內外时時来來去起]$/u
/** Words of one character that hold what follows: prepositions, adverbs, determiners, copulas, pronouns. */
const HOLDING = /^(?:[的地得和与與或及在把被对對从從向给給让讓使将將由于於以为為因是有不没沒很就也都还還又再才只更最太非无無这這那哪每各某该該此其几幾第我你他她它您要会會能可想去来來到比跟同按据據个個]|一[个個]|这[个個]|那[个個]|没有|不是|就是|也是|都是|还是|可以|能够|必须|应该|正在|已经|非常|我们|他们|你们|她们|它们|关于|对于|通过|根据|由于|为了)$/u
/** Words that begin a phrase: prepositions, adverbs and pronouns. */
const OPENING = /^(?:[在把被对對从從向给給让讓跟同比用由就都也还還又才再会會要能可不没沒我你他她它]|我们|你们|他们|她们|它们|大家|已经|正在|非常|可以|能够|必须|应该|关于|通过|根据|为了)$/u
/** Words that begin a clause. */
const JOINING = /^(?:但是?|可是|不过|然而|因为|因此|所以|如果|虽然|尽管|即使|只要|只有|除非|而且|并且|并|而|或者|还是|然后|于是|同时|另外|此外|甚至|那么|否则|無論|无论|不管|既然|直到|当)/u
/** What makes a longer word of one: dictionaries often miss it. */
const SUFFIX = /^[室者员員家学學性化机機器率场場站院所局部版力度城市区區省县縣路街校生式型品类類费費权權]$/u
const NUMERAL = /[\d０-９一二三四五六七八九十百千万萬亿億两兩几幾半第]$/u
const MEASURE = /^[\d０-９一二三四五六七八九十百千万萬亿億个個位名条條张張只隻本件次年月日号號天点點分秒时時岁歲元块塊米层層座辆輛台部家种種类類项項度倍届屆期%％]/u

/** What it costs to break between two words of Chinese, as `Intl.Segmenter` found them. */
export function chineseCost({ before, after, space }: Sides): number {
  const first = firstOf(after)
  if (LEANING.test(first)) return NEVER
  if (HOLDING.test(before) || JOINING.exec(before)?.[0] === before) return HELD
  if (NUMERAL.test(before) && MEASURE.test(after)) return COUNTED
  if (JOINING.test(after)) return JOINER
  if (OPENING.test(first)) return PHRASE
  if (space) return NEUTRAL
  return SUFFIX.test(first) ? HELD : byLength(before, after)
}

/** Words of one character are where dictionaries disagree: the cut may be inside a name or a newer word. */
function byLength(before: string, after: string): number {
  const singles = (before.length === 1 ? 1 : 0) + (after.length === 1 ? 1 : 0)
  return singles === 2 ? WITHIN : singles === 1 ? SINGLE : NEUTRAL
}

function firstOf(word: string): string {
  return word.replace(/[^\p{L}\p{N}]+$/u, '')
}
