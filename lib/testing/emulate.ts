import { randomUUID } from 'node:crypto'
import { Connection, type Socket } from './connection.js'
import { FaultPlan, type FaultOf } from './faults.js'
import { RateLimit } from './limits.js'
import { type EmulateOptions, withDefaults } from './options.js'
import type { TaskRecord, UpgradeRecord } from './records.js'
import { type HttpRefusal, listen, type ConnectionHandler, type UpgradeRequest } from './server.js'
import type { Service } from './task.js'

const PATH = '/api-ws/v1/inference'

/** The emulator, listening. */
export interface Emulator extends AsyncDisposable {
  /** `ws://127.0.0.1:PORT/api-ws/v1/inference`; what a client takes for the service's address. */
  readonly url: string
  /** The key it accepts. */
  readonly apiKey: string
  /** Every task whose `run-task` was in order, oldest first. */
  readonly tasks: readonly TaskRecord[]
  /** Connections open now. */
  readonly connections: number
  /** Every attempt to open a connection, refused ones too, oldest first. */
  readonly upgrades: readonly UpgradeRecord[]
  /** Cuts what is open and frees everything; resolves when nothing is left. */
  close(): Promise<void>
}

/** Code and message of the service's body for a status at the upgrade. */
const REFUSALS: Readonly<Record<FaultOf<'refuse'>['status'], readonly [code: string, message: string]>> = {
  401: ['InvalidApiKey', 'Invalid API-key provided.'],
  403: ['AccessDenied', 'Access denied.'],
  404: ['NotFound', 'Not found.'],
  429: ['Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'],
  503: ['ServiceUnavailable', 'The service is unavailable, please try again later.'],
}

/**
 * An emulator of the service on 127.0.0.1, for tests: speaks the real-time recognition protocol of DashScope over
 * WebSocket, hears what its script says or what a real engine recognises, keeps the service's time limits, and
 * misbehaves where it is told to.
 *
 * The key is checked at the upgrade, in `Authorization: Bearer` or `?api_key=`. What the service's reference leaves
 * open was chosen so: audio before `task-started` waits; every breach of the protocol fails the task; a failure and
 * 60 s without a task close the connection with code 1000; throttling is a `task-failed`.
 *
 * Errors: STENO_BAD_OPTION at once; what the system says when the port cannot be had.
 *
 * @example
 * ```ts
 * import { emulate, transcript } from 'stenopipe/testing'
 *
 * const service = await emulate({
 *   script: scriptFromText('Hello world. How are you?'),
 *   faults: [{ type: 'disconnect', frames: 50, silenceBefore: 700 }],
 * })
 * // point your app at service.url with service.apiKey, then look at service.tasks
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
  const server = await listen(port, { accept: request => admit(service, upgrades, request) })
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

function admit(service: Service, upgrades: UpgradeRecord[], request: UpgradeRequest): HttpRefusal | ((wire: Socket) => ConnectionHandler) {
  const connection = upgrades.length + 1
  const { authorization } = request.headers
  const given = authorization ?? request.query.get('api_key')
  const refusal = refusalOf(service, request, connection)
  upgrades.push({
    connection,
    status: refusal?.status ?? 101,
    headers: Object.keys(request.headers),
    key: given === null ? 'none' : authorization === undefined ? 'query' : 'header',
  })
  return refusal ?? (wire => new Connection(service, wire, connection))
}

function refusalOf({ plan, settings }: Service, { path, headers, query }: UpgradeRequest, connection: number): HttpRefusal | undefined {
  const fault = plan.match('refuse', { connection, task: 0 })
  if (fault) return refuse(fault)
  if (path.replace(/\/$/, '') !== PATH) return refuse({ status: 404 })
  const key = headers.authorization === undefined ? query.get('api_key') : /^bearer +(.*)$/i.exec(headers.authorization)?.[1]
  return key === settings.apiKey ? undefined : refuse({ status: 401 })
}

function refuse({ status, body, retryAfter }: Omit<FaultOf<'refuse'>, 'type'>): HttpRefusal {
  const [code, message] = REFUSALS[status]
  return {
    status,
    body: body ?? JSON.stringify({ code, message, request_id: randomUUID() }),
    headers: { 'Content-Type': 'application/json', ...retryAfter !== undefined && { 'Retry-After': String(retryAfter) } },
  }
}
