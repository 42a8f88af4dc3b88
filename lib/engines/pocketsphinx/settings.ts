/** Parameters of libpocketsphinx by name, without the dash; values as on its command line. */
export type Settings = Readonly<Record<string, string>>

/** Accuracy of final results, traded for time. */
export type Accuracy = 'fast' | 'thorough'

/** Name of the engine in messages. */
export const ENGINE = 'PocketSphinx'
/** Command that installs the library and the model. */
export const INSTALL_LIBRARY = 'apt-get install pocketsphinx pocketsphinx-en-us'
/** Command that installs the model. */
export const INSTALL_MODEL = 'apt-get install pocketsphinx-en-us'

/** Command that installs the package that calls the library; npm keeps packages for one project and for all apart. */
export const INSTALL_KOFFI = { install: 'npm install koffi', note: 'with `-g` if stenopipe is installed globally' }

/** Sample rate of the acoustic model, in Hz. */
export const SAMPLE_RATE = 16_000
/** Duration of a frame of the decoder, in ms. */
export const FRAME_MS = 10

/** Parameters of the model in a directory, for both passes. */
export function modelSettings(modelDir: string): Settings {
  return {
    hmm: `${modelDir}/en-us`,
    lm: `${modelDir}/en-us.lm.bin`,
    dict: `${modelDir}/cmudict-en-us.dict`,
  }
}

/**
 * The first pass gives interim results and, if it is the only one, the finals. For finals it has a lower weight of the
 * language model than the defaults of the library (fwdflatlw 8.5, bestpathlw 9.5) and fewer active models per frame
 * (30000): 19 instead of 26 errors in the 71 words of the LibriVox clips, in 80 % of the time. For interim results
 * alone a third of the search is enough.
 */
export const FIRST_PASS: Readonly<Record<Accuracy, Settings>> = {
  fast: { fwdflatlw: '6.5', bestpathlw: '6.5', maxhmmpf: '5000' },
  thorough: { fwdflat: 'no', bestpath: 'no', maxhmmpf: '3000' },
}

/**
 * The second pass, over a complete utterance and with its cepstral means: the defaults of the library (beams 1e-48,
 * 7e-29, 1e-64, 7e-29; at most 30000 active models per frame) with wider beams. 17 errors in the same 71 words, and 4
 * instead of 9 in 22 words of a noisy recording.
 */
export const SECOND_PASS: Settings = {
  fwdflat: 'yes',
  bestpath: 'yes',
  maxhmmpf: '-1',
  beam: '1e-60',
  wbeam: '1e-40',
  fwdflatbeam: '1e-80',
  fwdflatwbeam: '1e-40',
}
