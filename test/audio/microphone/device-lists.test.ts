import t from 'tap'
import {
  alsaInputs,
  avfoundationInputs,
  dshowInputs,
  ffmpegPulseInputs,
  findInput,
  type InputDevice,
  pipewireInputs,
  pulseInputs,
  pvInputs,
  sortInputs,
} from '../../../lib/audio/microphone/device-lists.js'

/** Inputs as `* id | label`, with `*` for the default and `~` for monitors. */
const format = (inputs: readonly InputDevice[]): string[] => inputs.map(({ id, label, isDefault, isMonitor }) =>
  `${isDefault ? '* ' : ''}${isMonitor ? '~ ' : ''}${id} | ${label}`)

t.test('pulseInputs() reads the lists of pactl, with descriptions in any script', async t => {
  const info = `Server Name: pulseaudio
Default Sink: speaker
Default Source: alsa_input.usb-Yeti-00.analog-stereo
Cookie: 22ec:af2c
`
  const sources = `Source #0
	State: IDLE
	Name: speaker.monitor
	Description: Monitor of Speaker
	Driver: module-null-sink.c
	Monitor of Sink: speaker
	Properties:
		device.description = "Monitor of Speaker"
		device.class = "monitor"

Source #2
	State: RUNNING
	Name: alsa_input.usb-Yeti-00.analog-stereo
	Description: 会议 Name: Yeti
	Driver: module-alsa-card.c
	Monitor of Sink: n/a
	Properties:
		device.string = "Name: x"
	Formats:
		pcm
`
  t.same(format(pulseInputs(info, sources)), [
    '~ speaker.monitor | Monitor of Speaker',
    '* alsa_input.usb-Yeti-00.analog-stereo | 会议 Name: Yeti',
  ])
  t.same(pulseInputs('', ''), [])
})

t.test('pipewireInputs() finds sources and monitors of sinks in the dump of pw-dump', async t => {
  const node = (id: number, props: object): object => ({ id, type: 'PipeWire:Interface:Node', info: { props } })
  const dump = [
    { id: 0, type: 'PipeWire:Interface:Core' },
    {
      id: 22, type: 'PipeWire:Interface:Metadata', props: { 'metadata.name': 'default' },
      metadata: [{ subject: 0, key: 'default.audio.source', type: 'Spa:String:JSON', value: { name: 'mic' } }],
    },
    { id: 26, type: 'PipeWire:Interface:Metadata', metadata: [{ subject: 0, key: 'clock.rate', value: 48_000 }] },
    node(23, { 'node.name': 'Dummy-Driver', 'node.driver': true }),
    node(24, { 'media.class': 'Audio/Sink', 'node.name': 'speaker', 'node.description': 'Speaker' }),
    node(25, { 'media.class': 'Audio/Source/Virtual', 'node.name': 'mic', 'node.description': 'Desk microphone' }),
    node(27, { 'media.class': 'Audio/Source', 'node.name': 'plain' }),
    node(28, { 'media.class': 'Video/Source', 'node.name': 'camera' }),
    node(39, { 'media.class': 'Stream/Input/Audio', 'node.name': 'pw-record' }),
  ]
  t.same(format(pipewireInputs(JSON.stringify(dump))), [
    '~ speaker.monitor | Monitor of Speaker',
    '* mic | Desk microphone',
    'plain | plain',
  ])
})

const alsaCards = `**** List of CAPTURE Hardware Devices ****
card 0: PCH [HDA Intel PCH], device 0: ALC257 Analog [ALC257 Analog]
  Subdevices: 1/1
  Subdevice #0: subdevice #0
card 2: Device_1 [USB PnP Audio Device], device 0: USB Audio [USB Audio]
  Subdevices: 1/1
  Subdevice #0: subdevice #0
card 3: UAC1Gadget [UAC1_Gadget], device 1: UAC1_PCM [UAC1_Gadget]
`
const alsaHardware = [
  'plughw:CARD=PCH,DEV=0 | HDA Intel PCH, ALC257 Analog',
  'plughw:CARD=Device_1,DEV=0 | USB PnP Audio Device, USB Audio',
  'plughw:CARD=UAC1Gadget,DEV=1 | UAC1_Gadget',
]

