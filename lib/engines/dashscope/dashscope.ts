import { failure, StenopipeError } from '../../errors.js'
import { checkInteger } from '../../option-checks.js'
import { wireFormatOf } from '../../engine/audio-formats.js'
import type { Engine, EngineCapabilities, EngineSession, SessionOptions } from '../../engine/engine.js'
import { resume } from '../../engine/resume/resume.js'
import { UsageTracker } from './limits/usage.js'
import { type RateLimiter, sharedRateLimiter, rateLimiter } from './limits/rate-limiter.js'
import { capabilitiesOf } from './catalogue/capabilities.js'
import { checkOptions, NAME, priceOf, refuseErrors } from './check-options.js'
import { Connection } from './transport/connection.js'
import { hashKey, resolveKey } from './transport/credentials.js'
import { endpoint, unencryptedHost } from './transport/endpoint.js'
import { KeepAlive } from './task/keep-alive.js'
import { DEFAULT_MODEL } from './catalogue/settings.js'
import type { DashScopeOptions } from './options.js'
import { toPayload } from './catalogue/parameters.js'
import { Pool } from './transport/pool.js'
import { proxyAgent } from './transport/proxy.js'
import { DashScopeSession, type TaskSetup } from './task/session.js'

/** The engine that `dashscope()` makes. */
export interface DashScopeEngine extends Engine {
  /**
   * Opens connections ahead, so that the next sessions begin sooner; they wait for `idleTimeout`.
   * Errors: those of a connection; the ones that were opened stay.
   */
  warmUp(connections?: number): Promise<void>
  /** Closes the connections that wait. Sessions go on; the engine can still be used. */
  close(): Promise<void>
}

type Timeouts = Required<Pick<DashScopeOptions, 'connectTimeout' | 'startTimeout' | 'finishTimeout' | 'stallTimeout' | 'idleTimeout'>>

/**
 * Fun-ASR and Paraformer of Alibaba Cloud Model Studio, in real time.
 *
 * One engine serves any number of sessions, one after another and side by side; connections are used again. A session
 * whose link breaks goes on with another one and loses nothing (`resume`).
 *
 * Errors: STENO_BAD_OPTION and STENO_OPTIONS_REFUSED at once, before anything is sent; when a session opens
 * STENO_API_KEY_MISSING and whatever the service refuses it with.
 *
 * @example
 * ```ts
 * import { recognize } from 'stenopipe'
 * import { dashscope } from 'stenopipe/engines/dashscope'
 *
 * const engine = dashscope({ model: 'paraformer-realtime-v2', languageHints: ['en'], maxCost: 1 })
 * const recognizer = recognize({ engine })
 * ```
 */
export function dashscope(options: DashScopeOptions = {}): DashScopeEngine {
  checkOptions(options)
  return new Cloud(options)
}

class Cloud implements DashScopeEngine {
  readonly name = NAME
  readonly capabilities: EngineCapabilities
  readonly #options: DashScopeOptions
  readonly #timeouts: Timeouts
  readonly #pool: Pool
  readonly #accounts = new WeakMap<object, UsageTracker>()
  #own: RateLimiter | undefined

  constructor(options: DashScopeOptions) {
    const { connectTimeout = 10_000, startTimeout = 10_000, finishTimeout = 30_000, stallTimeout = 20_000, idleTimeout = 50_000 } = options
    this.#options = options
    this.#timeouts = { connectTimeout, startTimeout, finishTimeout, stallTimeout, idleTimeout }
    this.#pool = new Pool(idleTimeout)
    this.capabilities = capabilitiesOf(options)
  }

