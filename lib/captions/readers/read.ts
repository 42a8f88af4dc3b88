import { isRecord } from '../../option-checks.js'
import type { RecognitionResult, Sentence } from '../../types.js'
import { readAssemblyAi } from './assemblyai.js'
import { readDashscope } from './dashscope.js'
import { readDeepgram } from './deepgram.js'
import { describeJson, type JsonObject, readObject, unreadableError } from './json-values.js'
import { readOwnDocument, readOwnLines } from './stenopipe.js'
import { readWhisperCpp } from './whisper-cpp.js'
import { hasWhisperWords, readWhisper } from './whisper.js'

interface DocumentFormat {
  readonly matches: (document: JsonObject) => boolean
  readonly read: (document: JsonObject) => Sentence[]
}

/** Document formats in the order in which they are tried. */
const formats: readonly DocumentFormat[] = [
  { matches: document => 'sentence' in document, read: document => readOwnLines([document]) },
  { matches: document => 'sentences' in document, read: readOwnDocument },
  { matches: document => 'transcripts' in document, read: readDashscope },
  { matches: document => 'transcription' in document, read: readWhisperCpp },
  { matches: document => 'results' in document, read: readDeepgram },
  { matches: document => 'segments' in document || hasWhisperWords(document), read: readWhisper },
  { matches: document => 'words' in document || 'utterances' in document, read: readAssemblyAi },
]

/**
 * Reads finals from saved results: JSON lines or the JSON document of this package, or the JSON of DashScope's file
 * transcription, whisper (the command, the API, faster-whisper, whisperX), whisper.cpp, Deepgram or AssemblyAI.
 * Sentences are in the order of their start and numbered from 1, with times in integer ms. An end before its start is
 * set to the start.
 *
 * Errors: STENO_RESULTS_UNREADABLE, with the path of the invalid value, never with what was said.
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

/** Reads the sentences of those finals. Errors: STENO_RESULTS_UNREADABLE. */
export function readSentences(text: string): Sentence[] {
  const json = text.replace(/^\uFEFF/, '')
  const value = parse(json)
  if (value === undefined) return readLines(json)
  const document = Array.isArray(value) ? { words: value as unknown } : readObject(value, 'the document')
  const format = formats.find(({ matches }) => matches(document))
  if (!format) {
    throw unreadableError('the document', 'one with sentences, transcripts, segments, results or words', 'another')
  }
  return format.read(document)
}

function readLines(text: string): Sentence[] {
  const lines = text.split('\n').map((line, i) => ({ line: line.trim(), number: i + 1 }))
    .filter(({ line }) => line !== '')
  const values = lines.map(({ line, number }) => {
    const value = parse(line)
    if (isRecord(value)) return value
    throw unreadableError(`line ${number}`, 'a JSON object', value === undefined ? 'no JSON' : describeJson(value))
  })
  return readOwnLines(values, lines.map(({ number }) => number))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
