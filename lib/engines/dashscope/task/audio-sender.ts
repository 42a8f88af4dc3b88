import { bytesToMs, msToBytes } from '../../../audio/pcm/pcm.js'
import type { SessionFormat } from '../../../engine/engine.js'
import type { Timeline } from '../../../engine/timeline.js'
import type { UsageTracker } from '../limits/usage.js'
import type { Connection } from '../transport/connection.js'
import { Packetizer } from './packetizer.js'
import type { KeepAlive } from './keep-alive.js'
import type { MeterLink } from '../limits/meter.js'

/** A source that has given nothing for so long gives no rest of a frame soon; of a live one no chunk is that long. In ms. */
const FLUSH_MS = 200
const WATCH_MS = 500

/** What an uplink is made of. */
export interface AudioSenderOptions {
  readonly connection: Connection
  readonly format: SessionFormat
  readonly account: UsageTracker
  readonly keepAlive: KeepAlive | undefined
}

/** The audio of one task on its way: cut into frames, no faster than the socket takes it, within the limit of cost. */
export class AudioSender {
  readonly #setup: AudioSenderOptions
  readonly #meter: MeterLink
  readonly #timeline: Timeline
  readonly #onLimit: () => void
  readonly #cutter: Packetizer
  #open = true
  #sentBytes = 0
  #lastAudio = performance.now()
  #sending: Promise<void> | undefined
  #flush: NodeJS.Timeout | undefined
  readonly #watch: NodeJS.Timeout | undefined

  /** @param timeline Is told of silence that is put in. @param onLimit The next frame would cost too much. */
  constructor(setup: AudioSenderOptions, meter: MeterLink, timeline: Timeline, onLimit: () => void) {
    this.#setup = setup
    this.#meter = meter
    this.#timeline = timeline
    this.#onLimit = onLimit
    this.#cutter = new Packetizer(setup.format)
    const { keepAlive } = setup
    if (keepAlive) this.#watch = setInterval(() => { this.#keepAlive(keepAlive) }, WATCH_MS).unref()
  }

  /** Resolves when the one who waits for the socket has done; the next may wait already. */
  async idle(): Promise<void> {
    await this.#sending
  }

  /** Whether somebody waits for the socket. */
  get isBusy(): boolean {
    return this.#sending !== undefined
  }

  /** Sends what is full now; what is not full waits for more, for a while. Resolves when there is room for more. */
  async write(audio: Uint8Array): Promise<void> {
    this.#lastAudio = performance.now()
    this.#setup.keepAlive?.reset()
    const rest = this.#sendSome(this.#cutter.push(audio))
    if (!this.#setup.connection.isWritable) await this.#sendWhenDrained(rest)
    if (this.#cutter.hasPending) this.#flush = this.#flush?.refresh() ?? setTimeout(() => { this.flush() }, FLUSH_MS).unref()
  }

  /** Sends what waits for more. */
  flush(): void {
    clearTimeout(this.#flush)
    this.#flush = undefined
    if (!this.isBusy) for (const frame of this.#cutter.flush()) this.#send(frame)
  }

  /** Sends nothing from now on. */
  stop(): void {
    this.#open = false
    clearTimeout(this.#flush)
    clearInterval(this.#watch)
  }

  /** Sends while there is room. @returns What is left. */
  #sendSome(frames: readonly Uint8Array[]): readonly Uint8Array[] {
    let i = 0
    for (; i < frames.length && this.#setup.connection.isWritable; i++) this.#send(frames[i]!)
    return frames.slice(i)
  }

  async #sendWhenDrained(frames: readonly Uint8Array[]): Promise<void> {
    const { connection } = this.#setup
    const trickle = async (rest: readonly Uint8Array[]): Promise<void> => {
      while (!connection.isWritable) {
        await connection.drain()
        rest = this.#sendSome(rest)
      }
    }
    // They share the memory of a caller who may use it again.
    this.#sending = trickle(frames.map(view => new Uint8Array(view)))
    try {
      await this.#sending
    } finally {
      this.#sending = undefined
    }
  }

  #send(frame: Uint8Array): void {
    if (!this.#open) return
    const { account, connection, format } = this.#setup
    const ms = format.encoding === 's16le' ? bytesToMs(frame.length, format.sampleRate) : 0
    if (account.meter.room(ms, this.#meter) < ms) {
      this.#onLimit()
      return
    }
    connection.send(frame)
    this.#sentBytes += frame.length
    account.sentBytes += frame.length
    account.sentDuration += ms
    this.#meter.sent(ms)
  }

  #keepAlive(keepAlive: KeepAlive): void {
    const ms = this.isBusy ? 0 : keepAlive.silenceDue(performance.now() - this.#lastAudio)
    if (ms === 0) return
    this.flush()
    const { sampleRate } = this.#setup.format
    this.#timeline.insert(bytesToMs(this.#sentBytes, sampleRate), ms)
    const silence = new Packetizer(this.#setup.format)
    for (const frame of [...silence.push(new Uint8Array(msToBytes(ms, sampleRate))), ...silence.flush()]) this.#send(frame)
  }
}
