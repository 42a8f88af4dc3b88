import { channel } from 'node:diagnostics_channel'
import { debuglog } from 'node:util'
import type { StenopipeError } from '../errors.js'
import type { SessionEvent } from '../engine/engine.js'
import type { Metrics } from './metrics.js'

/** Message on the channels `stenopipe:session:*`; it never holds a key or speech. */
export interface SessionMessage {
  /** Metrics so far. */
  readonly metrics: Metrics
  /** Event, on `wait`, `disconnect`, `reconnect`, `session` and `warning`. */
  readonly event?: SessionEvent
  /** Error, on `error`. */
  readonly error?: StenopipeError | Error
}

const names = ['open', 'first-result', 'wait', 'disconnect', 'reconnect', 'session', 'warning', 'end', 'error'] as const
type Name = (typeof names)[number]

const channels = new Map(names.map(name => [name, channel(`stenopipe:session:${name}`)]))
const debug = debuglog('stenopipe')

/**
 * Publishes to the subscribers of a channel, and with NODE_DEBUG=stenopipe to standard error; `message` is called if
 * needed.
 */
export function publish(name: Name, message: () => SessionMessage): void {
  const target = channels.get(name)
  if (!target?.hasSubscribers && !debug.enabled) return
  const published = message()
  target?.publish(published)
  if (debug.enabled) debug('%s %s', name, formatLine(published))
}

/** Codes and numbers only: a service's sentence may quote speech. */
function formatLine({ metrics, event, error }: SessionMessage): string {
  const { engine, requestIds, ...numbers } = metrics
  const code = (error as { code?: unknown } | undefined)?.code
  const pairs: Readonly<Record<string, unknown>> = {
    requestId: requestIds.at(-1), ...details(event), ...typeof code === 'string' && { code }, ...numbers,
  }
  return [engine, ...Object.entries(pairs).map(([key, value]) => `${key}=${value as string}`)].join(' ')
}

function details(event: SessionEvent | undefined): Readonly<Record<string, string | number>> {
  if (event?.type === 'disconnect') return { code: event.error.code, position: Math.round(event.position) }
  if (event?.type === 'wait') return { reason: event.reason, ...event.delay !== undefined && { delay: event.delay } }
  if (event?.type !== 'reconnect') return {}
  const { reason, gap, resent, attempts } = event
  return { reason, gap, resent, attempts }
}
