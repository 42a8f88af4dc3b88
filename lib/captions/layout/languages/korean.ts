import { anyOf } from './any-of.js'
import type { BreakContext } from './break-context.js'

/** Penalties, 0 to 90. */
const KEEP_WITH_NEXT = 30
const BEFORE_BOUND_NOUN = 26
const NUMBER = 24
const NEUTRAL = 10
const OBJECT = 9
const TOPIC = 6
const CLAUSE = 3

/** Words that keep what follows. */
const KEEP_WITH_NEXT_WORD = new RegExp(`^${anyOf(
  '이 그 저 한 두 세 네 다섯 여섯 몇 각 매 전 새 헌 첫', // determiners and numerals
  '모든 어떤 이런 그런 저런 다른 여러 아무 무슨 어느', // determiners
  '안 못 잘 더 덜 꼭 아주 매우 너무 정말 가장 제일 좀 약', // negations and adverbs of degree
  '및 또 또는 혹은 그리고 그러나 하지만 그런데 그래서 따라서 그래도 게다가 즉', // conjunctions
  '만약 만일 비록 왜냐하면 왜 아직 이미 이제 바로', // conjunctions and adverbs
  '내 제 우리 저희 같은', // possessives
  '언제 어디서 어떻게 무엇 결국', // interrogatives
  '랑 고 도 이나 까지', // particles that a recogniser wrote apart
)}$`, 'u')

/** Bound nouns and auxiliary verbs: they complete what stands before them. */
const BOUND = new RegExp(`^${anyOf(
  '수 것 거 게 건 걸 때 때문 등 뿐 만큼 대로 줄 적 지 바 데 중 후 전 동안 정도', // bound nouns
  '있 없 않 못하 싶 주세 주시 줍 보세 봅 말 버리 됩 되 합 하', // auxiliary verbs
)}`, 'u')

/** Penalty of a break between two eojeol of Korean. */
export function koreanPenalty({ before, after }: BreakContext): number {
  const left = before.replaceAll(/[^\p{L}\p{N}]/gu, '')
  if (KEEP_WITH_NEXT_WORD.test(left)) return KEEP_WITH_NEXT
  if (/[\d일이삼사오육칠팔구십백천만억]$/u.test(left) && /^\p{N}/u.test(left)) return NUMBER
  if (BOUND.test(after)) return BEFORE_BOUND_NOUN
  if (/(?:고|며|서|니|면|지만|는데|은데|니까|려고|도록|자마자|거나)$/u.test(left)) return CLAUSE
  if (/[은는]$/u.test(left)) return TOPIC
  return /(?:[을를에]|에서|으로|로|까지|부터|[이가])$/u.test(left) ? OBJECT : NEUTRAL
}
