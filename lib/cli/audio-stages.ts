import type { Transform } from 'node:stream'
import { chunk, type VadName } from '../audio/chunk.js'
import { decode, type Decoder, type InputFormat } from '../audio/decode.js'
import { denoise } from '../audio/denoise.js'
import type { Recognizer } from '../recognize/recognize.js'
import type { Settings } from './options/arguments.js'
import { objections } from './options/engine-choice.js'

const VADS: readonly string[] = ['energy', 'fvad', 'silero'] satisfies readonly VadName[]

/** What is wrong with what was asked of the stages before the engine. */
export function frontEndProblems({ formatIn, vad, vadModel }: Settings): string[] {
  return [
    ...objections(() => decoderOf(formatIn)).map(message => message.replace('`format`', '--format-in')),
    ...vad === undefined || VADS.includes(vad) ? [] : [`--vad must be one of ${VADS.join(', ')}, off, got ${JSON.stringify(vad)}`],
    ...vad === 'silero' && vadModel === undefined ? ['--vad silero needs --vad-model, the path of a Silero model (.onnx)'] : [],
    ...vadModel !== undefined && vad !== 'silero' ? ['--vad-model is for --vad silero; leave it out or say that'] : [],
  ]
}

/** The stages from the bytes of the input to the recogniser. */
export interface FrontEnd {
  readonly decoder: Decoder
  /** Pipes them together and into it; what is written to the stage that is given back comes behind the decoder. */
  readonly join: (recognizer: Recognizer) => Transform | Recognizer
}

/** Makes the stages that settings without problems ask for. @param sampleRate What the engine is given, in Hz. */
export function frontEnd(settings: Settings, sampleRate: number): FrontEnd {
  const decoder = decoderOf(settings.formatIn, sampleRate)
  return {
    decoder,
    join(recognizer) {
      const all = [...cleanStages(settings), recognizer]
      all.reduce<Transform | Decoder | Recognizer>((before, stage) => before.pipe(stage), decoder)
      return all[0]!
    },
  }
}

/** The stages between samples and the recogniser. */
export function cleanStages({ denoise: clean, vad, vadModel }: Settings): Transform[] {
  return [
    ...clean ? [denoise()] : [],
    ...vad === undefined ? [] : [chunk({ vad: vad as VadName, ...vadModel !== undefined && { vadModel } })],
  ]
}

/** Checked when it is called, as the options of JavaScript are. */
function decoderOf(formatIn: string | undefined, sampleRate = 16_000): Decoder {
  return decode({ sampleRate, ...formatIn !== undefined && { format: formatIn as InputFormat } })
}
