import { bytesToMs, msToBytes } from '../../../audio/pcm/pcm.js'
import type { SessionFormat } from '../../../engine/engine.js'
import type { Timeline } from '../../../engine/timeline.js'
import type { Clock } from '../../../stream/clock.js'
import { IdleTimer } from '../../../stream/idle-timer.js'
import type { TaskMeter } from '../limits/meter.js'
import type { UsageTracker } from '../limits/usage.js'
import type { Connection } from '../transport/connection.js'
import type { KeepAlive } from './keep-alive.js'
import { Packetizer } from './packetizer.js'

/** Time without audio after which an incomplete packet is sent, in ms; chunks of live sources are shorter. */
const FLUSH_AFTER_MS = 200
/** Interval of the checks whether silence is due, in ms. */
const KEEP_ALIVE_CHECK_MS = 500

/** Options of an `AudioSender`. */
export interface AudioSenderOptions {
  /** Connection of the task. */
  readonly connection: Connection
  /** Format of the audio. */
  readonly format: SessionFormat
  /** Counts what is sent. */
  readonly usage: UsageTracker
  /** Decides when silence is sent; undefined: never. */
  readonly keepAlive: KeepAlive | undefined
  /** Source of time; its timers should not keep the process alive. */
  readonly clock: Clock
}

/** Sends the audio of one task: in packets, no faster than the socket takes them, within the limit of cost. */
export class AudioSender {
  readonly #options: AudioSenderOptions
  readonly #meter: TaskMeter
  readonly #timeline: Timeline
  readonly #onLimit: () => void
  readonly #packetizer: Packetizer
  readonly #isPcm: boolean
  readonly #flushTimer: IdleTimer
  #cancelCheck: (() => void) | undefined
  #isStopped = false
  #isSending = false
  #sentBytes = 0
  #lastAudioAt = 0

  /**
   * @param timeline Records the silence that is inserted.
   * @param onLimit Called when the next packet would exceed the limit of cost.
   */
  constructor(options: AudioSenderOptions, meter: TaskMeter, timeline: Timeline, onLimit: () => void) {
    const { clock, format } = options
    this.#options = options
    this.#meter = meter
    this.#timeline = timeline
    this.#onLimit = onLimit
    this.#packetizer = new Packetizer(format)
    this.#isPcm = format.encoding === 's16le'
    this.#flushTimer = new IdleTimer(clock, FLUSH_AFTER_MS, () => { this.flush() })
  }

  /** Begins to watch for pauses of the source, which are filled with silence. */
  start(): void {
    const { clock, keepAlive } = this.#options
    this.#lastAudioAt = clock.now()
    if (keepAlive) this.#scheduleCheck(keepAlive)
  }

  /** True while a write waits for the socket. */
  get isSending(): boolean {
    return this.#isSending
  }

  /** Bytes sent so far, silence included. */
  get sentBytes(): number {
    return this.#sentBytes
  }

  /** Sends complete packets. Returns a promise if there is no room for more, which resolves once there is. */
  write(audio: Uint8Array): Promise<void> | undefined {
    const { clock, connection, keepAlive } = this.#options
    if (keepAlive) {
      this.#lastAudioAt = clock.now()
      keepAlive.reset()
    }
    const packets = this.#packetizer.push(audio)
    let sent = 0
    while (sent < packets.length && connection.isWritable) this.#send(packets[sent++]!)
    if (!connection.isWritable) return this.#sendWhenDrained(packets.slice(sent))
    if (this.#packetizer.hasPending) this.#flushTimer.restart()
    return undefined
  }

  /** Sends an incomplete packet. */
  flush(): void {
    this.#flushTimer.stop()
    if (this.#isSending) return
    for (const packet of this.#packetizer.flush()) this.#send(packet)
  }

  /** Sends nothing from now on. */
  stop(): void {
    this.#isStopped = true
    this.#flushTimer.stop()
    this.#cancelCheck?.()
  }

  async #sendWhenDrained(packets: readonly Uint8Array[]): Promise<void> {
    const { connection } = this.#options
    this.#isSending = true
    try {
      let sent = 0
      while (!connection.isWritable) {
        await connection.drain()
        while (sent < packets.length && connection.isWritable) this.#send(packets[sent++]!)
      }
    } finally {
      this.#isSending = false
    }
    if (this.#packetizer.hasPending && !this.#isStopped) this.#flushTimer.restart()
  }

  #send(packet: Uint8Array): void {
    if (this.#isStopped) return
    const { connection, format, usage } = this.#options
    const ms = this.#isPcm ? bytesToMs(packet.length, format.sampleRate) : 0
    if (usage.meter.affordable(ms, this.#meter) < ms) {
      this.#onLimit()
      return
    }
    connection.send(packet)
    this.#sentBytes += packet.length
    usage.sentBytes += packet.length
    usage.sentDuration += ms
    this.#meter.addSent(ms)
  }

  #scheduleCheck(keepAlive: KeepAlive): void {
    this.#cancelCheck = this.#options.clock.after(KEEP_ALIVE_CHECK_MS, () => {
      this.#scheduleCheck(keepAlive)
      if (!this.#isSending) this.#sendSilence(keepAlive.silenceDue(this.#options.clock.now() - this.#lastAudioAt))
    })
  }

  #sendSilence(ms: number): void {
    if (ms === 0) return
    this.flush()
    const { format } = this.#options
    this.#timeline.insert(bytesToMs(this.#sentBytes, format.sampleRate), ms)
    const packetizer = new Packetizer(format)
    const silence = new Uint8Array(msToBytes(ms, format.sampleRate))
    for (const packet of [...packetizer.push(silence), ...packetizer.flush()]) this.#send(packet)
  }
}
