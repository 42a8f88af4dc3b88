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

/** Container of each audio format of the service. */
const containers: Readonly<Record<Exclude<Format, 'pcm'>, Container>> = {
  wav: 'wav', mp3: 'mp3', opus: 'ogg', speex: 'ogg', aac: 'aac', amr: 'amr',
}

const HEAD_BYTES = 16_384

/** A file to recognise: the parameters of its session, and a function that pipes it into one. */
export interface FileAudio {
  readonly param: RecognitionParam
  /** Pipes the file, decoded if necessary, into the session. */
  readonly pipe: (input: Recognizer) => void
}

/**
 * Opens a file for a call. It is sent as it is when it holds the `format` that was named and the engine accepts that;
 * otherwise it is decoded here. It is read as raw samples only for `format: 'pcm'`, and only when its bytes show no
 * container.
 */
export async function openFileAudio(file: string | URL, param: RecognitionParam): Promise<FileAudio> {
  const engine = param.engine ?? await defaultEngine(param)
  const { sampleRates, encodings = [] } = engine.capabilities
  const { format } = param
  const container = format === undefined ? undefined : await containerOf(file)
  const source = fileSource(file)
  const isEncoded = format !== undefined && format !== 'pcm'
  if (isEncoded && container === containers[format] && encodings.includes(encodingOf(format))) {
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

/** Container of a file; `null` when unknown. A file that cannot be read fails later, when it is. */
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
