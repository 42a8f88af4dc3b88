/** Parameters of libpocketsphinx by name, without the dash; values as on its command line. */
export type Settings = Readonly<Record<string, string>>

/** How carefully finals are recognised. */
export type Accuracy = 'fast' | 'thorough'

export const ENGINE = 'PocketSphinx'
export const INSTALL_LIBRARY = 'apt-get install libpocketsphinx3 pocketsphinx-en-us'
export const INSTALL_MODEL = 'apt-get install pocketsphinx-en-us'

/** The acoustic model's rate, in Hz. */
export const SAMPLE_RATE = 16_000
/** The decoder's frame, in ms. */
export const FRAME_MS = 10

/** Common to both passes. */
export function modelSettings(modelDir: string): Settings {
  return {
    hmm: `${modelDir}/en-us`,
    lm: `${modelDir}/en-us.lm.bin`,
    dict: `${modelDir}/cmudict-en-us.dict`,
    lw: '8',
  }
}

/** The live pass gives interims and, when it is the only one, the finals. */
export const LIVE: Readonly<Record<Accuracy, Settings>> = {
  fast: {},
  thorough: { fwdflat: 'no', bestpath: 'no' },
}

/** The second pass over a whole utterance, with wide beams. */
export const SECOND: Settings = {
  fwdflat: 'yes',
  bestpath: 'yes',
  fwdflatbeam: '1e-80',
  fwdflatwbeam: '1e-40',
}
