import { execFile } from 'node:child_process'
import { Child, findProgram } from '../ffmpeg/child-process.js'
import { findFfmpeg } from '../ffmpeg/ffmpeg.js'
import { RESAMPLER } from '../ffmpeg/args.js'
import {
  alsaInputs, avfoundationInputs, dshowInputs, ffmpegPulseInputs, type Input, MONITOR, pipewireInputs, pulseInputs,
} from './device-lists.js'
import type { MicRecorder, RunningRecorder } from './recorder.js'

// What most devices run at. Sound servers would resample to less by poor means: PulseAudio takes 8 dB away at 7 kHz.
const RATE = 48_000
const LATENCY_MS = 20
const PATIENCE_MS = 5000
// Messages are read here, and come in the language of the user otherwise.
const ENGLISH = { LC_ALL: 'C', LANGUAGE: '' }

/** A recorder that is a program: it writes what it records to its standard output. */
interface RecorderCommand {
  readonly name: MicRecorder['name']
  readonly install: string
  /** Where it is. */
  readonly find: () => string | undefined
  readonly inputs: (signal: AbortSignal) => Promise<Input[]>
  readonly args: (input: Input | undefined) => string[] | Promise<string[]>
}

/** PulseAudio's own, which PipeWire serves too. */
export const parec = recorderOf({
  name: 'parec',
  install: 'apt-get install pulseaudio-utils',
  find: () => findProgram('parec'),
  inputs: async signal => pulseInputs(await ask('pactl', ['info'], signal), await ask('pactl', ['list', 'sources'], signal)),
  args: input => [
    '--raw', '--format=s16le', `--rate=${RATE}`, '--channels=1', `--latency-msec=${LATENCY_MS}`, '--client-name=stenopipe',
    ...input ? [`--device=${input.id}`] : [],
  ],
})

/** PipeWire's own. */
export const pwRecord = recorderOf({
  name: 'pw-record',
  install: 'apt-get install pipewire-bin',
  find: () => findProgram('pw-record'),
  inputs: async signal => pipewireInputs(await ask('pw-dump', [], signal)),
  args: async input => {
    // Since it can write headers it must be told not to; before, it did not know the word.
    const isOld = !(await ask('pw-record', ['--help'], AbortSignal.timeout(PATIENCE_MS))).includes('--raw')
    const monitor = input?.isMonitor ? ['-P', '{ stream.capture.sink=true }'] : []
    return [
      ...isOld ? [] : ['--raw'], '--format=s16', `--rate=${RATE}`, '--channels=1', `--latency=${LATENCY_MS}ms`, ...monitor,
      ...input ? [`--target=${input.isMonitor ? input.id.slice(0, -MONITOR.length) : input.id}`] : [], '-',
    ]
  },
})

/** ALSA's own, where no sound server runs. */
export const arecord = recorderOf({
  name: 'arecord',
  install: 'apt-get install alsa-utils',
  find: () => findProgram('arecord'),
  inputs: async signal => alsaInputs(await ask('arecord', ['-l'], signal), await ask('arecord', ['-L'], signal)),
  // A long buffer, of which little is waited for.
  args: input => [
    '-q', '-t', 'raw', '-f', 'S16_LE', '-r', String(RATE), '-c', '1', '-F', String(LATENCY_MS * 1000), '-B', '500000',
    ...input ? ['-D', input.id] : [],
  ],
})

/** ffmpeg, by what the system has. */
export function ffmpegRecorder(ffmpegPath: string | undefined, platform: NodeJS.Platform): MicRecorder {
  const find = (): string => findFfmpeg(ffmpegPath)
  const list = (words: string[], signal: AbortSignal): Promise<string> => ask(find(), ['-hide_banner', ...words], signal)
  const from = (words: string[]): string[] => [
    '-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', ...words,
    '-af', `aresample=${RATE}:${RESAMPLER}`, '-ac', '1', '-flush_packets', '1', '-f', 's16le', 'pipe:1',
  ]
  const ways = {
    darwin: {
      inputs: async (signal: AbortSignal) => avfoundationInputs(await list(['-f', 'avfoundation', '-list_devices', 'true', '-i', ''], signal)),
      args: (input?: Input) => from(['-f', 'avfoundation', '-i', `:${input?.id ?? 'default'}`]),
    },
    win32: {
      inputs: async (signal: AbortSignal) => dshowInputs(await list(['-f', 'dshow', '-list_devices', 'true', '-i', 'dummy'], signal)),
      // It has no default, so that the first must be asked for.
      args: async (input?: Input) => {
        const [first] = input ? [input] : await ways.win32.inputs(AbortSignal.timeout(PATIENCE_MS))
        return from(['-f', 'dshow', '-audio_buffer_size', String(LATENCY_MS), '-i', `audio=${first?.id ?? ''}`])
      },
    },
    linux: {
      inputs: async (signal: AbortSignal) => ffmpegPulseInputs(await list(['-sources', 'pulse'], signal)),
      args: (input?: Input) => from(['-f', 'pulse', '-name', 'stenopipe', '-i', input?.id ?? 'default']),
    },
  }
  const install = platform === 'darwin' ? 'brew install ffmpeg' : platform === 'win32' ? 'winget install ffmpeg' : 'apt-get install ffmpeg'
  return recorderOf({ name: 'ffmpeg', install, find, ...platform === 'darwin' || platform === 'win32' ? ways[platform] : ways.linux })
}

function recorderOf({ name, install, find, inputs, args }: RecorderCommand): MicRecorder {
  return {
    name, install, inputs,
    sampleRate: RATE,
    isInstalled() {
      try {
        return find() !== undefined
      } catch {
        return false
      }
    },
    async start(input, give): Promise<RunningRecorder> {
      const child = new Child(find() ?? name, await args(input), ENGLISH)
      child.stdout?.on('data', give)
      // Some wait for words there as long as it is open.
      child.end()
      return child
    },
  }
}

/** What a program says, on both of its outputs: ffmpeg lists on the second, and calls it a failure. Settles when it is gone. */
async function ask(program: string, words: readonly string[], signal: AbortSignal): Promise<string> {
  const limits = {
    signal, timeout: PATIENCE_MS, killSignal: 'SIGKILL', windowsHide: true, maxBuffer: 2 ** 26, env: { ...process.env, ...ENGLISH },
  } as const
  return new Promise((resolve, reject) => {
    const child = execFile(findProgram(program) ?? program, words, limits, (error, out, said) => {
      const settle = (): void => {
        const isListed = out !== '' || /devices/.test(said)
        if (error && !isListed) reject(said.trim() === '' ? error : new Error(lastLine(said)))
        else resolve(out.startsWith('[') ? out : `${out}${said}`)
      }
      const isGone = child.pid === undefined || child.exitCode !== null || child.signalCode !== null
      if (isGone) settle()
      else child.once('close', settle)
    })
  })
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)!
}
