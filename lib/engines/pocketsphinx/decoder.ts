/** One stretch of a hypothesis as the decoder gives it: a word, a silence or a noise. */
export interface Segment {
  /** The dictionary's spelling, e.g. `read(2)`, `<sil>`, `[NOISE]`. */
  readonly word: string
  /** First frame, counted from the utterance's first sample; frames last 10 ms. */
  readonly startFrame: number
  /** Last frame, included. */
  readonly endFrame: number
}

/** What the transcriber needs of libpocketsphinx: one utterance at a time. */
export interface Decoder {
  /** Begins an utterance of the live pass. */
  begin(): void
  /** Searches on through more s16 samples of the utterance. */
  feed(samples: Int16Array): void
  /** The best words so far. */
  segments(): Segment[]
  /** Ends the utterance of the live pass and gives its words. */
  end(): Segment[]
  /** Recognises a whole utterance anew with the second search. */
  recognizeWhole(samples: Int16Array): Segment[]
  /** Gives the memory back; nothing may be called after it. */
  free(): void
}
