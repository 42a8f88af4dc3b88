import t, { type Test } from 'tap'
import { Connection } from '../../../../lib/engines/dashscope/transport/connection.js'
import { Pool } from '../../../../lib/engines/dashscope/transport/pool.js'
import { emulate, type Emulator } from '../../../../lib/testing/index.js'
import { settled } from '../../../support/virtual-clock.js'

/** A service, and a way to connect to it. */
async function scene(t: Test): Promise<{ service: Emulator; connect: () => Promise<Connection> }> {
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

/** Resolves when the service has so many connections. */
async function until(service: Emulator, connections: number): Promise<void> {
  while (service.connections !== connections) await settled()
}

t.test('gives the freshest connection that waits, each once', async t => {
  const { connect } = await scene(t)
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

t.test('closes what may not wait', async t => {
  const { service, connect } = await scene(t)
  const pool = new Pool(0)
  const connection = await connect()
  await pool.release(connection)
  t.equal(connection.isOpen, false)
  t.equal(pool.acquire(), undefined)
  await until(service, 0)
})

t.test('gives none that has been closed while it waited', async t => {
  const { service, connect } = await scene(t)
  const pool = new Pool(50_000)
  const connection = await connect()
  await pool.release(connection)
  await service.close()
  while (connection.isOpen) await settled()
  t.equal(pool.acquire(), undefined)
  await pool.release(connection)
  t.equal(pool.acquire(), undefined, 'nor one that was closed before')
})

t.test('closes a connection that has waited too long', async t => {
  const { service, connect } = await scene(t)
  const pool = new Pool(1)
  const connection = await connect()
  await pool.release(connection)
  await until(service, 0)
  t.equal(connection.isOpen, false)
  t.equal(pool.acquire(), undefined)
})

t.test('a connection that was taken is not closed for having waited', async t => {
  const { connect } = await scene(t)
  const pool = new Pool(1)
  const connection = await connect()
  await pool.release(connection)
  t.equal(pool.acquire(), connection)
  // Timers come in order: the pool's would have come before this one.
  await new Promise(resolve => setTimeout(resolve, 5))
  t.ok(connection.isOpen)
  await connection.close()
})

t.test('close() closes all that wait, and the pool can still be used', async t => {
  const { service, connect } = await scene(t)
  const pool = new Pool(50_000)
  for (const connection of [await connect(), await connect()]) await pool.release(connection)
  await until(service, 2)
  await pool.close()
  await until(service, 0)
  t.equal(pool.acquire(), undefined)
  const another = await connect()
  await pool.release(another)
  t.equal(pool.acquire(), another)
  await another.close()
})
