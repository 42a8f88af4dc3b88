import type { DashScopeOptions } from '../engines/dashscope/options.js'
import type { Engine } from '../engine/engine.js'

/** Options that make sense with the cloud engine only. */
const cloudOptions: readonly (keyof DashScopeOptions)[] = ['apiKey', 'model', 'region', 'workspace', 'baseUrl']

/**
 * Engine for those who name none: the cloud one when an option or the environment asks for it, else the embedded one.
 */
export async function defaultEngine(options: DashScopeOptions): Promise<Engine> {
  if (cloudOptions.some(option => options[option] !== undefined) || process.env['DASHSCOPE_API_KEY']) {
    const { dashscope } = await import('../engines/dashscope/index.js')
    // No other recogniser shares this engine, so that none could reuse its connection.
    return dashscope({ idleTimeout: 0, ...options })
  }
  const { pocketsphinx } = await import('../engines/pocketsphinx/index.js')
  return pocketsphinx()
}
