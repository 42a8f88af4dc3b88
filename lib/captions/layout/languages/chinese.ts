import { trailingStart } from '../../../text/trailing.js'
import { anyOf } from './any-of.js'
import type { BreakContext } from './break-context.js'

/** Penalties, 0 to 90. */
const BEFORE_PARTICLE = 40
const KEEP_WITH_NEXT = 30
const BEFORE_MEASURE = 30
const BEFORE_SUFFIX = 30
const BETWEEN_SINGLES = 26
const BESIDE_SINGLE = 18
const NEUTRAL = 10
const PHRASE = 6
const CLAUSE = 4

/** Particles, localizers and complements of one character: they attach to what stands before them. */
const PARTICLES = [
  '的地得', // structural
  '了着著过過', // aspect
  '们們', // plural
  '吗嗎呢吧啊呀嘛么麼啦', // sentence-final
  '上下里裡中后後前内內外', // place
  '时時', // time
  '来來去起', // direction
].join('')
const PARTICLE = new RegExp(`^[${PARTICLES}]$`, 'u')

/** Words of one character that keep what follows. */
const KEEPERS = [
  '的地得', // structural particles
  '和与與或及', // between nouns
  '在把被对對从從向给給让讓使将將由于於以为為因比跟同按据據', // prepositions
  '是有不没沒很就也都还還又再才只更最太非无無', // copulas, negations, adverbs
  '这這那哪每各某该該此其几幾第个個', // determiners
  '我你他她它您', // pronouns
  '要会會能可想去来來到', // auxiliary verbs
].join('')
const KEEP_WITH_NEXT_WORD = new RegExp(`^(?:[${KEEPERS}]|${anyOf(
  '一[个個] 这[个個]', // determiners
  '没有 不是 就是 也是 都是 还是', // copulas
  '可以 能够 必须 应该 正在 已经 非常', // auxiliary verbs and adverbs
  '我们 他们 你们 她们 它们', // pronouns
  '关于 对于 通过 根据 由于 为了', // prepositions
)})$`, 'u')

/** Words that open a phrase: prepositions, adverbs, auxiliary verbs and pronouns. */
const PHRASE_OPENERS = '在把被对對从從向給给让讓跟同比用由就都也还還又才再会會要能可不没沒我你他她它'
const PHRASE_OPENER = new RegExp(`^(?:[${PHRASE_OPENERS}]|${anyOf(
  '我们 你们 他们 她们 它们 大家',
  '已经 正在 非常 可以 能够 必须 应该',
  '关于 通过 根据 为了',
)})$`, 'u')

/** Words that open a clause; of two that begin alike the longer one is first. */
const CLAUSE_OPENER = new RegExp(`^${anyOf(
  '但是? 可是 不过 然而 因为 因此 所以 如果 虽然 尽管 即使 只要 只有 除非',
  '而且 并且 并 而 或者 还是 然后 于是 同时 另外 此外 甚至 那么',
  '否则 無論 无论 不管 既然 直到 当',
)}`, 'u')

/** Characters that make a longer word of the one before them, which dictionaries often miss. */
const SUFFIXES = [
  '室者员員家', // persons and rooms
  '学學性化机機器率', // sciences, qualities, machines
  '场場站院所局部', // institutions
  '版力度', // editions and degrees
  '城市区區省县縣路街校', // places
  '生式型品类類费費权權', // kinds, fees, rights
].join('')
const SUFFIX = new RegExp(`^[${SUFFIXES}]$`, 'u')

const NUMERAL = /[\d０-９一二三四五六七八九十百千万萬亿億两兩几幾半第]$/u

/** Measure words and units that follow a numeral; digits go on with it. */
const MEASURES = [
  '\\d０-９一二三四五六七八九十百千万萬亿億',
  '个個位名条條张張只隻本件次', // classifiers
  '年月日号號天点點分秒时時岁歲', // dates and times
  '元块塊米', // money and length
  '层層座辆輛台部家', // buildings and machines
  '种種类類项項', // kinds
  '度倍届屆期%％', // degrees and terms
].join('')
const MEASURE = new RegExp(`^[${MEASURES}]`, 'u')

/** Penalty of a break between two words of Chinese, as `Intl.Segmenter` finds them. */
export function chinesePenalty({ before, after, space }: BreakContext): number {
  const first = withoutMarks(after)
  if (PARTICLE.test(first)) return BEFORE_PARTICLE
  if (KEEP_WITH_NEXT_WORD.test(before) || CLAUSE_OPENER.exec(before)?.[0] === before) return KEEP_WITH_NEXT
  if (NUMERAL.test(before) && MEASURE.test(after)) return BEFORE_MEASURE
  if (CLAUSE_OPENER.test(after)) return CLAUSE
  if (PHRASE_OPENER.test(first)) return PHRASE
  if (space) return NEUTRAL
  return SUFFIX.test(first) ? BEFORE_SUFFIX : byLength(before, after)
}

/** Dictionaries disagree on words of one character: the break may be inside a name or a newer word. */
function byLength(before: string, after: string): number {
  const singles = (before.length === 1 ? 1 : 0) + (after.length === 1 ? 1 : 0)
  return [NEUTRAL, BESIDE_SINGLE, BETWEEN_SINGLES][singles]!
}

function withoutMarks(word: string): string {
  return word.slice(0, trailingStart(word, /[^\p{L}\p{N}]/u))
}
