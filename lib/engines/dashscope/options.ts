import type { Agent } from 'node:http'
import type { ResumeOptions } from '../../engine/resume/options.js'
import type { DashScopeSettings } from './catalogue/settings.js'
import type { RateLimiter } from './limits/rate-limiter.js'
import type { ApiKey } from './transport/credentials.js'
import type { EndpointSettings } from './transport/endpoint.js'

/** Options of `dashscope()`, and of `recognize()` when it uses DashScope. */
export interface DashScopeOptions extends DashScopeSettings, EndpointSettings {
  /**
   * API key, or a function that returns one, called for each new connection. Default: DASHSCOPE_API_KEY, then the file
   * of the official SDKs (DASHSCOPE_API_KEY_FILE_PATH or `~/.dashscope/api_key`).
   */
  readonly apiKey?: ApiKey
  /** Agent of `node:https` (of `node:http` for `ws://`); `proxy` then has no effect. Default: that of `proxy`. */
  readonly agent?: Agent
  /**
   * URL of an HTTP proxy, or false for none. Default: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, which are
   * ignored for this machine: `localhost` and names below it, 127.0.0.0/8, ::1.
   */
  readonly proxy?: string | false
  /** Longest duration of the handshake, in ms. Default 10000. */
  readonly connectTimeout?: number
  /** Longest wait for the service to start a task, in ms. Default 10000. */
  readonly startTimeout?: number
  /** Longest wait for the next result, or for the end of the task, after the last audio, in ms. Default 30000. */
  readonly finishTimeout?: number
  /** Longest time during which the service reads none of the audio that is waiting to be sent, in ms. Default 20000. */
  readonly stallTimeout?: number
  /**
   * Time that a connection is kept open for the next task, in ms; 0 closes it at once. Default 50000, since the service
   * closes idle connections after 60 s.
   */
  readonly idleTimeout?: number
  /**
   * True to send silence while the source delivers nothing, so that the service does not end the task after 23 s. PCM
   * only. Default false.
   */
  readonly keepAlive?: boolean
  /** Limit of cost, in USD; before a session exceeds it, it ends cleanly with STENO_COST_LIMIT. Default: no limit. */
  readonly maxCost?: number
  /** Limiter of task starts. Default: one per API key for all engines of the process, 20 starts per second. */
  readonly rateLimiter?: RateLimiter
  /** Options for reconnecting after a connection is lost; false to report the loss as an error instead. */
  readonly resume?: Omit<ResumeOptions, 'maxSessionDuration'> | false
  /**
   * Duration of audio after which a session is renewed, in ms, as `resume()` does. Default: never, since the service
   * documents no limit.
   */
  readonly maxSessionDuration?: number
}
