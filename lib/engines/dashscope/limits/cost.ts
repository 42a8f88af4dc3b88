import { checkOption } from '../../../option-checks.js'
import { findModel, type Region } from '../catalogue/models.js'
import { DEFAULT_MODEL, DEFAULT_REGION } from '../catalogue/settings.js'

/** What is to be paid. */
export interface CostQuery {
  /** Default `'fun-asr-realtime'`. */
  readonly model?: string
  /** Default `'beijing'`. */
  readonly region?: Region
  /** Audio sent in one task, silence included, in ms. */
  readonly durationMs: number
}

/** What audio costs; without free quotas and discounts. */
export interface Cost {
  /** USD, `undefined` when the catalogue has no price for the model there. */
  readonly amount: number | undefined
  readonly currency: 'USD'
  /** USD for a second, `undefined` as `amount`. */
  readonly perSecond: number | undefined
  /** Billed seconds: the service counts whole ones, rounded up for each task. */
  readonly seconds: number
}

/**
 * What the audio of one task costs by the catalogue's prices (main page, 2026-03-24).
 *
 * Errors: STENO_BAD_OPTION when the duration is no number from 0.
 *
 * @example
 * ```ts
 * import { estimateCost } from 'stenopipe/engines/dashscope'
 *
 * estimateCost({ model: 'fun-asr-realtime', region: 'singapore', durationMs: 3_600_000 }).amount // 0.324
 * ```
 */
export function estimateCost({ model = DEFAULT_MODEL, region = DEFAULT_REGION, durationMs }: CostQuery): Cost {
  checkOption(Number.isFinite(durationMs) && durationMs >= 0, 'durationMs', 'a number of milliseconds from 0', durationMs)
  const seconds = Math.ceil(durationMs / 1000)
  const perSecond = findModel(model)?.pricePerSecond[region]
  // Prices have at most six places; binary fractions would show beyond.
  const amount = perSecond === undefined ? undefined : Math.round(seconds * perSecond * 1e6) / 1e6
  return { amount, currency: 'USD', perSecond, seconds }
}
