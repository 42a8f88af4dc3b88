/**
 * CPU per hour of audio of `recognize()` beside a bare `ws` client that sends the same 100 ms frames and JSON.parses
 * the same results; and the delay from a socket's 'message' to 'data'.
 *
 * Twenty streams side by side at twenty times real time, so that each frame is a write and each result a message of
 * its own, as they are with a live source. Both clients and the emulator have a process each; the clients keep theirs
 * from round to round, run in turns, and the first round of each is not counted. CPU is the process's own, connecting
 * and pacing included. Delays are from a further round, in which WebSocket.prototype.emit notes when a 'message' is
 * about to be emitted.
 *
 *     npm run bench bench/overhead.ts [rounds] [streams] [speed]
 */
import { Client, type Job, type Outcome } from './support/client.js'
import { delays, median, spread } from './support/numbers.js'
import { Service } from './support/service.js'

const ROUNDS = Number(process.argv[2] ?? 5)
const STREAMS = Number(process.argv[3] ?? 20)
const SPEED = Number(process.argv[4] ?? 20)
const AUDIO_MS = 8000 * SPEED
const ALL = '0123456789abcdef'

const service = new Service()
const place = await service.open({ speechMs: AUDIO_MS })
const job: Job = { ...place, streams: STREAMS, audioMs: AUDIO_MS, speed: SPEED, startsPerSecond: 1000, watch: '' }
const hours = STREAMS * AUDIO_MS / 3_600_000

const clients = { stenopipe: new Client('stenopipe'), ws: new Client('ws') }
const names = ['stenopipe', 'ws'] as const
const outcomes: Record<keyof typeof clients, Outcome[]> = { stenopipe: [], ws: [] }
for (let round = 0; round <= ROUNDS; round++) {
  for (const name of names) {
    const outcome = await clients[name].run(job)
    if (round > 0) outcomes[name].push(outcome)
  }
}

console.log(
  `${STREAMS} streams at ${SPEED} x real time, ${hours.toFixed(2)} h of audio a round, medians of ${ROUNDS} rounds`,
)
for (const name of names) {
  const cpu = outcomes[name].map(outcome => outcome.cpu / 1000 / hours)
  console.log(
    `${name.padEnd(10)} CPU ${median(cpu).toFixed(2)} s an hour of audio (${cpu.map(s => s.toFixed(2)).join(' ')}), ${outcomes[name][0]!.results} results`,
  )
}
const ratios = outcomes.stenopipe.map(({ cpu }, i) => cpu / outcomes.ws[i]!.cpu)
console.log(`ratio ${median(ratios).toFixed(2)} (${ratios.map(ratio => ratio.toFixed(2)).join(' ')})`)
for (const name of names) {
  const { messages, data } = await clients[name].run({ ...job, watch: ALL })
  const added = delays(messages, data)
  console.log(
    `${name.padEnd(10)} 'message' to result: ${spread(added, 3)}, ${added.length} of ${Object.keys(messages).length} events`,
  )
}
await Promise.all([clients.stenopipe.stop(), clients.ws.stop(), service.stop()])
