import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Exit statuses of a shell begin here for programs that a signal ended. */
const FIRST_STATUS = 128

/** Signal that asks the program to stop. */
export type StopSignal = (typeof SIGNALS)[number]

/**
 * Signals that ask the program to stop: Ctrl-C, SIGTERM and SIGHUP, the end of the terminal. The first one calls
 * `onStop`, which ends the work; a second one, or any without `onStop`, exits at once.
 */
export class StopSignals {
  /** Ends the work in hand. */
  onStop: ((signal: StopSignal) => void) | undefined
  #received: StopSignal | undefined

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#receive)
  }

  /** First signal that was received. */
  get received(): StopSignal | undefined {
    return this.#received
  }

  readonly #receive = (signal: StopSignal): void => {
    const isFirst = this.#received === undefined
    this.#received ??= signal
    if (isFirst && this.onStop) this.onStop(signal)
    else process.exit(statusOf(signal))
  }
}

/** Exit status of a program that a signal ended: 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP. */
export function statusOf(signal: StopSignal): number {
  return FIRST_STATUS + constants.signals[signal]
}

/** A signal as messages name it. */
export function nameOfSignal(signal: StopSignal): string {
  return signal === 'SIGINT' ? 'Ctrl-C' : signal
}
