import { execFile } from 'node:child_process'
import { RESAMPLER } from '../ffmpeg/args.js'
import { Child, childEnvironment, findProgram } from '../ffmpeg/child-process.js'
import { findFfmpeg } from '../ffmpeg/ffmpeg.js'
import type { SampleProducer } from '../sources/pcm-source.js'
import {
  alsaInputs, avfoundationInputs, dshowInputs, ffmpegPulseInputs, type InputDevice, MONITOR, pipewireInputs,
  pulseInputs,
} from './device-lists.js'
import type { MicRecorder } from './recorder.js'

// The native rate of most devices. Sound servers resample poorly: PulseAudio attenuates 7 kHz by 8 dB.
const SAMPLE_RATE = 48_000
const LATENCY_MS = 20
const LIST_TIMEOUT_MS = 5000
// Messages are parsed here, and would otherwise be in the language of the user.
const ENGLISH = { LC_ALL: 'C', LANGUAGE: '' }

/** Recorder that is a command-line program: it writes its recording to standard output. */
interface RecorderCommand extends Pick<MicRecorder, 'name' | 'install' | 'listInputs'> {
  /** Returns the path of the program; undefined or an exception when it is not installed. */
  readonly find: () => string | undefined
  /** Returns the arguments with which it records. */
  readonly args: (input: InputDevice | undefined) => string[] | Promise<string[]>
}

/** Recorder of PulseAudio, which PipeWire supports too. */
export const parec = recorderOf({
  name: 'parec',
  install: 'apt-get install pulseaudio-utils',
  find: () => findProgram('parec'),
  listInputs: async signal =>
    pulseInputs(await output('pactl', ['info'], signal), await output('pactl', ['list', 'sources'], signal)),
  args: input => [
    '--raw', '--format=s16le', `--rate=${SAMPLE_RATE}`, '--channels=1', `--latency-msec=${LATENCY_MS}`,
    '--client-name=stenopipe', ...input ? [`--device=${input.id}`] : [],
  ],
})

/** Recorder of PipeWire. */
export const pwRecord = recorderOf({
  name: 'pw-record',
  install: 'apt-get install pipewire-bin',
  find: () => findProgram('pw-record'),
  listInputs: async signal => pipewireInputs(await output('pw-dump', [], signal)),
  args: async input => {
    // Versions that can write headers need `--raw`; older ones reject it.
    const help = await output('pw-record', ['--help'], AbortSignal.timeout(LIST_TIMEOUT_MS))
    const target = input?.isMonitor ? input.id.slice(0, -MONITOR.length) : input?.id
    return [
      ...help.includes('--raw') ? ['--raw'] : [],
      '--format=s16', `--rate=${SAMPLE_RATE}`, '--channels=1', `--latency=${LATENCY_MS}ms`,
      ...input?.isMonitor ? ['-P', '{ stream.capture.sink=true }'] : [],
      ...target === undefined ? [] : [`--target=${target}`], '-',
    ]
  },
})

/** Recorder of ALSA, for machines without a sound server. */
export const arecord = recorderOf({
  name: 'arecord',
  install: 'apt-get install alsa-utils',
  find: () => findProgram('arecord'),
  listInputs: async signal =>
    alsaInputs(await output('arecord', ['-l'], signal), await output('arecord', ['-L'], signal)),
  // A long buffer with short periods: low latency without overruns.
  args: input => [
    '-q', '-t', 'raw', '-f', 'S16_LE', '-r', String(SAMPLE_RATE), '-c', '1',
    '-F', String(LATENCY_MS * 1000), '-B', '500000', ...input ? ['-D', input.id] : [],
  ],
})

/** Recorder of ffmpeg, by the capture API of the platform. */
export function ffmpegRecorder(ffmpegPath: string | undefined, platform: NodeJS.Platform): MicRecorder {
  const find = (): string => findFfmpeg(ffmpegPath)
  const list = (args: string[], signal: AbortSignal): Promise<string> =>
    output(find(), ['-hide_banner', ...args], signal)
  const recordArgs = (input: string[]): string[] => [
    '-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', ...input,
    '-af', `aresample=${SAMPLE_RATE}:${RESAMPLER}`, '-ac', '1', '-flush_packets', '1', '-f', 's16le', 'pipe:1',
  ]
  const dshowList = async (signal: AbortSignal): Promise<InputDevice[]> =>
    dshowInputs(await list(['-f', 'dshow', '-list_devices', 'true', '-i', 'dummy'], signal))

  if (platform === 'darwin') {
    return recorderOf({
      name: 'ffmpeg', install: 'brew install ffmpeg', find,
      listInputs: async signal =>
        avfoundationInputs(await list(['-f', 'avfoundation', '-list_devices', 'true', '-i', ''], signal)),
      args: input => recordArgs(['-f', 'avfoundation', '-i', `:${input?.id ?? 'default'}`]),
    })
  }
  if (platform === 'win32') {
    return recorderOf({
      name: 'ffmpeg', install: 'winget install ffmpeg', find,
      listInputs: dshowList,
      async args(input) {
        // DirectShow has no default device: the first one is used.
        const [first] = input ? [input] : await dshowList(AbortSignal.timeout(LIST_TIMEOUT_MS))
        return recordArgs(['-f', 'dshow', '-audio_buffer_size', String(LATENCY_MS), '-i', `audio=${first?.id ?? ''}`])
      },
    })
  }
  return recorderOf({
    name: 'ffmpeg', install: 'apt-get install ffmpeg', find,
    listInputs: async signal => ffmpegPulseInputs(await list(['-sources', 'pulse'], signal)),
    args: input => recordArgs(['-f', 'pulse', '-name', 'stenopipe', '-i', input?.id ?? 'default']),
  })
}

function recorderOf({ find, args, ...recorder }: RecorderCommand): MicRecorder {
  return {
    ...recorder,
    sampleRate: SAMPLE_RATE,
    isInstalled() {
      try {
        return find() !== undefined
      } catch {
        return false
      }
    },
    async start(input, onSamples): Promise<SampleProducer> {
      const child = new Child(find() ?? recorder.name, await args(input), ENGLISH)
      child.stdout?.on('data', onSamples)
      // Some programs wait for commands while their standard input is open.
      child.end()
      return child
    },
  }
}

/**
 * Output of a program, on both streams: ffmpeg lists devices on standard error and then exits with an error. Settles
 * when the program has exited.
 */
async function output(program: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const options = {
    signal, timeout: LIST_TIMEOUT_MS, killSignal: 'SIGKILL', windowsHide: true, maxBuffer: 2 ** 26,
    env: childEnvironment(ENGLISH),
  } as const
  return new Promise((resolve, reject) => {
    const child = execFile(findProgram(program) ?? program, args, options, (error, stdout, stderr) => {
      const settle = (): void => {
        const isListed = stdout !== '' || /devices/.test(stderr)
        if (error && !isListed) reject(stderr.trim() === '' ? error : new Error(lastLine(stderr)))
        else resolve(isJson(stdout) ? stdout : `${stdout}${stderr}`)
      }
      const hasExited = child.pid === undefined || child.exitCode !== null || child.signalCode !== null
      if (hasExited) settle()
      else child.once('close', settle)
    })
  })
}

/** True for the list of `pw-dump`, to which no messages may be appended. */
function isJson(stdout: string): boolean {
  return stdout.startsWith('[')
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)!
}
