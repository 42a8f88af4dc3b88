import { readFileSync } from 'node:fs'

const folder = new URL('../fixtures/librivox/', import.meta.url)
const transcripts = JSON.parse(readFileSync(new URL('transcripts.json', folder), 'utf8')) as Record<string, string>
const HEADER_BYTES = 44

/** One clip of real speech with what is said in it. */
export interface Clip {
  readonly name: string
  readonly path: string
  readonly transcript: string
  /** s16le mono at 16 kHz. */
  readonly pcm: Buffer
}

/** The five LibriVox clips. */
export const clips: readonly Clip[] = Object.entries(transcripts).map(([name, transcript]) => {
  const url = new URL(`${name}.wav`, folder)
  return { name, path: url.pathname, transcript, pcm: readFileSync(url).subarray(HEADER_BYTES) }
})

/** A piece of a clip, from and to in ms. */
export function clip(name: string, from = 0, to = Infinity): Buffer {
  return clips.find(clip => clip.name === name)!.pcm.subarray(from * 32, to * 32)
}

/** "He was not", a pause, "themselves": two sentences, as short as possible, when 200 ms of silence end one. */
export const twoSentences = Buffer.concat([clip('0880', 0, 1000), Buffer.alloc(12_800), clip('0930', 2300)])

/** The clips in order, a second of silence after each. */
export const speech = {
  path: new URL('../fixtures/sense-and-sensibility.flac', import.meta.url).pathname,
  transcript: clips.map(clip => clip.transcript).join(' '),
  pcm: Buffer.concat(clips.flatMap(clip => [clip.pcm, Buffer.alloc(32_000)])),
}

/** Insertions, deletions and substitutions that turn one text into the other, in words. */
export function wordErrors(reference: string, hypothesis: string): number {
  const wanted = words(reference)
  const got = words(hypothesis)
  let row = [...got.keys(), got.length]
  wanted.forEach((word, i) => {
    const next = [i + 1]
    got.forEach((other, j) => {
      next.push(Math.min(row[j]! + Number(word !== other), row[j + 1]! + 1, next[j]! + 1))
    })
    row = next
  })
  return row.at(-1)!
}

/** Word errors as a share of the words that were said. */
export function wordErrorRate(reference: string, hypothesis: string): number {
  return wordErrors(reference, hypothesis) / words(reference).length
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? []
}
