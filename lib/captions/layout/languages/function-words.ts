import type { Language } from './language.js'

/** Function words of a language, which show where a phrase begins. */
export interface FunctionWords {
  /** Words that belong to what follows: a line does not end with one. */
  readonly keepWithNext: ReadonlySet<string>
  /** Words that open a clause: a good place to break before. */
  readonly clauseOpeners: ReadonlySet<string>
  /** Words that open a phrase: a fair place to break before. */
  readonly prepositions: ReadonlySet<string>
}

type Alphabetic = 'en' | 'de' | 'fr' | 'ru'

interface WordLists {
  readonly clauseOpeners: string
  readonly prepositions: string
  /** Articles and other determiners, subject pronouns, auxiliaries, negations, adverbs of degree. */
  readonly others: string
}

const LISTS: Readonly<Record<Alphabetic, WordLists>> = {
  en: {
    clauseOpeners: `and but or nor so yet because although though while whereas if unless until till since when
      whenever where wherever that which who whom whose what why how whether than as once before after`,
    prepositions: `in on at by for from with without within of to into onto over under above below about across
      against along among around behind beside between beyond despite down during except inside like near off out
      outside past per since through throughout toward towards up upon via`,
    others: `a an the this these those my your his her its our their some any no every each either neither both all
      another other such i you he she it we they there am is are was were be been being isn't aren't wasn't weren't do
      does did don't doesn't didn't have has had haven't hasn't hadn't having will would shall should can could may
      might must won't wouldn't shouldn't can't couldn't cannot i'm you're he's she's it's we're they're i've you've
      we've they've i'll you'll he'll she'll it'll we'll they'll i'd you'd he'd she'd we'd they'd that's there's
      what's who's let's not very too quite rather really more most less least just only even still also almost let
      make makes made get got gotta gonna wanna one two three four five six seven eight nine ten first second third
      many much few several half few own same as`,
  },
  de: {
    clauseOpeners: `und aber oder denn sondern doch weil dass daß wenn als ob obwohl während bevor nachdem sobald
      solange damit falls indem sodass wie wo wohin woher warum weshalb wer was wem wen sowie sowohl weder jedoch`,
    prepositions: `in im ins an am ans auf aufs aus bei beim bis durch durchs für fürs gegen hinter mit nach neben
      ohne seit trotz über übers um ums unter von vom vor vors wegen während zu zum zur zwischen gegenüber innerhalb
      außerhalb statt anstatt laut pro per ab`,
    others: `der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines dieser
      diese dieses diesen diesem jeder jede jedes jeden jedem jener jene jenes mein meine meinen meinem meiner dein
      deine deinen sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer unser unsere unseren unserem unserer
      euer eure welche welcher welches alle allen aller alles viele vielen einige einigen manche mehrere beide beiden
      solche ich du er sie es wir man bin bist ist sind seid war waren wäre wären habe hast hat haben hatte hatten
      hätte wird werden wurde wurden würde würden werde kann können konnte könnte muss müssen musste müsste soll
      sollen sollte will wollen wollte darf dürfen durfte mag möchte möchten nicht nie sehr so zu ganz mehr weniger
      fast nur auch noch schon sich mich dich mir dir uns euch zwei drei vier fünf sechs sieben acht neun zehn erste
      ersten zweite zweiten dritte dritten`,
  },
  fr: {
    clauseOpeners: `et mais ou où donc car ni que qui quand lorsque comme si parce puisque quoique afin dont tandis
      pendant alors pourquoi comment lequel laquelle lesquels lesquelles qu'il qu'elle qu'on qu'ils qu'elles quoi`,
    prepositions: `à au aux de du des d' en dans sur sous par pour avec sans chez vers contre entre parmi depuis dès
      pendant avant après devant derrière jusque jusqu'à jusqu'au selon malgré sauf hors outre envers`,
    others: `le la les l' un une ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs quel
      quelle quels quelles chaque plusieurs quelques certains certaines tout toute tous toutes aucun aucune je j' tu
      il elle on nous vous ils elles me m' te t' se s' lui y ne n' pas plus très trop si aussi moins assez peu bien
      suis es est sommes êtes sont étais était étaient sera serait seront été ai as a avons avez ont avais avait
      avaient aura aurait auront peut peux peuvent pouvez pouvons pouvait pourrait doit dois doivent devait devrait
      faut va vais vont fait c'est ce n'est s'est j'ai n'a qu' il y'a d'un d'une deux trois quatre cinq six sept huit
      neuf dix premier première petit petite grand grande nouveau nouvelle beau belle bon bonne même autre autres`,
  },
  ru: {
    clauseOpeners: `и а но или либо да зато однако что чтобы если когда пока потому поэтому хотя как где куда откуда
      который которая которое которые которого которой которых которому которым кто чем будто словно ли ведь ибо зачем
      почему едва`,
    prepositions: `в во на с со к ко о об обо от ото до из изо за под подо над надо по при про для без безо у через
      перед передо между около среди вокруг после против вместо кроме ради из-за из-под возле вдоль мимо сквозь`,
    others: `не ни же бы б я ты он она оно мы вы они мой моя моё мое мои твой твоя твои наш наша наше наши ваш ваша
      ваше ваши свой своя своё свое свои своих своей своего его её ее их этот эта это эти этого этой этих том тот та
      то те тех той каждый каждая каждое каждые весь вся всё все всех всего очень более менее самый самая самое самые
      самых слишком почти только лишь даже ещё еще уже так такой такая такое такие какой какая какое какие был была
      было были быть будет будут буду будем есть нет можно нужно надо может могут можем должен должна должны два две
      три четыре пять шесть семь восемь девять десять один одна одно первый первая первые первого новый новая новые
      другой другие других многие много несколько`,
  },
}

const sets = new Map<Alphabetic, FunctionWords>()

/** Function words of a language with an alphabet, English for any other; sets are built on first use. */
export function functionWordsOf(language: Language): FunctionWords {
  const known = language in LISTS ? language as Alphabetic : 'en'
  let words = sets.get(known)
  if (!words) {
    const { clauseOpeners, prepositions, others } = LISTS[known]
    words = {
      clauseOpeners: setOf(clauseOpeners),
      prepositions: setOf(prepositions),
      keepWithNext: setOf(clauseOpeners, prepositions, others),
    }
    sets.set(known, words)
  }
  return words
}

function setOf(...lists: string[]): ReadonlySet<string> {
  return new Set(lists.flatMap(list => list.split(/\s+/)).filter(word => word !== ''))
}
