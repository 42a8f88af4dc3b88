import { Transform, type TransformCallback } from 'node:stream'
import { checkOption, omitOptions } from '../option-checks.js'
import { linkSource } from '../stream/link-source.js'
import { type StageOptions, stageOptions } from '../stream/stage-options.js'
import type { TypedTransform } from '../stream/typed-transform.js'

/** Computation behind a stage, without streams and clocks. */
export interface StageCore<Input, Output> {
  /** Adds an input. @returns The outputs that are complete. */
  push(input: Input): Iterable<Output>
  /** Ends the input. @returns The remaining outputs. */
  flush(): Iterable<Output>
}

/** Stream options of a stage that emits objects. */
export type ObjectStageOptions = Omit<StageOptions, 'encoding'>

/** Options of a stage that writes text; with `encoding` it yields strings instead of buffers. */
export type TextStageOptions<Encoding extends BufferEncoding | undefined> =
  ObjectStageOptions & { readonly encoding?: Encoding }

/** Chunks of a stage that writes text. */
export type TextChunk<Encoding extends BufferEncoding | undefined> =
  [Encoding] extends [undefined] ? Buffer : [BufferEncoding] extends [Encoding] ? Buffer | string : string

/** Options for the stream of a stage, whose own options are in `tables`. Errors: STENO_UNKNOWN_OPTION. */
export function textStreamOptions(call: string, options: object, ...tables: readonly object[]): StageOptions {
  return stageOptions(call, omitOptions(options, ...tables), tables.flatMap(table => Object.keys(table)))
}

/** The same for a stage that emits objects, which have no encoding. Errors: STENO_BAD_OPTION, STENO_UNKNOWN_OPTION. */
export function objectStreamOptions(call: string, options: object, ...tables: readonly object[]): ObjectStageOptions {
  const rest = textStreamOptions(call, options, ...tables)
  checkOption(rest.encoding === undefined, 'encoding', 'left out of a stage of objects', rest.encoding)
  return rest
}

/** Stage around a core: objects in, objects or text out. */
export function coreStage<Input, Output>(
  core: StageCore<Input, Output>, options: StageOptions & { readonly readableObjectMode: boolean },
): TypedTransform<Output> {
  const emit = (done: TransformCallback, outputs: () => Iterable<Output>): void => {
    try {
      for (const output of outputs()) stage.push(output)
    } catch (error) {
      done(error as Error)
      return
    }
    done()
  }
  const stage = new Transform({
    ...options,
    writableObjectMode: true,
    transform(input: Input, _encoding, done) {
      emit(done, () => core.push(input))
    },
    flush(done) {
      emit(done, () => core.flush())
    },
  })
  linkSource(stage)
  return stage as TypedTransform<Output>
}
