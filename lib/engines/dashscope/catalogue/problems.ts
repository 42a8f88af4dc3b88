import type { NameOf } from '../../../errors.js'

/** Problem with one option. */
export interface Problem {
  /** `'error'` if the service would refuse the task or ignore the option, `'warning'` if it may. */
  readonly severity: 'error' | 'warning'
  /** Name of the option. */
  readonly option: string
  /** Description of the problem and how to fix it. */
  readonly message: string
}

/** Problem whose message can call options by other names, such as the flags of the command line. */
export interface OptionProblem extends Omit<Problem, 'message'> {
  /** Message with options and calls named by `name`. */
  readonly message: (name: NameOf) => string
}
