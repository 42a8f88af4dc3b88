import { decode, fileSource, pace, type Pacer } from '../../lib/index.js'
import type { Recognition, RecognitionParam } from '../../lib/rx/index.js'

/** One of the service page's samples, ported line by line; instead of a microphone, a file speaks at its own pace. */
export type Sample = (file: string, setting: Setting) => Promise<void>

/** What the samples say in process-wide settings, and where they print. */
export interface Setting {
  /** Address, key and engine of all calls. */
  readonly defaults: RecognitionParam
  /** Of real time. */
  readonly speed: number
  readonly print: (line: string) => void
}

export function microphone(file: string, speed: number): Pacer {
  return fileSource(file).pipe(decode()).pipe(pace({ speed }))
}

/** The line that ends each of them. */
export function metric(recognition: Recognition): string {
  return (
    `[Metric] requestId: ${recognition.getLastRequestId() ?? ''}, first package delay ms: ${recognition.getFirstPackageDelay() ?? NaN}`
    + `, last package delay ms: ${recognition.getLastPackageDelay() ?? NaN}`
  )
}
