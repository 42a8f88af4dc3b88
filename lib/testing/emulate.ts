import { randomUUID } from 'node:crypto'
import { Connection, type Socket } from './connection.js'
import { FaultPlan, type FaultOf } from './faults.js'
import { RateLimit } from './limits.js'
import { type EmulateOptions, withDefaults } from './options.js'
import type { TaskRecord, UpgradeRecord } from './records.js'
import { type HttpRefusal, listen, type ConnectionHandler, type UpgradeRequest } from './server.js'
import type { Service } from './task.js'

const PATH = '/api-ws/v1/inference'

/** A running emulator. */
export interface Emulator extends AsyncDisposable {
  /** Address for the client, `ws://127.0.0.1:PORT/api-ws/v1/inference`. */
  readonly url: string
  /** API key that it accepts. */
  readonly apiKey: string
  /** Every task with a valid `run-task`, oldest first. */
  readonly tasks: readonly TaskRecord[]
  /** Number of open connections. */
  readonly connections: number
  /** Every attempt to open a connection, refused ones included, oldest first. */
  readonly upgrades: readonly UpgradeRecord[]
  /** Cuts all connections; resolves when everything is released. */
  close(): Promise<void>
}

/** Code and message in the body of a refused upgrade, by status. */
const REFUSALS: Readonly<Record<FaultOf<'refuse'>['status'], readonly [code: string, message: string]>> = {
  401: ['InvalidApiKey', 'Invalid API-key provided.'],
  403: ['AccessDenied', 'Access denied.'],
  404: ['NotFound', 'Not found.'],
  429: ['Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'],
  503: ['ServiceUnavailable', 'The service is unavailable, please try again later.'],
}

/**
 * Starts an emulator of the service on 127.0.0.1, for tests. It speaks the real-time recognition protocol of DashScope
 * over WebSocket, returns the results of a script or of a real engine, enforces the service's time limits, and injects
 * faults on request.
 *
 * The key is checked at the upgrade, in `Authorization: Bearer` or `?api_key=`. Where the service's reference is
 * silent: audio before `task-started` is queued; every violation of the protocol fails the task; a failure, or 60 s
 * without a task, closes the connection with code 1000; throttling is a `task-failed`.
 *
 * Errors: STENO_BAD_OPTION at once; the error of the system when the port cannot be opened.
 *
 * @example
 * ```ts
 * import { emulate, scriptFromText } from 'stenopipe/testing'
 *
 * const service = await emulate({
 *   script: scriptFromText('Hello world. How are you?'),
 *   faults: [{ type: 'disconnect', frames: 50, silenceBefore: 700 }],
 * })
 * // Point the app at service.url with service.apiKey, then inspect service.tasks.
 * await service.close()
 * ```
 */
export async function emulate(options: EmulateOptions = {}): Promise<Emulator> {
  const settings = withDefaults(options)
  const { clock, seed, faults, startsPerSecond, maxConcurrent, apiKey, port } = settings
  const service: Service = {
    settings, plan: new FaultPlan(faults, seed), rate: new RateLimit(clock, startsPerSecond, maxConcurrent), tasks: [],
  }
  const upgrades: UpgradeRecord[] = []
  const server = await listen(port, { accept: request => acceptUpgrade(service, upgrades, request) })
  const close = (): Promise<void> => server.close()
  return {
    url: `ws://127.0.0.1:${server.port}${PATH}`,
    apiKey,
    tasks: service.tasks,
    upgrades,
    get connections() {
      return server.connections
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Answer = HttpRefusal | ((socket: Socket) => ConnectionHandler)

function acceptUpgrade(service: Service, upgrades: UpgradeRecord[], request: UpgradeRequest): Answer {
  const connection = upgrades.length + 1
  const refusal = refusalOf(service, request, connection)
  upgrades.push({
    connection,
    status: refusal?.status ?? 101,
    headers: Object.keys(request.headers),
    key: keyPlace(request),
  })
  return refusal ?? (socket => new Connection(service, socket, connection))
}

function keyPlace({ headers, query }: UpgradeRequest): UpgradeRecord['key'] {
  if (headers.authorization !== undefined) return 'header'
  return query.has('api_key') ? 'query' : 'none'
}

function refusalOf(
  { plan, settings }: Service, { path, headers, query }: UpgradeRequest, connection: number,
): HttpRefusal | undefined {
  const fault = plan.match('refuse', { connection, task: 0 })
  if (fault) return refuse(fault)
  if (path.replace(/\/$/, '') !== PATH) return refuse({ status: 404 })
  const { authorization } = headers
  const key = authorization === undefined ? query.get('api_key') : /^bearer +(\S.*)$/i.exec(authorization)?.[1]
  return key === settings.apiKey ? undefined : refuse({ status: 401 })
}

function refuse({ status, body, retryAfter }: Omit<FaultOf<'refuse'>, 'type'>): HttpRefusal {
  const [code, message] = REFUSALS[status]
  // The header counts in seconds.
  const wait = retryAfter !== undefined && { 'Retry-After': String(Math.ceil(retryAfter / 1000)) }
  return {
    status,
    body: body ?? JSON.stringify({ code, message, request_id: randomUUID() }),
    headers: { 'Content-Type': 'application/json', ...wait },
  }
}
