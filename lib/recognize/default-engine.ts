import type { DashScopeOptions } from '../engines/dashscope/options.js'
import type { Engine } from '../engine/engine.js'

/** Options that nobody gives without meaning the cloud. */
const telling = ['apiKey', 'model', 'region', 'workspace', 'baseUrl'] as const satisfies readonly (keyof DashScopeOptions)[]

/** The engine of who names none: the cloud one when something speaks for it, else the embedded one. */
export async function defaultEngine(options: DashScopeOptions): Promise<Engine> {
  if (telling.some(option => options[option] !== undefined) || process.env['DASHSCOPE_API_KEY']) {
    const { dashscope } = await import('../engines/dashscope/index.js')
    // Nobody else can take up the connection of an engine that is never seen.
    return dashscope({ idleTimeout: 0, ...options })
  }
  const { pocketsphinx } = await import('../engines/pocketsphinx/index.js')
  return pocketsphinx()
}
