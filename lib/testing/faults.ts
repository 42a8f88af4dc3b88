import { checkOption, checkInteger, checkOneOf } from '../option-checks.js'

/** Where a fault may happen. */
export interface FaultTarget {
  /** Only on this connection, counted from 1 by attempts to open one. Default: the next that fits. */
  readonly connection?: number
  /** Only in this task, counted from 1 over the whole service. Default: the next that fits. */
  readonly task?: number
  /** How often it happens. Default 1. */
  readonly times?: number
}

/**
 * One thing that goes wrong. `frames` counts the binary frames of a task: the fault happens when so many have been
 * heard, 0 means right after `task-started`.
 */
export type Fault = FaultTarget & (
  /** The upgrade is answered by a status. `body`: default the service's `{ code, message, request_id }`; `retryAfter`: s. */
  | { readonly type: 'refuse'; readonly status: 401 | 403 | 404 | 429 | 503; readonly body?: string; readonly retryAfter?: number }
  /** `task-started` comes late. */
  | { readonly type: 'slow-start'; readonly ms: number | 'never' }
  /** The socket is no longer read; without `ms`, for good. */
  | { readonly type: 'stall'; readonly frames: number; readonly ms?: number }
  /** Nothing is read, answered or ponged any more; the connection stays, or is destroyed `silenceBefore` later. */
  | { readonly type: 'half-open'; readonly frames: number; readonly silenceBefore?: number }
  /** The connection is cut without a close frame, `silenceBefore` after the last word; `chance`: 0 to 1 for each frame. */
  | { readonly type: 'disconnect'; readonly frames: number; readonly silenceBefore?: number }
  | { readonly type: 'disconnect'; readonly probability: number; readonly silenceBefore?: number }
  /** A close frame in the middle. Default code 1011. */
  | { readonly type: 'close'; readonly frames: number; readonly code?: number; readonly reason?: string }
  /** The task fails, instead of `task-started`, instead of its last results, or after so many frames. */
  | {
    readonly type: 'task-failed'; readonly at: 'run-task' | 'finish-task' | number
    readonly code: string; readonly message: string
  }
  /** The task is refused with `Throttling.RateQuota`. */
  | { readonly type: 'throttle' }
  /** A final comes twice. */
  | { readonly type: 'duplicate-final' }
  /** A final is followed by an interim of the same sentence. */
  | { readonly type: 'interim-after-final' }
  /** A message that no client expects: an event of another name, no JSON, a binary frame, a final for another task. */
  | { readonly type: 'unknown-event' | 'malformed' | 'binary' | 'wrong-task'; readonly frames?: number }
  /** The service closes the idle connection just as another `run-task` arrives on it. */
  | { readonly type: 'idle-close' }
  /** The last results come, `task-finished` never. */
  | { readonly type: 'no-finish' }
  /** `task-finished` comes so late after the last results. */
  | { readonly type: 'slow-finish'; readonly ms: number }
)

const TYPES: readonly string[] = [
  'refuse', 'slow-start', 'stall', 'half-open', 'disconnect', 'close', 'task-failed', 'throttle', 'duplicate-final', 'interim-after-final',
  'unknown-event', 'malformed', 'binary', 'wrong-task', 'idle-close', 'no-finish', 'slow-finish',
] satisfies Fault['type'][]

/** Throws STENO_BAD_OPTION for faults that could never happen. */
export function checkFaults(faults: readonly Fault[]): void {
  for (const [i, fault] of faults.entries()) {
    checkOneOf(`faults[${i}].type`, fault.type, TYPES)
    for (const key of ['connection', 'task', 'times', 'frames', 'ms', 'silenceBefore', 'retryAfter']) {
      const value = (fault as unknown as Record<string, unknown>)[key]
      if (value === undefined || value === 'never' || (key === 'times' && value === Infinity)) continue
      checkInteger(`faults[${i}].${key}`, value, ['connection', 'task'].includes(key) ? 1 : 0, Number.MAX_SAFE_INTEGER)
    }
    if (fault.type !== 'disconnect') continue
    const { frames, probability } = fault as { readonly frames?: number; readonly probability?: number }
    checkOption(frames !== undefined || (probability !== undefined && probability >= 0 && probability <= 1), `faults[${i}].probability`, 'from 0 to 1', probability)
  }
}

/** Fault of one type. */
export type FaultOf<Type extends Fault['type']> = Extract<Fault, { readonly type: Type }>

const NOISES: readonly Fault['type'][] = ['unknown-event', 'malformed', 'binary', 'wrong-task']

/** What waits for frames. */
export type FrameFault = FaultOf<
  'stall' | 'half-open' | 'disconnect' | 'close' | 'task-failed' | 'unknown-event' | 'malformed' | 'binary' | 'wrong-task'>

/** Where the service is when it asks what goes wrong. */
export interface FaultContext {
  readonly connection: number
  readonly task: number
}

/** Says what goes wrong where, each fault as often as it may. Same seed, same chances, whatever the order of events. */
export class FaultPlan {
  readonly #seed: number
  readonly #faults: { readonly fault: Fault; left: number }[]

  constructor(faults: readonly Fault[], seed: number) {
    this.#seed = seed
    this.#faults = faults.map(fault => ({ fault, left: fault.times ?? 1 }))
  }

  /** The first fault of a type that fits, used up by one. */
  match<Type extends Fault['type']>(type: Type, here: FaultContext, when: (fault: FaultOf<Type>) => boolean = () => true): FaultOf<Type> | undefined {
    const entry = this.#faults.find(({ fault, left }) =>
      left > 0 && fault.type === type && fits(fault, here) && when(fault as FaultOf<Type>))
    if (!entry) return undefined
    entry.left--
    return entry.fault as FaultOf<Type>
  }

  /** What goes wrong after so many frames of a task, in the order of the list. */
  takeAt(frames: number, here: FaultContext): FrameFault[] {
    const due = this.#faults.filter(({ fault, left }, i) =>
      left > 0 && fits(fault, here) && isDue(fault, frames, hash([this.#seed, i, here.task, frames])))
    return due.map(entry => {
      entry.left--
      return entry.fault as FrameFault
    })
  }
}

/** @param luck From 0 to 1. */
function isDue(fault: Fault, frames: number, luck: number): boolean {
  if ('probability' in fault) return frames > 0 && luck < fault.probability
  if (fault.type === 'task-failed') return fault.at === frames
  if ('frames' in fault) return fault.frames === frames
  return frames === 0 && NOISES.includes(fault.type)
}

function fits({ connection, task }: FaultTarget, here: FaultContext): boolean {
  return (connection ?? here.connection) === here.connection && (task ?? here.task) === here.task
}

/** An even number from 0 to 1 out of integers: the finaliser of MurmurHash3 (A. Appleby) over each. */
function hash(numbers: readonly number[]): number {
  let h = 0x9e3779b9
  for (const number of numbers) {
    h = Math.imul(h ^ number, 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    h ^= h >>> 16
  }
  return (h >>> 0) / 2 ** 32
}
