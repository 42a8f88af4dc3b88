import { failure, quoted, StenopipeError } from '../../errors.js'
import { checkInteger } from '../../option-checks.js'
import { wireFormatOf } from '../../engine/audio-formats.js'
import type { Engine, EngineCapabilities, EngineSession, SessionOptions } from '../../engine/engine.js'
import { resume } from '../../engine/resume/resume.js'
import { backgroundClock } from '../../stream/clock.js'
import { capabilitiesOf } from './catalogue/capabilities.js'
import { findModel } from './catalogue/models.js'
import { takesParameter, toPayload } from './catalogue/parameters.js'
import { DEFAULT_MODEL } from './catalogue/settings.js'
import { taskProblems } from './catalogue/task-problems.js'
import { checkDashScopeOptions, ENGINE, priceOf, throwErrors } from './check-options.js'
import { type RateLimiter, rateLimiter, sharedRateLimiter } from './limits/rate-limiter.js'
import { UsageTracker } from './limits/usage.js'
import type { DashScopeOptions } from './options.js'
import { KeepAlive } from './task/keep-alive.js'
import { DashScopeSession, type TaskOptions } from './task/session.js'
import { Connection } from './transport/connection.js'
import { hashKey, resolveKey } from './transport/credentials.js'
import { endpoint, unencryptedHost } from './transport/endpoint.js'
import { Pool } from './transport/pool.js'
import { proxyAgent } from './transport/proxy.js'

/** Engine returned by `dashscope()`. */
export interface DashScopeEngine extends Engine {
  /**
   * Opens connections in advance, so that the next sessions start sooner; each is kept open for `idleTimeout`.
   *
   * Errors: those of a connection; the connections that were opened are kept.
   *
   * @param connections Number of connections. Default 1.
   */
  warmUp(connections?: number): Promise<void>
  /** Closes the idle connections. Sessions continue, and the engine can still be used. */
  close(): Promise<void>
}

type Timeout = 'connectTimeout' | 'startTimeout' | 'finishTimeout' | 'stallTimeout' | 'idleTimeout'

/** One task of a session: what was asked for, and what it is counted against. */
interface Task {
  readonly session: SessionOptions
  readonly options: DashScopeOptions
  readonly usage: UsageTracker
  /** Emits a warning, each only once in a session. */
  readonly warn: (message: string) => void
}

