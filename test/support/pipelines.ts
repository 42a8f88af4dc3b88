import { execFileSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import { pocketsphinx } from '../../lib/engines/pocketsphinx/index.js'
import {
  chunk,
  decode,
  denoise,
  encode,
  type Engine,
  fileSource,
  normalize,
  pace,
  recognize,
  resample,
  toSrt,
  toVtt,
  urlSource,
} from '../../lib/index.js'
import { emulate, type Emulator, scriptFromText } from '../../lib/testing/index.js'
import type { Pipeline } from './timing.js'
import { type Script, ScriptedEngine } from './scripted-engine.js'
import { clips } from './speech.js'

const CLIP = clips.find(clip => clip.name === '0880')!
const CLIP_MS = CLIP.pcm.length / 32
/** A word in each quarter of a second, a sentence in each second. */
const SCRIPT: Script = Array.from({ length: Math.floor(CLIP_MS / 250) }, (_, i) =>
  [[i * 250, `word${i}`], ...i % 4 === 3 ? [[i * 250 + 200, '']] : []] as [number, string][]).flat()

/** Every kind of pipeline there is, over files and servers of its own, until it is closed. */
export class Pipelines {
  readonly all: readonly Pipeline[]
  readonly #server: Server
  readonly #service: Emulator

  private constructor(folder: string, server: Server, service: Emulator) {
    this.#server = server
    this.#service = service
    const { port } = server.address() as AddressInfo
    this.all = pipelines(folder, `http://127.0.0.1:${port}/`, service)
  }

  /** @param folder Where files are made. */
  static async open(folder: string): Promise<Pipelines> {
    for (const [name, ...codec] of [['speech.mp3', '-b:a', '64k'], ['speech.opus', '-c:a', 'libopus']] as const) {
      execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-i', CLIP.path, ...codec, join(folder, name)])
    }
    const server = createServer((_, response) => {
      createReadStream(join(folder, 'speech.mp3')).on('error', () => response.destroy()).pipe(response)
    })
    await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
    const words = SCRIPT.flatMap(([, word], i) => word === '' ? [] : [SCRIPT[i + 1]?.[1] === '' ? `${word}.` : word])
    const service = await emulate({
      script: scriptFromText(words.join(' '), { wordDuration: 200, wordGap: 50, sentencePause: 50 }),
    })
    return new Pipelines(folder, server, service)
  }

  async close(): Promise<void> {
    await this.#service.close()
    await new Promise(resolve => { this.#server.close(resolve) })
  }
}

function pipelines(folder: string, url: string, { url: baseUrl, apiKey }: Emulator): Pipeline[] {
  const [mp3, opus] = [join(folder, 'speech.mp3'), join(folder, 'speech.opus')]
  const stages = (name: string, make: (engine: Engine) => [Readable, ...Duplex[]]): Pipeline => {
    const engine = new ScriptedEngine(SCRIPT)
    return { name, make: () => make(engine), sessions: () => engine.opened - engine.closed }
  }
  const rx = new ScriptedEngine(SCRIPT)
  return [
    stages('mp3, ffmpeg, cloud, SRT', () => [fileSource(mp3), decode(), recognize({ baseUrl, apiKey }), toSrt()]),
    stages('part of a file, VTT', engine => [fileSource(mp3, { from: 500 }), recognize({ engine }), toVtt()]),
    stages('URL, chunk', engine => [urlSource(url), chunk(), recognize({ engine })]),
    stages('Opus, resample', engine => [
      fileSource(opus),
      decode({ sampleRate: 48_000 }),
      resample(),
      recognize({ engine }),
    ]),
    stages('denoise to chunk, two sessions', engine => [
      fileSource(CLIP.path),
      decode(),
      denoise(),
      normalize(),
      chunk(),
      recognize({ engine, concurrency: 2 }),
    ]),
    stages('encode', () => [fileSource(CLIP.path), decode(), encode()]),
    stages('pace', engine => [fileSource(CLIP.path), decode(), pace({ speed: 30 }), recognize({ engine })]),
    {
      name: 'streamCall()',
      engine: rx,
      make: () => [fileSource(mp3), decode()],
      sessions: () => rx.opened - rx.closed,
    },
    {
      name: 'embedded engine',
      isSlow: true,
      sessions: () => 0,
      make: () => [fileSource(CLIP.path), decode(), recognize({ engine: pocketsphinx({ accuracy: 'fast' }) })],
    },
  ]
}
