import { checkOption } from '../../../option-checks.js'
import { findModel, type Region } from '../catalogue/models.js'
import { DEFAULT_MODEL, DEFAULT_REGION } from '../catalogue/settings.js'

/** Audio whose cost is to be estimated. */
export interface CostQuery {
  /** Name of the model. Default `'fun-asr-realtime'`. */
  readonly model?: string
  /** Region of the service. Default `'beijing'`. */
  readonly region?: Region
  /** Audio sent in one task, including silence, in ms. */
  readonly durationMs: number
}

/** Cost of audio, without free quotas and discounts. */
export interface Cost {
  /** Cost in USD; `undefined` if the catalogue has no price for the model in the region. */
  readonly amount: number | undefined
  /** Currency of all amounts. */
  readonly currency: 'USD'
  /** Price of a second, in USD; `undefined` like `amount`. */
  readonly perSecond: number | undefined
  /** Billed seconds: the service bills whole ones, rounded up for each task. */
  readonly seconds: number
}

/**
 * Estimates the cost of the audio of one task by the prices of the catalogue (main page, 2026-03-24).
 *
 * Errors: STENO_BAD_OPTION if `durationMs` is not a number of at least 0.
 *
 * @example
 * ```ts
 * import { estimateCost } from 'stenopipe/engines/dashscope'
 *
 * estimateCost({ model: 'fun-asr-realtime', region: 'singapore', durationMs: 3_600_000 }).amount // 0.324
 * ```
 */
export function estimateCost({ model = DEFAULT_MODEL, region = DEFAULT_REGION, durationMs }: CostQuery): Cost {
  checkOption(Number.isFinite(durationMs) && durationMs >= 0,
    'durationMs', 'a number of milliseconds from 0', durationMs)
  const seconds = Math.ceil(durationMs / 1000)
  const perSecond = findModel(model)?.pricePerSecond[region]
  // Prices have at most six decimals; the noise of binary fractions would show after them.
  const amount = perSecond === undefined ? undefined : Math.round(seconds * perSecond * 1e6) / 1e6
  return { amount, currency: 'USD', perSecond, seconds }
}
