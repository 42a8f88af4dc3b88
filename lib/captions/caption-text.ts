import type { Captioner, CaptionInput } from './captioner.js'
import type { CueWriter } from './formats/writer.js'

/** What is written for each thing that comes, and before and after all. */
export interface Pen<Input> {
  readonly header?: string
  readonly push: (input: Input) => string
  readonly end?: () => string
}

/** The pen of a caption format. */
export function captionPen({ header, cue, end }: CueWriter, { push, flush }: Captioner): Pen<CaptionInput> {
  return {
    header,
    push: input => push(input).map(cue).join(''),
    end: () => flush().map(cue).join('') + end(),
  }
}

/** A text as it comes; the pieces put together are the whole. */
export interface TextPieces<Input> {
  /** What can be written now, `''` for nothing. */
  readonly push: (input: Input) => string
  /** The rest. */
  readonly flush: () => string
}

/** Text as soon as it cannot change any more. The header comes with the first of it, at latest at the end. */
export function textPieces<Input>({ header = '', push, end = () => '' }: Pen<Input>): TextPieces<Input> {
  let before = header
  const headed = (text: string): string => {
    const whole = before + text
    before = ''
    return whole
  }
  return {
    push(input) {
      const text = push(input)
      return text === '' ? '' : headed(text)
    },
    flush: () => headed(end()),
  }
}
