/** Device that can be recorded from. */
export interface InputDevice {
  /** Value for `micSource({ device })`; stable where the recorder has names for its devices. */
  readonly id: string
  /** Name to show to users. */
  readonly label: string
  /** True for the device that is used when none is named; false too where the recorder does not report it. */
  readonly isDefault: boolean
  /** True for a monitor of an output of the machine, such as the other side of a call, instead of a microphone. */
  readonly isMonitor: boolean
}

/** Suffix of PulseAudio for the monitor of an output; used for PipeWire too, so that both know a device by one id. */
export const MONITOR = '.monitor'

/**
 * Inputs of PulseAudio, or of PipeWire in its place: output of `pactl info` and `pactl list sources` in the C locale.
 */
export function pulseInputs(info: string, sources: string): InputDevice[] {
  const defaultSource = /^Default Source: (.*)$/m.exec(info)?.[1]
  return sources.split(/^Source #\d+$/m).slice(1).map(source => {
    const field = (name: string): string | undefined => new RegExp(`^\\t${name}: (.*)$`, 'm').exec(source)?.[1]
    const id = field('Name') ?? ''
    const sink = field('Monitor of Sink') ?? 'n/a'
    return { id, label: field('Description') ?? id, isDefault: id === defaultSource, isMonitor: sink !== 'n/a' }
  }).filter(({ id }) => id !== '')
}

interface PipeWireObject {
  readonly type?: string
  readonly info?: { readonly props?: Readonly<Record<string, unknown>> }
  readonly metadata?: readonly { readonly key?: string; readonly value?: { readonly name?: string } }[]
}

/** Inputs of PipeWire: output of `pw-dump`. */
export function pipewireInputs(dump: string): InputDevice[] {
  const objects = JSON.parse(dump) as PipeWireObject[]
  const entries = objects.flatMap(({ metadata }) => metadata ?? [])
  const defaultSource = entries.find(({ key }) => key === 'default.audio.source')?.value?.name
  return objects.flatMap(({ info }) => {
    const { 'media.class': mediaClass, 'node.name': name, 'node.description': description } = info?.props ?? {}
    const isMonitor = mediaClass === 'Audio/Sink'
    const isSource = /^Audio\/(Source|Duplex)/.test(String(mediaClass))
    if (typeof name !== 'string' || !(isMonitor || isSource)) return []
    const label = typeof description === 'string' ? description : name
    return [{
      id: isMonitor ? name + MONITOR : name,
      label: isMonitor ? `Monitor of ${label}` : label,
      isDefault: name === defaultSource,
      isMonitor,
    }]
  })
}

const CARD = /^card (\d+): (\S+) \[(.*?)\], device (\d+): .*? \[(.*)\]$/gm

/**
 * ALSA plug-ins that lead to a sound server. The others of `arecord -L` are no inputs (`null`, rate converters, mixers)
 * or further names of the hardware (`sysdefault:…`, `front:…`, `dsnoop:…`).
 */
const VIRTUAL_INPUTS = /^(default|pulse|pipewire)\n\s+(\S.*)$/gm

/** Inputs of ALSA: output of `arecord -l` (hardware) and `arecord -L` (names) in the C locale. */
export function alsaInputs(cards: string, names: string): InputDevice[] {
  const virtual = [...names.matchAll(VIRTUAL_INPUTS)].map(([, id, label]) => ({
    id: id!, label: label!, isDefault: id === 'default', isMonitor: false,
  }))
  const hasDefault = virtual.some(({ isDefault }) => isDefault)
  const hardware = [...cards.matchAll(CARD)].map(([, number, card, cardLabel, device, label]) => ({
    id: `plughw:CARD=${card},DEV=${device}`,
    label: label === cardLabel ? label! : `${cardLabel}, ${label}`,
    // Without a configured default ALSA uses the first device of the first card.
    isDefault: !hasDefault && number === '0' && device === '0',
    isMonitor: false,
  }))
  return [...virtual, ...hardware]
}

