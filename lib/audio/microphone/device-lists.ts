/** What can be recorded from. */
export interface Input {
  /** What `micSource({ device })` takes it by, at all times where the recorder has a name for it. */
  readonly id: string
  /** What it is called on screens. */
  readonly label: string
  /** Whether it is recorded from when no device is named; false too where the recorder does not tell. */
  readonly isDefault: boolean
  /** Whether it is what the machine plays, such as the others in a call, instead of a microphone. */
  readonly isMonitor: boolean
}

/** PulseAudio, and PipeWire in its place: what `pactl info` and `pactl list sources` say in the C locale. */
export function pulseInputs(info: string, sources: string): Input[] {
  const preferred = /^Default Source: (.*)$/m.exec(info)?.[1]
  return sources.split(/^Source #\d+$/m).slice(1).map(source => {
    const field = (name: string): string | undefined => new RegExp(`^\\t${name}: (.*)$`, 'm').exec(source)?.[1]
    const id = field('Name') ?? ''
    const sink = field('Monitor of Sink') ?? 'n/a'
    return { id, label: field('Description') ?? id, isDefault: id === preferred, isMonitor: sink !== 'n/a' }
  }).filter(({ id }) => id !== '')
}

interface PipeWireObject {
  readonly type?: string
  readonly info?: { readonly props?: Readonly<Record<string, unknown>> }
  readonly metadata?: readonly { readonly key?: string; readonly value?: { readonly name?: string } }[]
}

/** How PulseAudio calls what a sink plays; used for PipeWire too, so that both know a device by one name. */
export const MONITOR = '.monitor'

/** PipeWire: what `pw-dump` says. */
export function pipewireInputs(dump: string): Input[] {
  const objects = JSON.parse(dump) as PipeWireObject[]
  const entries = objects.flatMap(({ metadata }) => metadata ?? [])
  const preferred = entries.find(({ key }) => key === 'default.audio.source')?.value?.name
  return objects.flatMap(({ info }) => {
    const { 'media.class': kind, 'node.name': name, 'node.description': label } = info?.props ?? {}
    const isMonitor = kind === 'Audio/Sink'
    if (typeof name !== 'string' || !(isMonitor || /^Audio\/(Source|Duplex)/.test(String(kind)))) return []
    const called = typeof label === 'string' ? label : name
    return [{ id: isMonitor ? name + MONITOR : name, label: isMonitor ? `Monitor of ${called}` : called, isDefault: name === preferred, isMonitor }]
  })
}

const CARD = /^card (\d+): (\S+) \[(.*?)\], device (\d+): .*? \[(.*)\]$/gm

/** ALSA: what `arecord -l` says of the hardware and `arecord -L` of names in the C locale. */
export function alsaInputs(cards: string, names: string): Input[] {
  const named = /^default\n\s+(.*)$/m.exec(names)?.[1]
  const hardware = [...cards.matchAll(CARD)].map(([, number, card, cardLabel, device, label]) => ({
    id: `plughw:CARD=${card},DEV=${device}`,
    label: label === cardLabel ? label! : `${cardLabel}, ${label}`,
    // Without other word ALSA takes the first device of the first card.
    isDefault: named === undefined && number === '0' && device === '0',
    isMonitor: false,
  }))
  return [...named === undefined ? [] : [{ id: 'default', label: named, isDefault: true, isMonitor: false }], ...hardware]
}

/** macOS: what `ffmpeg -f avfoundation -list_devices true -i ''` says. Its ids are numbers that move when devices come and go. */
export function avfoundationInputs(said: string): Input[] {
  const sound = said.slice(said.search(/AVFoundation audio devices:/))
  return [...sound.matchAll(/\] \[(\d+)\] (.+)$/gm)].map(([, id, label]) => (
    { id: id!, label: label!.trim(), isDefault: false, isMonitor: false }))
}

/** Windows: what `ffmpeg -f dshow -list_devices true -i dummy` says; since ffmpeg 5 each line tells its kind, before that a heading did. */
export function dshowInputs(said: string): Input[] {
  let isSound = false
  const labels = said.split(/\r?\n/).flatMap(line => {
    const heading = /DirectShow (audio|video) devices/.exec(line)?.[1]
    if (heading) isSound = heading === 'audio'
    const [, label, kind] = /^\[.*?\]\s+"(.+)"(?: \((.*)\))?$/.exec(line.trim()) ?? []
    if (label === undefined) return []
    return (kind === undefined ? isSound : kind.includes('audio')) ? [label] : []
  })
  return labels.map((label, i) => ({ id: label, label, isDefault: i === 0, isMonitor: false }))
}

/** What `ffmpeg -sources pulse` says. */
export function ffmpegPulseInputs(said: string): Input[] {
  return [...said.matchAll(/^([* ]) (\S+) \[(.*)\](?: \(.*\))?$/gm)].map(([, star, id, label]) => (
    { id: id!, label: label!, isDefault: star === '*', isMonitor: id!.endsWith(MONITOR) }))
}

/** The names that PvRecorder gives, which takes them by their place. */
export function pvInputs(labels: readonly string[]): Input[] {
  return labels.map((label, i) => ({ id: String(i), label, isDefault: false, isMonitor: label.startsWith('Monitor of ') }))
}

/** As readers want them: the default first, what the machine plays last. */
export function inOrder<One extends Input>(inputs: readonly One[]): One[] {
  const rank = ({ isDefault, isMonitor }: Input): number => isDefault ? 0 : isMonitor ? 2 : 1
  return [...inputs].sort((one, other) => rank(one) - rank(other))
}

/**
 * The input that somebody means: by its id, by its label, or by a part of one of them that fits no other; what the machine
 * plays is meant only when no microphone fits.
 */
export function pick<One extends Input>(inputs: readonly One[], wanted: string): One | undefined {
  const exact = inputs.find(({ id }) => id === wanted) ?? inputs.find(({ label }) => label === wanted)
  if (exact) return exact
  const part = wanted.toLowerCase()
  const fits = inputs.filter(({ id, label }) => id.toLowerCase().includes(part) || label.toLowerCase().includes(part))
  const microphones = fits.filter(({ isMonitor }) => !isMonitor)
  const meant = microphones.length > 0 ? microphones : fits
  return meant.length === 1 ? meant[0] : undefined
}
