import { checkOption, checkInteger, checkOneOf } from '../option-checks.js'

/** Target of a fault. */
export interface FaultTarget {
  /** Connection it applies to, counted from 1 by attempts to open one. Default: the next that matches. */
  readonly connection?: number
  /** Task it applies to, counted from 1 over the whole service. Default: the next that matches. */
  readonly task?: number
  /** Number of times it happens. Default 1. */
  readonly times?: number
}

/**
 * One fault. `frames` is the number of binary frames of the task after which it happens; 0 is right after
 * `task-started`. Times are in ms.
 */
export type Fault = FaultTarget & (
  /**
   * The upgrade is refused with a status. Default of `body`: the service's `{ code, message, request_id }`.
   * `retryAfter` is sent rounded up to seconds.
   */
  | {
    readonly type: 'refuse'; readonly status: 401 | 403 | 404 | 429 | 503
    readonly body?: string; readonly retryAfter?: number
  }
  /** `task-started` is delayed. */
  | { readonly type: 'slow-start'; readonly ms: number | 'never' }
  /** The socket is not read for `ms`. Default: for good. */
  | { readonly type: 'stall'; readonly frames: number; readonly ms?: number }
  /** The peer is dead: nothing is read or answered, pings included; destroyed after `silenceBefore`. Default: never. */
  | { readonly type: 'half-open'; readonly frames: number; readonly silenceBefore?: number }
  /**
   * The connection is cut without a close frame, `silenceBefore` after the last message; `probability`, 0 to 1, is
   * that of each frame.
   */
  | { readonly type: 'disconnect'; readonly frames: number; readonly silenceBefore?: number }
  | { readonly type: 'disconnect'; readonly probability: number; readonly silenceBefore?: number }
  /** A close frame within a task. Default code 1011. */
  | { readonly type: 'close'; readonly frames: number; readonly code?: number; readonly reason?: string }
  /** The task fails: instead of `task-started`, instead of its last results, or after a number of frames. */
  | {
    readonly type: 'task-failed'; readonly at: 'run-task' | 'finish-task' | number
    readonly code: string; readonly message: string
  }
  /** The task is refused with `Throttling.RateQuota`. */
  | { readonly type: 'throttle' }
  /** A final is sent twice. */
  | { readonly type: 'duplicate-final' }
  /** A final is followed by an interim of the same sentence. */
  | { readonly type: 'interim-after-final' }
  /** A message that no client expects: an unknown event, invalid JSON, a binary frame, a final of another task. */
  | { readonly type: 'unknown-event' | 'malformed' | 'binary' | 'wrong-task'; readonly frames?: number }
  /** The service closes the idle connection just as another `run-task` arrives on it. */
  | { readonly type: 'idle-close' }
  /** `task-finished` is never sent. */
  | { readonly type: 'no-finish' }
  /** `task-finished` is sent `ms` after the last results. */
  | { readonly type: 'slow-finish'; readonly ms: number }
)

const TYPES: readonly string[] = [
  'refuse', 'slow-start', 'stall', 'half-open', 'disconnect', 'close', 'task-failed', 'throttle', 'duplicate-final',
  'interim-after-final', 'unknown-event', 'malformed', 'binary', 'wrong-task', 'idle-close', 'no-finish', 'slow-finish',
] satisfies Fault['type'][]

/** Throws STENO_BAD_OPTION for faults that can never happen. */
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
    const isProbability = probability !== undefined && probability >= 0 && probability <= 1
    checkOption(frames !== undefined || isProbability, `faults[${i}].probability`, 'from 0 to 1', probability)
  }
}

/** Fault of one type. */
export type FaultOf<Type extends Fault['type']> = Extract<Fault, { readonly type: Type }>

const NOISE_TYPES: readonly Fault['type'][] = ['unknown-event', 'malformed', 'binary', 'wrong-task']

/** Faults that happen after a number of frames. */
export type FrameFault = FaultOf<
  'stall' | 'half-open' | 'disconnect' | 'close' | 'task-failed' | 'unknown-event' | 'malformed' | 'binary'
  | 'wrong-task'>

/** Connection and task for which faults are looked up. */
export interface FaultContext {
  readonly connection: number
  readonly task: number
}

/**
 * Looks up faults, each as often as it may happen. Probabilities depend on the seed only, not on the order of events.
 */
export class FaultPlan {
  readonly #seed: number
  readonly #faults: { readonly fault: Fault; left: number }[]

  constructor(faults: readonly Fault[], seed: number) {
    this.#seed = seed
    this.#faults = faults.map(fault => ({ fault, left: fault.times ?? 1 }))
  }

  /** Returns and counts the first fault of a type that matches. */
  match<Type extends Fault['type']>(
    type: Type, context: FaultContext, when: (fault: FaultOf<Type>) => boolean = () => true,
  ): FaultOf<Type> | undefined {
    const entry = this.#faults.find(({ fault, left }) =>
      left > 0 && fault.type === type && appliesTo(fault, context) && when(fault as FaultOf<Type>))
    if (!entry) return undefined
    entry.left--
    return entry.fault as FaultOf<Type>
  }

  /** Returns and counts the faults that happen after `frames` frames of a task, in the order of the list. */
  matchFrames(frames: number, context: FaultContext): FrameFault[] {
    const due = this.#faults.filter(({ fault, left }, i) =>
      left > 0 && appliesTo(fault, context) && isDue(fault, frames, hash([this.#seed, i, context.task, frames])))
    return due.map(entry => {
      entry.left--
      return entry.fault as FrameFault
    })
  }
}

/** @param random From 0 to 1. */
function isDue(fault: Fault, frames: number, random: number): boolean {
  if ('probability' in fault) return frames > 0 && random < fault.probability
  if (fault.type === 'task-failed') return fault.at === frames
  if ('frames' in fault) return fault.frames === frames
  return frames === 0 && NOISE_TYPES.includes(fault.type)
}

function appliesTo({ connection, task }: FaultTarget, context: FaultContext): boolean {
  return (connection ?? context.connection) === context.connection && (task ?? context.task) === context.task
}

/** Uniform number from 0 to 1 from integers: the finaliser of MurmurHash3 (A. Appleby) over each. */
function hash(numbers: readonly number[]): number {
  let h = 0x9e3779b9
  for (const number of numbers) {
    h = Math.imul(h ^ number, 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    h ^= h >>> 16
  }
  return (h >>> 0) / 2 ** 32
}