/**
 * Inputs of macOS: output of `ffmpeg -f avfoundation -list_devices true -i ''`. The ids are indexes, which change when
 * devices are connected.
 */
export function avfoundationInputs(output: string): InputDevice[] {
  const audio = output.slice(output.search(/AVFoundation audio devices:/))
  return [...audio.matchAll(/\] \[(\d+)\] (.+)$/gm)].map(([, id, label]) => (
    { id: id!, label: label!.trim(), isDefault: false, isMonitor: false }))
}

/**
 * Inputs of Windows: output of `ffmpeg -f dshow -list_devices true -i dummy`. Since ffmpeg 5 each line has the type of
 * the device; before, a heading had it.
 */
export function dshowInputs(output: string): InputDevice[] {
  let isAudio = false
  const labels = output.split(/\r?\n/).flatMap(line => {
    const heading = /DirectShow (audio|video) devices/.exec(line)?.[1]
    if (heading) isAudio = heading === 'audio'
    const [, label, types] = /^\[.*?\]\s+"(.+)"(?: \((.*)\))?$/.exec(line.trim()) ?? []
    if (label === undefined) return []
    return (types === undefined ? isAudio : types.includes('audio')) ? [label] : []
  })
  return labels.map((label, i) => ({ id: label, label, isDefault: i === 0, isMonitor: false }))
}

/** Inputs of PulseAudio: output of `ffmpeg -sources pulse`. */
export function ffmpegPulseInputs(output: string): InputDevice[] {
  return [...output.matchAll(/^([* ]) (\S+) \[(.*)\](?: \(.*\))?$/gm)].map(([, star, id, label]) => (
    { id: id!, label: label!, isDefault: star === '*', isMonitor: id!.endsWith(MONITOR) }))
}

/**
 * Descriptions of ALSA plug-ins that are no inputs. On Linux without a sound server PvRecorder lists all plug-ins of
 * ALSA, by description only.
 */
const ALSA_PLUGINS: ReadonlySet<string> = new Set([
  'Discard all samples (playback) or generate zero samples (capture)',
  'Rate Converter Plugin Using Libav/FFmpeg Library',
  'Rate Converter Plugin Using Samplerate Library',
  'Rate Converter Plugin Using Speex Resampler',
  'JACK Audio Connection Kit',
  'Open Sound System',
  'Plugin using Speex DSP (resample, agc, denoise, echo, dereverb)',
  'Plugin for channel upmix (4,6,8)',
  'Plugin for channel downmix (stereo) with a simple spacialization', // the spelling of ALSA
])

/** Inputs of PvRecorder, which identifies them by their index in `labels`. */
export function pvInputs(labels: readonly string[], platform: NodeJS.Platform): InputDevice[] {
  const inputs = labels.map((label, i) => (
    { id: String(i), label, isDefault: false, isMonitor: label.startsWith('Monitor of ') }))
  return platform === 'linux' ? inputs.filter(({ label }) => !ALSA_PLUGINS.has(label)) : inputs
}

/** Sorts inputs for display: the default first, monitors last. */
export function sortInputs<Item extends InputDevice>(inputs: readonly Item[]): Item[] {
  const rank = ({ isDefault, isMonitor }: InputDevice): number => {
    if (isDefault) return 0
    return isMonitor ? 2 : 1
  }
  return [...inputs].sort((one, other) => rank(one) - rank(other))
}

/**
 * Input that a user names: by its id, by its label, or by a part of one of them that matches no other input. Monitors
 * are considered only when no microphone matches.
 */
export function findInput<Item extends InputDevice>(inputs: readonly Item[], device: string): Item | undefined {
  const exact = inputs.find(({ id }) => id === device) ?? inputs.find(({ label }) => label === device)
  if (exact) return exact
  const part = device.toLowerCase()
  const matching = inputs.filter(({ id, label }) => `${id}\n${label}`.toLowerCase().includes(part))
  const microphones = matching.filter(({ isMonitor }) => !isMonitor)
  const candidates = microphones.length > 0 ? microphones : matching
  return candidates.length === 1 ? candidates[0] : undefined
}