t.test('alsaInputs() lists hardware by card name, the first as default when none is configured', async t => {
  const names = `null
    Discard all samples (playback) or generate zero samples (capture)
sysdefault:CARD=PCH
    HDA Intel PCH, ALC257 Analog
    Default Audio Device
`
  t.same(format(alsaInputs(alsaCards, names)), [`* ${alsaHardware[0]!}`, ...alsaHardware.slice(1)])
  t.same(alsaInputs('arecord: device_list:274: no soundcards found...\n', names), [])
})

t.test('alsaInputs() lists the sound servers of `arecord -L`, no plug-ins and no second names of hardware', async t => {
  // `arecord -L` of Ubuntu 24.04 with libasound2-plugins, pipewire-alsa and one card.
  const names = `null
    Discard all samples (playback) or generate zero samples (capture)
lavrate
    Rate Converter Plugin Using Libav/FFmpeg Library
samplerate
    Rate Converter Plugin Using Samplerate Library
speexrate
    Rate Converter Plugin Using Speex Resampler
jack
    JACK Audio Connection Kit
oss
    Open Sound System
pipewire
    PipeWire Sound Server
pulse
    PulseAudio Sound Server
speex
    Plugin using Speex DSP (resample, agc, denoise, echo, dereverb)
upmix
    Plugin for channel upmix (4,6,8)
vdownmix
    Plugin for channel downmix (stereo) with a simple spacialization
default
    Default ALSA Output (currently PipeWire Media Server)
hw:CARD=PCH,DEV=0
    HDA Intel PCH, ALC257 Analog
    Direct hardware device without any conversions
plughw:CARD=PCH,DEV=0
    HDA Intel PCH, ALC257 Analog
    Hardware device with all software conversions
sysdefault:CARD=PCH
    HDA Intel PCH, ALC257 Analog
    Default Audio Device
front:CARD=PCH,DEV=0
    HDA Intel PCH, ALC257 Analog
    Front output / input
dsnoop:CARD=PCH,DEV=0
    HDA Intel PCH, ALC257 Analog
    Direct sample snooping device
usbstream:CARD=PCH
    HDA Intel PCH
    USB Stream Output
`
  t.same(format(alsaInputs(alsaCards, names)), [
    'pipewire | PipeWire Sound Server',
    'pulse | PulseAudio Sound Server',
    '* default | Default ALSA Output (currently PipeWire Media Server)',
    ...alsaHardware,
  ])
})

t.test('avfoundationInputs() reads the audio part of the list of ffmpeg', async t => {
  const output = `[AVFoundation indev @ 0x86b01c140] AVFoundation video devices:
[AVFoundation indev @ 0x86b01c140] [0] FaceTime HD Camera
[AVFoundation indev @ 0x86b01c140] [1] Capture screen 0
[AVFoundation indev @ 0x86b01c140] AVFoundation audio devices:
[AVFoundation indev @ 0x86b01c140] [0] Mason’s iPhone Microphone
[AVFoundation indev @ 0x86b01c140] [1] MacBook Pro [2] Microphone
[in#0 @ 0x86b01c000] Error opening input: Input/output error
Error opening input file .
`
  t.same(format(avfoundationInputs(output)), ['0 | Mason’s iPhone Microphone', '1 | MacBook Pro [2] Microphone'])
})

