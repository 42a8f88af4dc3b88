/** Segment of a hypothesis: a word, a silence or a noise. */
export interface Segment {
  /** Word as in the dictionary, e.g. `read(2)`, `<sil>`, `[NOISE]`. */
  readonly word: string
  /** First frame, counted from the start of the utterance; a frame is 10 ms. */
  readonly startFrame: number
  /** Last frame, inclusive. */
  readonly endFrame: number
}

/** Functions of libpocketsphinx that the transcriber uses; it decodes one utterance at a time. */
export interface Decoder {
  /** Starts an utterance of the first pass. */
  startUtterance(): void
  /** Decodes more s16 samples of the utterance. */
  process(samples: Int16Array): void
  /** Best hypothesis so far. */
  segments(): Segment[]
  /** Ends the utterance of the first pass; returns its hypothesis. */
  endUtterance(): Segment[]
  /** Decodes a complete utterance with the second pass; returns its hypothesis. */
  decodeUtterance(samples: Int16Array): Segment[]
  /** Frees the memory; no method may be called afterwards. */
  free(): void
}
