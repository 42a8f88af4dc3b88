/** Cookies of each origin, as the servers of some playlists require them. Path, domain and expiry are ignored. */
export class CookieJar {
  readonly #cookies = new Map<string, Map<string, string>>()

  /** Stores the values of `Set-Cookie` headers. */
  store({ origin }: URL, headers: readonly string[] = []): void {
    if (headers.length === 0) return
    const cookies = this.#cookies.get(origin) ?? new Map<string, string>()
    this.#cookies.set(origin, cookies)
    for (const header of headers) {
      const [, name, value] = /^\s*([^=;\s]+)=([^;]*)/.exec(header) ?? []
      if (name !== undefined && cookies.size < MAX_COOKIES) cookies.set(name, value!.trim())
    }
  }

  /** Header with the cookies of an origin. */
  headers({ origin }: URL): { readonly Cookie?: string } {
    const cookies = this.#cookies.get(origin)
    return cookies?.size ? { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}
  }
}

const MAX_COOKIES = 50