  async open(session: SessionOptions): Promise<EngineSession> {
    session.signal.throwIfAborted()
    const { resume: patience, maxSessionDuration } = this.#options
    const asked = this.#taskOptions(session)
    const doubts = [...refuseErrors(asked).map(({ message }) => message), ...transportWarnings(this.#options)]
    for (const message of doubts) session.onEvent?.({ type: 'warning', message })
    const account = this.#hashKey(session.billingGroup)
    const link: Engine = { name: NAME, capabilities: this.capabilities, open: one => this.#openLink(one, asked, account) }
    if (patience === false) return link.open(session)
    return resume(link, { ...patience, ...maxSessionDuration !== undefined && { maxSessionDuration } }).open(session)
  }

  async warmUp(connections = 1): Promise<void> {
    checkInteger('connections', connections, 1, 1000)
    const opened = await Promise.allSettled(Array.from({ length: connections }, () => this.#connect(new AbortController().signal)))
    await Promise.all(opened.map(async outcome => outcome.status === 'fulfilled' && this.#pool.release(outcome.value)))
    const failed = opened.find(outcome => outcome.status === 'rejected')
    if (failed) throw failed.reason
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  #hashKey(job: object = {}): UsageTracker {
    const account = this.#accounts.get(job) ?? new UsageTracker({ perSecond: priceOf(this.#options), maxCost: this.#options.maxCost })
    this.#accounts.set(job, account)
    return account
  }

  /** The options of a task whose audio is known. */
  #taskOptions({ format: { encoding, sampleRate } }: SessionOptions): DashScopeOptions {
    const { sampleRates } = this.capabilities
    if (!sampleRates.includes(sampleRate)) {
      const wanted = sampleRates.map(rate => `${rate} Hz`).join(' or ')
      throw failure('STENO_FORMAT_MISMATCH', { engine: NAME, wanted, got: `${sampleRate} Hz`, sampleRate: sampleRates[0] })
    }
    return { ...this.#options, format: wireFormatOf(encoding), sampleRate }
  }

  async #openLink(session: SessionOptions, asked: DashScopeOptions, account: UsageTracker): Promise<EngineSession> {
    const waiting = this.#pool.acquire()
    const task = { session, asked, account }
    if (!waiting) return this.#startTask(task, signal => this.#connect(signal))
    try {
      return await this.#startTask(task, () => Promise.resolve(waiting))
    } catch (error) {
      if (!isStale(error)) throw error
      return this.#startTask(task, signal => this.#connect(signal))
    }
  }

  async #startTask(task: Task, connect: (signal: AbortSignal) => Promise<Connection>): Promise<EngineSession> {
    const { signal } = task.session
    const limiter = await this.#rateLimiter()
    const release = await limiter.acquire(signal)
    try {
      return await DashScopeSession.start(this.#setup(await connect(signal), task, release), signal)
    } catch (error) {
      release()
      if (error instanceof StenopipeError && error.code === 'STENO_THROTTLED') limiter.throttled(error.retryAfter)
      throw error
    }
  }

  /** Keys that a function gives change all the time and do not tell whose they are. */
  async #rateLimiter(): Promise<RateLimiter> {
    const { apiKey, rateLimiter: given } = this.#options
    if (given) return given
    if (typeof apiKey === 'function') return this.#own ??= rateLimiter()
    return sharedRateLimiter(hashKey(await resolveKey(apiKey)))
  }

  async #connect(signal: AbortSignal): Promise<Connection> {
    const { apiKey, agent, proxy } = this.#options
    const { url, headers } = endpoint(this.#options, process.env, await resolveKey(apiKey))
    return Connection.open({ url, headers, agent: agent ?? await proxyAgent(url, proxy), ...this.#timeouts }, signal)
  }

  #setup(connection: Connection, { session, asked, account }: Task, release: () => void): TaskSetup {
    const { model = DEFAULT_MODEL, keepAlive = false, maxCost, maxSentenceSilence } = asked
    return {
      connection, account, maxCost, ...this.#timeouts,
      format: session.format,
      run: { model, ...toPayload(asked) },
      keepAlive: keepAlive && session.format.encoding === 's16le' ? new KeepAlive(maxSentenceSilence) : undefined,
      onOver: async reusable => {
        release()
        await (reusable ? this.#pool.release(connection) : connection.close())
      },
      onNoSpeech: answer => session.onEvent?.({ type: 'warning', message: failure('STENO_NO_SPEECH', { answer }).message }),
    }
  }
}

/** What a session is started with. */
interface Task {
  readonly session: SessionOptions
  readonly asked: DashScopeOptions
  readonly account: UsageTracker
}

/** Warnings about the connection itself. */
function transportWarnings(options: DashScopeOptions): string[] {
  const host = unencryptedHost(options, process.env)
  return host === undefined ? [] : [`The key and the audio are sent to ${host} unencrypted; use a wss:// URL`]
}

/** The service closed a connection that waited, and the task never began: a fresh one may take its place. */
function isStale(error: unknown): boolean {
  const { code, closeCode } = error as Partial<StenopipeError>
  return closeCode !== undefined || code === 'STENO_CONNECTION_LOST'
}