t.test('dshowInputs() reads the audio part of the list of ffmpeg, in both of its formats', async t => {
  const typed = String.raw`[dshow @ 000001e0c1b0f900] "Integrated Camera" (video)
[dshow @ 000001e0c1b0f900]   Alternative name "@device_pnp_\\?\usb#vid_04f2&pid_b6d9\global"
[dshow @ 000001e0c1b0f900] "OBS Virtual Camera" (none)
[dshow @ 000001e0c1b0f900] "Microphone (Realtek(R) Audio)" (audio)
[dshow @ 000001e0c1b0f900]   Alternative name "@device_cm_{33D9A762-90C8-11D0-BD43-00A0C911CE86}\wave_{B1F4}"
[dshow @ 000001e0c1b0f900] "Capture card" (video, audio)
[in#0 @ 000001e0c1b0e2c0] Error opening input: Immediate exit requested
`
  t.same(format(dshowInputs(typed.replaceAll('\n', '\r\n'))), [
    '* Microphone (Realtek(R) Audio) | Microphone (Realtek(R) Audio)',
    'Capture card | Capture card',
  ])
  const headed = String.raw`[dshow @ 029e2ae0] DirectShow video devices (some may be both video and audio devices)
[dshow @ 029e2ae0]  "HD Webcam [Fixed]"
[dshow @ 029e2ae0]     Alternative name "@device_pnp_\\?\usb"
[dshow @ 029e2ae0] DirectShow audio devices
[dshow @ 029e2ae0]  "Headset Microphone"
[dshow @ 029e2ae0]     Alternative name "@device_cm_{ABC}"
dummy: Immediate exit requested
`
  t.same(format(dshowInputs(headed)), ['* Headset Microphone | Headset Microphone'])
})

t.test('ffmpegPulseInputs() reads the list of ffmpeg', async t => {
  const output = `Auto-detected sources for pulse:
  speaker.monitor [Monitor of Speaker] (none)
* mic [Desk microphone] (none)
  other [Other [2]]
`
  t.same(format(ffmpegPulseInputs(output)), [
    '~ speaker.monitor | Monitor of Speaker',
    '* mic | Desk microphone',
    'other | Other [2]',
  ])
})

t.test('pvInputs() identifies inputs by their index', async t => {
  t.same(format(pvInputs(['Monitor of Speaker', 'Desk microphone'], 'linux')), [
    '~ 0 | Monitor of Speaker',
    '1 | Desk microphone',
  ])
})

t.test('pvInputs() leaves out plug-ins of ALSA that are no inputs, on Linux only', async t => {
  // PvRecorder on Linux without a sound server, with one USB microphone.
  const labels = [
    'Discard all samples (playback) or generate zero samples (capture)',
    'Rate Converter Plugin Using Libav/FFmpeg Library',
    'Rate Converter Plugin Using Samplerate Library',
    'Rate Converter Plugin Using Speex Resampler',
    'JACK Audio Connection Kit',
    'Open Sound System',
    'PulseAudio Sound Server',
    'Plugin using Speex DSP (resample, agc, denoise, echo, dereverb)',
    'Plugin for channel upmix (4,6,8)',
    'Plugin for channel downmix (stereo) with a simple spacialization',
    'USB PnP Audio Device, USB Audio',
  ]
  t.same(format(pvInputs(labels, 'linux')), [
    '6 | PulseAudio Sound Server',
    '10 | USB PnP Audio Device, USB Audio',
  ])
  t.equal(pvInputs(labels, 'win32').length, labels.length)
})

const input = (id: string, label: string, flags: Partial<InputDevice> = {}): InputDevice => ({
  id,
  label,
  isDefault: false,
  isMonitor: false,
  ...flags,
})

t.test('sortInputs() puts the default first and monitors last', async t => {
  const inputs = [
    input('a', 'A', { isMonitor: true }),
    input('b', 'B'),
    input('c', 'C', { isDefault: true }),
    input('d', 'D'),
  ]
  t.same(sortInputs(inputs).map(({ id }) => id), ['c', 'b', 'd', 'a'])
})

t.test('findInput() matches an id, a label, or a part that matches no other microphone', async t => {
  const inputs = [
    input('0', 'Yeti X'),
    input('1', 'Yeti'),
    input('2', 'Webcam 0'),
    input('s.monitor', 'Monitor of Yeti X', { isMonitor: true }),
  ]
  for (const [device, id] of [
    ['0', '0'],
    ['Yeti', '1'],
    ['yeti x', '0'],
    ['WEB', '2'],
    ['of yeti', 's.monitor'],
    ['yeti', undefined],
    ['none', undefined],
  ] as const)
    t.equal(findInput(inputs, device)?.id, id, device)
})
