import type { Transform } from 'node:stream'
import { chunk, type VadName } from '../../audio/chunk.js'
import { decode, type Decoder, type InputFormat, inputFormats } from '../../audio/decode.js'
import { denoise } from '../../audio/denoise.js'
import { checkOneOf } from '../../option-checks.js'
import type { Recognizer } from '../../recognize/recognize.js'
import { collectErrors, errorText } from '../options/errors.js'
import { type FlagValues, optionsOf } from '../options/table.js'

/** Stages from the bytes of the input to the recogniser. */
export interface AudioStages {
  readonly decoder: Decoder
  /** Pipes the stages into the recogniser. Returns the stage after the decoder. */
  readonly pipeTo: (recognizer: Recognizer) => Transform | Recognizer
}

/** Messages about flags of the stages before the engine. */
export function audioProblems({ formatIn, vad, vadModel }: FlagValues): string[] {
  return [
    ...collectErrors(() => { if (formatIn !== undefined) checkOneOf('format', formatIn, inputFormats) }).map(errorText),
    ...vad === 'silero' && vadModel === undefined ? ['--vad silero needs --vad-model, a Silero model (.onnx)'] : [],
    ...vad !== 'silero' && vadModel !== undefined ? ['--vad-model is only for --vad silero; leave it out'] : [],
  ]
}

/** Makes the stages of a transcription. @param sampleRate Rate that the engine receives, in Hz. */
export function audioStages(values: FlagValues, sampleRate: number): AudioStages {
  const { format } = optionsOf(values, 'formatIn')
  const decoder = decode({ sampleRate, ...format !== undefined && { format: format as InputFormat } })
  return {
    decoder,
    pipeTo(recognizer) {
      const stages = [...speechStages(values), recognizer]
      stages.reduce<Transform | Decoder | Recognizer>((before, stage) => before.pipe(stage), decoder)
      return stages[0]!
    },
  }
}

/** Makes the stages between samples and the recogniser. */
export function speechStages(values: FlagValues): Transform[] {
  const { vad = 'off' } = values
  return [
    ...values.denoise ? [denoise()] : [],
    ...vad === 'off' ? [] : [chunk({ vad: vad satisfies VadName, ...optionsOf(values, 'vadModel') })],
  ]
}
