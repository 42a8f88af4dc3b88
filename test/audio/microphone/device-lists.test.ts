import t from 'tap'
import {
  alsaInputs,
  avfoundationInputs,
  dshowInputs,
  ffmpegPulseInputs,
  type Input,
  inOrder,
  pick,
  pipewireInputs,
  pulseInputs,
  pvInputs,
} from '../../../lib/audio/microphone/device-lists.js'

/** `* id | label`, with a star for the default and `~` for what the machine plays. */
const shown = (inputs: readonly Input[]): string[] => inputs.map(({ id, label, isDefault, isMonitor }) =>
  `${isDefault ? '* ' : ''}${isMonitor ? '~ ' : ''}${id} | ${label}`)

t.test('PulseAudio: what pactl says, a description in any script', async t => {
  const info =
    'Server Name: pulseaudio\nDefault Sink: speaker\nDefault Source: alsa_input.usb-Yeti-00.analog-stereo\nCookie: 22ec:af2c\n'
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
  t.same(shown(pulseInputs(info, sources)), [
    '~ speaker.monitor | Monitor of Speaker',
    '* alsa_input.usb-Yeti-00.analog-stereo | 会议 Name: Yeti',
  ])
  t.same(pulseInputs('', ''), [])
})

t.test('PipeWire: sources, and what sinks play, of all that pw-dump says', async t => {
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
  t.same(shown(pipewireInputs(JSON.stringify(dump))), [
    '~ speaker.monitor | Monitor of Speaker',
    '* mic | Desk microphone',
    'plain | plain',
  ])
})

t.test('ALSA: cards by name, and the default where there is one', async t => {
  const cards = `**** List of CAPTURE Hardware Devices ****
card 0: PCH [HDA Intel PCH], device 0: ALC257 Analog [ALC257 Analog]
  Subdevices: 1/1
  Subdevice #0: subdevice #0
card 2: Device_1 [USB PnP Audio Device], device 0: USB Audio [USB Audio]
  Subdevices: 1/1
  Subdevice #0: subdevice #0
card 3: UAC1Gadget [UAC1_Gadget], device 1: UAC1_PCM [UAC1_Gadget]
`
  const hardware = [
    'plughw:CARD=PCH,DEV=0 | HDA Intel PCH, ALC257 Analog',
    'plughw:CARD=Device_1,DEV=0 | USB PnP Audio Device, USB Audio',
    'plughw:CARD=UAC1Gadget,DEV=1 | UAC1_Gadget',
  ]
  t.same(
    shown(alsaInputs(cards, 'null\n    Discard all samples\nsysdefault:CARD=PCH\n    HDA Intel PCH, ALC257 Analog\n')),
    [`* ${hardware[0]!}`, ...hardware.slice(1)],
  )
  const names =
    'null\n    Discard all samples\ndefault\n    Playback/recording through the PulseAudio sound server\npulse\n    PulseAudio Sound Server\n'
  t.same(shown(alsaInputs(cards, names)), [
    '* default | Playback/recording through the PulseAudio sound server',
    ...hardware,
  ])
  t.same(alsaInputs('arecord: device_list:274: no soundcards found...\n', 'null\n    Discard all samples\n'), [])
})

t.test('macOS: the audio part of what ffmpeg lists', async t => {
  const said = `[AVFoundation indev @ 0x86b01c140] AVFoundation video devices:
[AVFoundation indev @ 0x86b01c140] [0] FaceTime HD Camera
[AVFoundation indev @ 0x86b01c140] [1] Capture screen 0
[AVFoundation indev @ 0x86b01c140] AVFoundation audio devices:
[AVFoundation indev @ 0x86b01c140] [0] Mason’s iPhone Microphone
[AVFoundation indev @ 0x86b01c140] [1] MacBook Pro [2] Microphone
[in#0 @ 0x86b01c000] Error opening input: Input/output error
Error opening input file .
`
  t.same(shown(avfoundationInputs(said)), ['0 | Mason’s iPhone Microphone', '1 | MacBook Pro [2] Microphone'])
})

t.test('Windows: the audio part of what ffmpeg lists, in both of its forms', async t => {
  const typed = String.raw`[dshow @ 000001e0c1b0f900] "Integrated Camera" (video)
[dshow @ 000001e0c1b0f900]   Alternative name "@device_pnp_\\?\usb#vid_04f2&pid_b6d9\global"
[dshow @ 000001e0c1b0f900] "OBS Virtual Camera" (none)
[dshow @ 000001e0c1b0f900] "Microphone (Realtek(R) Audio)" (audio)
[dshow @ 000001e0c1b0f900]   Alternative name "@device_cm_{33D9A762-90C8-11D0-BD43-00A0C911CE86}\wave_{B1F4}"
[dshow @ 000001e0c1b0f900] "Capture card" (video, audio)
[in#0 @ 000001e0c1b0e2c0] Error opening input: Immediate exit requested
`
  t.same(shown(dshowInputs(typed.replaceAll('\n', '\r\n'))), [
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
  t.same(shown(dshowInputs(headed)), ['* Headset Microphone | Headset Microphone'])
})

t.test('ffmpeg on PulseAudio, and PvRecorder', async t => {
  const said =
    'Auto-detected sources for pulse:\n  speaker.monitor [Monitor of Speaker] (none)\n* mic [Desk microphone] (none)\n  other [Other [2]]\n'
  t.same(shown(ffmpegPulseInputs(said)), [
    '~ speaker.monitor | Monitor of Speaker',
    '* mic | Desk microphone',
    'other | Other [2]',
  ])
  t.same(shown(pvInputs(['Monitor of Speaker', 'Desk microphone'])), [
    '~ 0 | Monitor of Speaker',
    '1 | Desk microphone',
  ])
})

const input = (id: string, label: string, kinds: Partial<Input> = {}): Input => ({
  id,
  label,
  isDefault: false,
  isMonitor: false,
  ...kinds,
})

t.test('the default comes first, what the machine plays last', async t => {
  const inputs = [
    input('a', 'A', { isMonitor: true }),
    input('b', 'B'),
    input('c', 'C', { isDefault: true }),
    input('d', 'D'),
  ]
  t.same(inOrder(inputs).map(({ id }) => id), ['c', 'b', 'd', 'a'])
})

t.test('an input is meant by its id, its label, or a part that fits no other microphone', async t => {
  const inputs = [
    input('0', 'Yeti X'),
    input('1', 'Yeti'),
    input('2', 'Webcam 0'),
    input('s.monitor', 'Monitor of Yeti X', { isMonitor: true }),
  ]
  for (const [wanted, id] of [
    ['0', '0'],
    ['Yeti', '1'],
    ['yeti x', '0'],
    ['WEB', '2'],
    ['of yeti', 's.monitor'],
    ['yeti', undefined],
    ['none', undefined],
  ] as const)
    t.equal(pick(inputs, wanted)?.id, id, wanted)
})
