export { pocketsphinx } from './engine.js'
export type { PocketSphinxOptions } from './engine.js'
export type { Accuracy } from './settings.js'
