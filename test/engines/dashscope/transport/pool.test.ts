import t, { type Test } from 'tap'
import { Connection } from '../../../../lib/engines/dashscope/transport/connection.js'
import { Pool } from '../../../../lib/engines/dashscope/transport/pool.js'
import { emulate, type Emulator } from '../../../../lib/testing/index.js'
import { settled, VirtualClock } from '../../../support/virtual-clock.js'

/** An emulated service, and a function that connects to it. */
async function setUp(t: Test): Promise<{ service: Emulator; connect: () => Promise<Connection> }> {
  const service = await emulate()
  t.after(() => service.close())
  const address = {
    url: service.url,
    headers: { Authorization: `Bearer ${service.apiKey}` },
    connectTimeout: 10_000,
    stallTimeout: 10_000,
  }
  return { service, connect: () => Connection.open(address, new AbortController().signal) }
}

/** Resolves when the service has this number of connections. */
async function waitForConnections(service: Emulator, connections: number): Promise<void> {
  while (service.connections !== connections) await settled()
}

t.test('acquire() returns the newest idle connection, each once', async t => {
  const { connect } = await setUp(t)
  const pool = new Pool(50_000)
  t.equal(pool.acquire(), undefined)
  const [old, fresh] = [await connect(), await connect()]
  await pool.release(old)
  await pool.release(fresh)
  t.equal(pool.acquire(), fresh)
  t.equal(pool.acquire(), old)
  t.equal(pool.acquire(), undefined)
  await Promise.all([old.close(), fresh.close()])
})

t.test('an idle timeout of 0 closes a connection at once', async t => {
  const { service, connect } = await setUp(t)
  const pool = new Pool(0)
  const connection = await connect()
  await pool.release(connection)
  t.equal(connection.isOpen, false)
  t.equal(pool.acquire(), undefined)
  await waitForConnections(service, 0)
})

t.test('a connection that was closed while idle is not returned', async t => {
  const { service, connect } = await setUp(t)
  const pool = new Pool(50_000)
  const connection = await connect()
  await pool.release(connection)
  await service.close()
  while (connection.isOpen) await settled()
  t.equal(pool.acquire(), undefined)
  await pool.release(connection)
  t.equal(pool.acquire(), undefined, 'nor one that was closed before it was released')
})

t.test('a connection is closed after the idle timeout', async t => {
  const { service, connect } = await setUp(t)
  const clock = new VirtualClock()
  const pool = new Pool(1000, clock)
  const connection = await connect()
  await pool.release(connection)
  await clock.pass(999)
  t.equal(connection.isOpen, true)
  await clock.pass(1)
  t.equal(pool.acquire(), undefined)
  await waitForConnections(service, 0)
  t.equal(connection.isOpen, false)
})

t.test('a connection that was acquired is not closed by the idle timeout', async t => {
  const { connect } = await setUp(t)
  const clock = new VirtualClock()
  const pool = new Pool(1000, clock)
  const connection = await connect()
  await pool.release(connection)
  t.equal(pool.acquire(), connection)
  t.equal(clock.pending, 0)
  await clock.pass(1000)
  t.ok(connection.isOpen)
  await connection.close()
})

t.test('close() closes all idle connections, and the pool can still be used', async t => {
  const { service, connect } = await setUp(t)
  const pool = new Pool(50_000)
  for (const connection of [await connect(), await connect()]) await pool.release(connection)
  await waitForConnections(service, 2)
  await pool.close()
  await waitForConnections(service, 0)
  t.equal(pool.acquire(), undefined)
  const another = await connect()
  await pool.release(another)
  t.equal(pool.acquire(), another)
  await another.close()
})
