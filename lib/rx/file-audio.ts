import { open } from 'node:fs/promises'
import { decode } from '../audio/decode.js'
import { type Container, sniff } from '../audio/containers/sniff.js'
import { fileSource } from '../audio/sources/file-source.js'
import { defaultEngine } from '../recognize/default-engine.js'
import type { Recognizer } from '../recognize/recognize.js'
import { encodingOf } from '../engine/audio-formats.js'
import { callUserCallback } from './call-user-callback.js'
import { type RecognitionParam, settingsOf } from './param.js'

type Format = NonNullable<RecognitionParam['format']>

/** The containers that the service's names for forms of audio stand for. */
const containers: Readonly<Record<Exclude<Format, 'pcm'>, Container>> = {
  wav: 'wav', mp3: 'mp3', opus: 'ogg', speex: 'ogg', aac: 'aac', amr: 'amr',
}

const HEAD_BYTES = 16_384

/** A file on its way to an engine: what to recognise it with, and what pipes it there. */
export interface FileAudio {
  readonly param: RecognitionParam
  readonly pipe: (input: Recognizer) => void
}

/**
 * A file is sent as it is when its `format` is what it holds and what the engine takes; else it is decoded here, bare samples
 * only where `format: 'pcm'` says so and nothing in the file speaks against it.
 */
export async function openFile(file: string | URL, param: RecognitionParam): Promise<FileAudio> {
  const engine = param.engine ?? await defaultEngine(param)
  const { sampleRates, encodings = [] } = engine.capabilities
  const { format } = param
  const container = format === undefined ? undefined : await containerOf(file)
  const source = fileSource(file)
  if (format !== undefined && format !== 'pcm' && container === containers[format] && encodings.includes(encodingOf(format))) {
    return { param: { ...param, engine }, pipe: input => source.pipe(input) }
  }
  const { sampleRate: own = sampleRates[0] } = param
  const sampleRate = sampleRates.includes(own) ? own : sampleRates[0]
  const isBare = format === 'pcm' && container === null
  const decoder = decode({ sampleRate, ...isBare && { format: 'pcm', inputSampleRate: own } })
  const { onWarning } = settingsOf(param)
  decoder.on('warning', warning => { callUserCallback(() => { onWarning(warning) }) })
  return { param: { ...param, engine, sampleRate, format: 'pcm' }, pipe: input => source.pipe(decoder).pipe(input) }
}

/** What a file holds; `null` for nothing known. A file that cannot be read says so when it is. */
async function containerOf(file: string | URL): Promise<Container | null | undefined> {
  const handle = await open(file).catch(() => undefined)
  if (!handle) return undefined
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    const head = buffer.subarray(0, bytesRead)
    return head.toString('latin1', 0, 3) === 'ID3' ? 'mp3' : sniff(head, bytesRead < HEAD_BYTES) ?? null
  } catch {
    return undefined
  } finally {
    await handle.close()
  }
}
