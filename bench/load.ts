/**
 * Many live streams in one process: each writes 100 ms of audio every 100 ms for a minute, the emulator runs in
 * another process, starts are spread by a budget. Prints the delay that is added, cores used, and memory a stream;
 * beside it a bare `ws` client with as many sockets, and the vendor's own figure for its Java client: 25 streams
 * a core (the page on high concurrency).
 *
 * Delays are of one task in sixteen. The first line is from the call of the emulator's WebSocket.prototype.send to
 * 'data', on the clock that both processes share (performance.timeOrigin): the kernel, the wait for the client's event
 * loop and everything in it are in; what the emulator does before is not. The second line is from the socket's
 * 'message' to 'data'. CPU is the client process's while all streams ran; RSS is what it had then, less what it had
 * before the first stream. A computer that is busy otherwise shows in the load average, and in starts that come late.
 *
 *     npm run bench bench/load.ts [streams] [seconds] [startsPerSecond]
 */
import { availableParallelism, loadavg } from 'node:os'
import { Client, type Contestant, type Job } from './support/client.js'
import { delays, spread } from './support/numbers.js'
import { Service } from './support/service.js'

const STREAMS = Number(process.argv[2] ?? 1000)
const SECONDS = Number(process.argv[3] ?? 60)
const STARTS = Number(process.argv[4] ?? 100)
const VENDOR = 25
/** Less than this is no steady state. */
const STEADY_MS = 5000

console.log(`${STREAMS} streams at real time for ${SECONDS} s each, ${STARTS} starts a second`)
for (const name of ['stenopipe', 'ws'] satisfies Contestant[]) {
  const service = new Service()
  const client = new Client(name)
  const place = await service.open({ speechMs: SECONDS * 1000 })
  await service.sent('0')
  const job: Job = {
    ...place,
    streams: STREAMS,
    audioMs: SECONDS * 1000,
    speed: 1,
    startsPerSecond: STARTS,
    watch: '0',
  }
  const { results, steady, rss: [before, during], messages, data } = await client.run(job)
  const sent = await service.sent('')
  const cores = steady.cpu / steady.wall
  console.log(`${name.padEnd(10)} sent to result:      ${spread(delays(sent, data))}`)
  console.log(`${''.padEnd(10)} 'message' to result: ${spread(delays(messages, data))}`)
  console.log(
    `${''.padEnd(10)} ${cores.toFixed(2)} cores for ${STREAMS} streams = ${(STREAMS / cores).toFixed(0)} streams a core`
      + `${name === 'ws' ? '' : ` (vendor: ${VENDOR})`}, RSS ${((during - before) / STREAMS / 1024).toFixed(0)} KB a stream, ${results} results`
      + `, all at once for ${(steady.wall / 1000).toFixed(0)} s`,
  )
  console.log(`${''.padEnd(10)} load average ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores`
    + (steady.wall < STEADY_MS ? ': too busy to start all in time, so that the figures say nothing' : ''))
  await Promise.all([client.stop(), service.stop()])
}
