import { channel } from 'node:diagnostics_channel'
import { debuglog } from 'node:util'
import type { StenopipeError } from '../errors.js'
import type { SessionEvent } from '../engine/engine.js'
import type { Metrics } from './metrics.js'

/** What is published on `stenopipe:session:*`: never a key, never what was said. */
export interface SessionMessage {
  readonly metrics: Metrics
  /** On `drop`, `reconnect` and `warning`. */
  readonly event?: SessionEvent
  /** On `error`. */
  readonly error?: StenopipeError | Error
}

const names = ['open', 'first-result', 'disconnect', 'reconnect', 'session', 'warning', 'end', 'error'] as const
type Name = (typeof names)[number]

const channels = new Map(names.map(name => [name, channel(`stenopipe:session:${name}`)]))
const debug = debuglog('stenopipe')

/** Tells those who subscribed to `node:diagnostics_channel`, and with NODE_DEBUG=stenopipe standard error. */
export function publish(name: Name, message: () => SessionMessage): void {
  const subscribed = channels.get(name)
  if (!subscribed?.hasSubscribers && !debug.enabled) return
  const said = message()
  subscribed?.publish(said)
  if (debug.enabled) debug('%s %s', name, line(said))
}

/** Codes and figures only: a service's sentence may quote speech. */
function line({ metrics, event, error }: SessionMessage): string {
  const { engine, requestIds, ...figures } = metrics
  const code = (error as { code?: unknown } | undefined)?.code
  const pairs: Readonly<Record<string, unknown>> = { requestId: requestIds.at(-1), ...details(event), ...typeof code === 'string' && { code }, ...figures }
  return [engine, ...Object.entries(pairs).map(([key, value]) => `${key}=${value as string}`)].join(' ')
}

function details(event: SessionEvent | undefined): Readonly<Record<string, string | number>> {
  if (event?.type === 'disconnect') return { code: event.error.code, position: Math.round(event.position) }
  if (event?.type !== 'reconnect') return {}
  const { reason, gap, resent, attempts } = event
  return { reason, gap, resent, attempts }
}
