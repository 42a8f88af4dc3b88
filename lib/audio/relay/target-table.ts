import type { RequestTarget } from './http-client.js'

/** Resource that a player may request. */
export interface TargetEntry {
  readonly target: RequestTarget
  /** Number of playlists that lead to it. */
  readonly depth: number
}

// A day of segments of 1 s.
const MAX_ENTRIES = 86_400

/** Resources by the addresses under which a player knows them; those that were not used for longest are forgotten. */
export class TargetTable {
  readonly #entries = new Map<string, TargetEntry>()
  readonly #addresses = new Map<string, string>()
  readonly #prefix: string
  #next = 0

  /** @param prefix - Begin of all addresses, a URL that ends with a slash. */
  constructor(prefix: string) {
    this.#prefix = prefix
  }

  /** Adds a resource and returns its address; one that was added before has the same again. */
  add(target: RequestTarget, depth: number): string {
    const key = keyOf(target, depth)
    const known = this.#addresses.get(key)
    if (known !== undefined) {
      this.get(known)
      return known
    }
    const address = `${this.#prefix}${this.#next++}/${fileName(target.url)}`
    this.#entries.set(address, { target, depth })
    this.#addresses.set(key, address)
    if (this.#entries.size > MAX_ENTRIES) this.#removeOldest()
    return address
  }

  /** Returns the resource of an address. */
  get(address: string): TargetEntry | undefined {
    const entry = this.#entries.get(address)
    if (!entry) return undefined
    // Last in the order of the map.
    this.#entries.delete(address)
    this.#entries.set(address, entry)
    return entry
  }

  #removeOldest(): void {
    for (const [address, { target, depth }] of this.#entries) {
      this.#entries.delete(address)
      this.#addresses.delete(keyOf(target, depth))
      return
    }
  }
}

function keyOf({ url, hasCredentials }: RequestTarget, depth: number): string {
  return `${depth} ${hasCredentials} ${url.href}`
}

/** Name of a file with the extension of a URL, by which ffmpeg decides what a playlist may contain. */
export function fileName({ pathname }: URL): string {
  const extension = /\.(\w{1,8})$/.exec(pathname)?.[1]
  return extension === undefined ? 'media' : `media.${extension}`
}
