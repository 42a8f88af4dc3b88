import type { SessionUsage } from '../../../engine/engine.js'
import { Meter, type MeterOptions } from './meter.js'

/** Audio sent and cost of one recognition, over all its connections. */
export class UsageTracker implements SessionUsage {
  readonly meter: Meter
  sentDuration = 0
  sentBytes = 0
  unknownMessages = 0

  constructor(options: MeterOptions) {
    this.meter = new Meter(options)
  }

  get billedSeconds(): number {
    return this.meter.billedSeconds
  }

  get cost(): number | undefined {
    return this.meter.cost
  }
}
