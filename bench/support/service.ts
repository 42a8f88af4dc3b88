import { emulate, type EmulateOptions, scriptFromText } from '../../lib/testing/index.js'
import { answer, Child } from './child.js'
import { Journal, type Moments, tell } from './journal.js'

/** Where an emulator of its own process listens. */
export interface Place {
  readonly url: string
  readonly apiKey: string
}

/** What it is to do: speak for so long, and misbehave. */
export interface Orders extends Pick<EmulateOptions, 'faults'> {
  /** Three words a second, in sentences of ten. Default: it says nothing. */
  readonly speechMs?: number
}

/** An emulator in a process of its own. */
export class Service {
  readonly #child = new Child(new URL(import.meta.url), ['service'])

  open(orders: Orders): Promise<Place> {
    return this.#child.ask({ orders })
  }

  /** When each event of the tasks that are watched was sent; from now on those of `tasks` are. */
  sent(tasks: string): Promise<Moments> {
    return this.#child.ask({ tasks })
  }

  stop(): Promise<void> {
    return this.#child.stop()
  }
}

type Request = { readonly orders: Orders } | { readonly tasks: string }

function serve(): void {
  let journal = new Journal('')
  // What ws sends is noted before it is sent.
  tell('send', (socket, [data]) => { journal.note(socket, data) })

  answer(async (request: Request) => {
    if ('tasks' in request) {
      const moments = journal.moments()
      journal = new Journal(request.tasks)
      return moments
    }
    const { speechMs = 0, faults = [] } = request.orders
    const words = Array.from({ length: Math.floor(speechMs / 350) }, (_, i) => `word${i % 10 === 9 ? '.' : ''}`)
    const script = scriptFromText(words.join(' '), { wordDuration: 280, wordGap: 50, sentencePause: 50 })
    const { url, apiKey } = await emulate({ script, faults, startsPerSecond: Infinity })
    return { url, apiKey }
  })
}

if (process.argv[2] === 'service') serve()
