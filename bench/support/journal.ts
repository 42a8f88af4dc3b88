import WebSocket from 'ws'

/** Names of events, and when each happened: ms since 1970, on a clock that all processes of a computer share. */
export type Moments = Readonly<Record<string, number>>

/** Now, to the microsecond. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

/** From now on each socket tells of a method, with its arguments, just before it runs. */
export function tell(method: 'emit' | 'send', listener: (socket: WebSocket, args: readonly unknown[]) => void): void {
  const own = Reflect.get(WebSocket.prototype, method) as (...args: unknown[]) => unknown
  Reflect.set(WebSocket.prototype, method, function (this: WebSocket, ...args: unknown[]) {
    listener(this, args)
    return Reflect.apply(own, this, args)
  })
}

/** One name for an event on the wire and for the result it becomes. */
export function nameOf(taskId: string, sentence: number, words: number, isFinal: boolean): string {
  return `${taskId} ${sentence} ${words} ${isFinal}`
}

/** Writes down when messages pass through sockets. They are read later, so that reading them delays nothing. */
export class Journal {
  readonly #tasks: string
  readonly #watched = new WeakMap<object, boolean>()
  readonly #entries: { readonly at: number; readonly data: unknown }[] = []

  /** @param tasks First digits of the ids of the tasks to watch: chance, but the same on both sides. */
  constructor(tasks: string) {
    this.#tasks = tasks
  }

  watches(taskId: string): boolean {
    return this.#tasks.includes(taskId[0]!)
  }

  note(socket: object, data: unknown): void {
    if (this.#tasks === '') return
    const watched = this.#watched.get(socket) ?? this.#watch(socket, String(data))
    if (watched) this.#entries.push({ at: now(), data })
  }

  moments(): Moments {
    const moments: Record<string, number> = {}
    for (const { at, data } of this.#entries) {
      const { header, payload } = JSON.parse(String(data)) as Wire
      const { sentence } = payload.output ?? {}
      if (sentence && sentence.text !== '') {
        moments[nameOf(header.task_id, sentence.sentence_id, sentence.words.length, sentence.sentence_end)] = at
      }
    }
    return moments
  }

  /** The first message tells whose socket it is. */
  #watch(socket: object, message: string): boolean {
    const [, taskId = ' '] = /"task_id":"([^"]+)/.exec(message) ?? []
    const watched = this.watches(taskId)
    this.#watched.set(socket, watched)
    return watched
  }
}

interface Wire {
  readonly header: { readonly task_id: string }
  readonly payload: {
    readonly output?: {
      readonly sentence?: { sentence_id: number; text: string; words: unknown[]; sentence_end: boolean }
    }
  }
}
