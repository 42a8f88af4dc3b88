import type { Transform } from 'node:stream'
import { chunk, type VadName } from '../../audio/chunk.js'
import { decode, type DecodeOptions, type Decoder, inputFormats } from '../../audio/decode.js'
import { SAMPLE_BYTES } from '../../audio/pcm/downmixer.js'
import { denoise } from '../../audio/denoise.js'
import { checkOneOf } from '../../option-checks.js'
import type { Recognizer } from '../../recognize/recognize.js'
import { collectErrors, errorText } from '../options/errors.js'
import { type FlagValues, optionsOf } from '../options/table.js'

/** Stages from the bytes of the input to the recogniser. */
export interface AudioStages {
  readonly decoder: Decoder
  /** Pipes the stages into the recogniser. */
  readonly pipeTo: (recognizer: Recognizer) => void
  /** Ends the input of the recogniser and discards the audio that has not reached it. */
  readonly stop: (recognizer: Recognizer) => void
}

/** Messages about flags of the stages before the engine. */
export function audioProblems(values: FlagValues): string[] {
  const { formatIn, inputEncoding, vad, vadModel } = values
  return [
    ...collectErrors(
      () => { if (formatIn !== undefined) checkOneOf('format', formatIn, inputFormats) },
      () => { if (inputEncoding !== undefined) checkOneOf('inputEncoding', inputEncoding, Object.keys(SAMPLE_BYTES)) },
    ).map(errorText),
    ...vad === 'silero' && vadModel === undefined ? ['--vad silero needs --vad-model, a Silero model (.onnx)'] : [],
    ...vad !== 'silero' && vadModel !== undefined ? ['--vad-model is only for --vad silero; leave it out'] : [],
  ]
}

/** Makes the stages of a transcription. @param sampleRate Rate that the engine receives, in Hz. */
export function audioStages(values: FlagValues, sampleRate: number): AudioStages {
  const decoder = decode({ sampleRate, ...decodeOptions(values) })
  const stages = [decoder, ...speechStages(values)]
  return {
    decoder,
    pipeTo(recognizer) {
      stages.reduceRight<Transform | Decoder | Recognizer>((next, stage) => {
        stage.pipe(next)
        return stage
      }, recognizer)
    },
    stop(recognizer) {
      // Not as a chain: the sudden end of one stage is an error of the next.
      for (const stage of stages) stage.unpipe()
      for (const stage of stages) stage.destroy()
      recognizer.end()
    },
  }
}

function decodeOptions(values: FlagValues): DecodeOptions {
  const options = optionsOf(values, 'formatIn', 'inputSampleRate', 'inputChannels', 'inputEncoding', 'maxDuration')
  // The names were checked as usage errors.
  return options as DecodeOptions
}

/** Makes the stages between samples and the recogniser. */
export function speechStages(values: FlagValues): Transform[] {
  const { vad = 'off' } = values
  return [
    ...values.denoise ? [denoise()] : [],
    ...vad === 'off' ? [] : [chunk({ vad: vad satisfies VadName, ...optionsOf(values, 'vadModel') })],
  ]
}
