import type { RecognitionResult, Sentence } from '../../types.js'
import { readAssemblyAi } from './assemblyai.js'
import { readDashscope } from './dashscope.js'
import { readDeepgram } from './deepgram.js'
import { isObject, kindOf, object, type Unknown, unreadable } from './shape.js'
import { readOwnDocument, readOwnLines } from './stenopipe.js'
import { readWhisperCpp } from './whisper-cpp.js'
import { hasWhisperWords, readWhisper } from './whisper.js'

type Reader = (document: Unknown) => Sentence[]

/** What each document has that none before it has. */
const documents: readonly (readonly [mark: (document: Unknown) => boolean, read: Reader])[] = [
  [document => 'sentence' in document, document => readOwnLines([document])],
  [document => 'sentences' in document, readOwnDocument],
  [document => 'transcripts' in document, readDashscope],
  [document => 'transcription' in document, readWhisperCpp],
  [document => 'results' in document, readDeepgram],
  [document => 'segments' in document || hasWhisperWords(document), readWhisper],
  [document => 'words' in document || 'utterances' in document, readAssemblyAi],
]

/**
 * Finals out of saved results, whoever wrote them: JSON lines or the JSON document of this package, or the JSON of
 * DashScope's file transcription, whisper (the command, the API, faster-whisper, whisperX), whisper.cpp, Deepgram or
 * AssemblyAI. Sentences are in the order of their beginnings and numbered from 1, times in integer ms. A time that
 * ends before it begins ends with its beginning.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the place of what is wrong, never with what was said.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs'
 * import { Readable } from 'node:stream'
 * import { readResults, toVtt } from 'stenopipe'
 *
 * const results = readResults(readFileSync('whisper.json', 'utf8'))
 * Readable.from(results).pipe(toVtt({ language: 'en' })).pipe(process.stdout)
 * ```
 */
export function readResults(text: string): RecognitionResult[] {
  return readSentences(text).map(sentence => ({ requestId: '', sentence, isSentenceEnd: true }))
}

/** The sentences of those finals. Errors: STENO_RESULTS_UNREADABLE. */
export function readSentences(text: string): Sentence[] {
  const whole = text.replace(/^\uFEFF/, '')
  const value = parsed(whole)
  if (value === undefined) return readLines(whole)
  const document = Array.isArray(value) ? { words: value as unknown } : object(value, 'the document')
  const known = documents.find(([mark]) => mark(document))
  if (!known) throw unreadable('the document', 'one with sentences, transcripts, segments, results or words', 'another')
  return known[1](document)
}

function readLines(text: string): Sentence[] {
  const lines = text.split('\n').map((line, i) => ({ line: line.trim(), number: i + 1 })).filter(({ line }) => line !== '')
  const values = lines.map(({ line, number }) => {
    const value = parsed(line)
    if (!isObject(value)) throw unreadable(`line ${number}`, 'a JSON object', value === undefined ? 'no JSON' : kindOf(value))
    return value
  })
  return readOwnLines(values, lines.map(({ number }) => number))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