/**
 * Fun-ASR and Paraformer of Alibaba Cloud Model Studio, in real time.
 *
 * An engine serves any number of sessions, in sequence and in parallel, and reuses connections. A session whose
 * connection is lost continues on another one without loss (`resume`).
 *
 * Errors: STENO_OPTIONS_REFUSED at once, with every problem of the options (see `validate()`); when a session is
 * opened, STENO_API_KEY_MISSING and the error of the service if it refuses the session.
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
  throwErrors(checkDashScopeOptions(options))
  return new CloudEngine(options)
}

class CloudEngine implements DashScopeEngine {
  readonly name = ENGINE
  readonly capabilities: EngineCapabilities
  readonly #options: DashScopeOptions
  readonly #timeouts: Required<Pick<DashScopeOptions, Timeout>>
  readonly #pool: Pool
  readonly #usageByGroup = new WeakMap<object, UsageTracker>()
  #ownRateLimiter: RateLimiter | undefined

  constructor(options: DashScopeOptions) {
    const {
      connectTimeout = 10_000, startTimeout = 10_000, finishTimeout = 30_000, stallTimeout = 20_000,
      idleTimeout = 50_000,
    } = options
    this.#options = options
    this.#timeouts = { connectTimeout, startTimeout, finishTimeout, stallTimeout, idleTimeout }
    this.#pool = new Pool(idleTimeout)
    this.capabilities = capabilitiesOf(options)
  }

  async open(session: SessionOptions): Promise<EngineSession> {
    session.signal.throwIfAborted()
    const { resume: resumeOptions, maxSessionDuration } = this.#options
    const options = this.#withFormat(session)
    const usage = this.#usageOf(session.billingGroup)
    const warnings = new Set<string>()
    const warn = (message: string): void => {
      if (warnings.has(message)) return
      warnings.add(message)
      session.onEvent?.({ type: 'warning', message })
    }
    this.#warnings(options).forEach(warn)
    const engine: Engine = {
      name: ENGINE,
      capabilities: this.capabilities,
      open: session => this.#openTask({ session, options, usage, warn }),
    }
    if (resumeOptions === false) return engine.open(session)
    return resume(engine, {
      ...resumeOptions,
      ...maxSessionDuration !== undefined && { maxSessionDuration },
    }).open(session)
  }

  async warmUp(connections = 1): Promise<void> {
    checkInteger('connections', connections, 1, 1000)
    const { signal } = new AbortController()
    const results = await Promise.allSettled(Array.from({ length: connections }, () => this.#connect(signal)))
    await Promise.all(results.map(async result => result.status === 'fulfilled' && this.#pool.release(result.value)))
    const failed = results.find(result => result.status === 'rejected')
    if (failed) throw failed.reason
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  #usageOf(billingGroup: object = {}): UsageTracker {
    const usage = this.#usageByGroup.get(billingGroup)
      ?? new UsageTracker({ perSecond: priceOf(this.#options), maxCost: this.#options.maxCost })
    this.#usageByGroup.set(billingGroup, usage)
    return usage
  }

  /** Options of the engine, completed by the format of the audio. */
  #withFormat({ format: { encoding, sampleRate }, isLive = false }: SessionOptions): DashScopeOptions {
    const { sampleRates } = this.capabilities
    if (!sampleRates.includes(sampleRate)) {
      const wanted = sampleRates.map(rate => `${rate} Hz`).join(' or ')
      throw failure('STENO_FORMAT_MISMATCH', {
        engine: ENGINE, wanted, got: `${sampleRate} Hz`, sampleRate: sampleRates[0],
      })
    }
    return { ...isLive && liveDefaults(this.#options), ...this.#options, format: wireFormatOf(encoding), sampleRate }
  }

  /** Warnings about a task; throws if the format of its audio has made one of them an error. */
  #warnings(options: DashScopeOptions): string[] {
    const problems = taskProblems(options)
    throwErrors(problems)
    const host = unencryptedHost(options, process.env)
    return [
      ...problems.map(({ message }) => message(quoted)),
      ...host === undefined ? [] : [`The key and the audio are sent to ${host} unencrypted; use a wss:// URL`],
    ]
  }

  async #openTask(task: Task): Promise<EngineSession> {
    let isReused = false as boolean
    try {
      // Taken from the pool only when the task may start: one that waits for that may be aborted.
      return await this.#startTask(task, signal => {
        const idle = this.#pool.acquire()
        isReused = idle !== undefined
        return idle ?? this.#connect(signal)
      })
    } catch (error) {
      if (!isReused || !isStale(error)) throw error
      return this.#startTask(task, signal => this.#connect(signal))
    }
  }

  async #startTask(
    task: Task, connect: (signal: AbortSignal) => Connection | Promise<Connection>,
  ): Promise<EngineSession> {
    const { signal, onEvent } = task.session
    const limiter = await this.#rateLimiter()
    const release = await limiter.acquire(signal, delay => {
      onEvent?.({ type: 'wait', reason: 'rate-limit', ...delay !== undefined && { delay } })
    })
    try {
      return await DashScopeSession.start(this.#taskOptions(await connect(signal), task, release), signal)
    } catch (error) {
      release()
      if (error instanceof StenopipeError && error.code === 'STENO_THROTTLED') limiter.throttled(error.retryAfter)
      throw error
    }
  }

  /** Keys returned by a function change all the time, so they do not identify an account. */
  async #rateLimiter(): Promise<RateLimiter> {
    const { apiKey, rateLimiter: given } = this.#options
    if (given) return given
    if (typeof apiKey === 'function') return this.#ownRateLimiter ??= rateLimiter()
    return sharedRateLimiter(hashKey(await resolveKey(apiKey)))
  }

  async #connect(signal: AbortSignal): Promise<Connection> {
    const { apiKey, agent, proxy } = this.#options
    const { url, headers } = endpoint(this.#options, process.env, await resolveKey(apiKey))
    return Connection.open({ url, headers, agent: agent ?? await proxyAgent(url, proxy), ...this.#timeouts }, signal)
  }

  #taskOptions(connection: Connection, { session, options, usage, warn }: Task, release: () => void): TaskOptions {
    const { model = DEFAULT_MODEL, keepAlive = false, maxCost, maxSentenceSilence } = options
    return {
      connection, usage, maxCost, ...this.#timeouts, clock: backgroundClock,
      format: session.format,
      run: { model, ...toPayload(options) },
      // A model that is not in the catalogue may take one.
      takesContext: findModel(model)?.features.context ?? true,
      keepAlive: keepAlive && session.format.encoding === 's16le' ? new KeepAlive(maxSentenceSilence) : undefined,
      onEnd: async isReusable => {
        release()
        await (isReusable ? this.#pool.release(connection) : connection.close())
      },
      onWarning: warn,
    }
  }
}

/** Options of a session behind a live source: without a heartbeat the service ends a task after a minute of silence. */
function liveDefaults({ model = DEFAULT_MODEL }: DashScopeOptions): DashScopeOptions {
  const family = findModel(model)?.family
  return family !== undefined && takesParameter(family, 'heartbeat') ? { heartbeat: true } : {}
}

/** True when an idle connection was closed by the service before the task started, so that a new one may succeed. */
function isStale(error: unknown): boolean {
  const { code, closeCode } = error as Partial<StenopipeError>
  return closeCode !== undefined || code === 'STENO_CONNECTION_LOST'
}
