import type { SessionUsage } from '../../../engine/engine.js'
import { Meter } from './meter.js'

/** What one recognition has sent and cost, over all its links. */
export class UsageTracker implements SessionUsage {
  readonly meter: Meter
  sentDuration = 0
  sentBytes = 0
  unknownMessages = 0

  constructor(limits: ConstructorParameters<typeof Meter>[0]) {
    this.meter = new Meter(limits)
  }

  get billedSeconds(): number {
    return this.meter.seconds
  }

  get cost(): number | undefined {
    return this.meter.cost
  }
}
