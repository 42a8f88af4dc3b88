import type { Test } from 'tap'
import { engineContract, type EngineContractOptions } from '../../lib/testing/engine-contract.js'

/** Registers the checks of the engine contract as subtests. */
export function engineTests(t: Test, options: EngineContractOptions): void {
  for (const { title, run } of engineContract(options)) t.test(title, run)
}
