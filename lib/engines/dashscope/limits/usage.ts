import type { SessionAccount } from '../../../engine/engine.js'
import { Meter } from './meter.js'

/** What one recognition has sent and cost, over all its links. */
export class Account implements SessionAccount {
  readonly meter: Meter
  sent = 0
  bytes = 0
  ignored = 0

  constructor(limits: ConstructorParameters<typeof Meter>[0]) {
    this.meter = new Meter(limits)
  }

  get billed(): number {
    return this.meter.seconds
  }

  get cost(): number | undefined {
    return this.meter.cost
  }
}
