/** A command and its call. */
export interface Command {
  /** Placeholder of the operand, such as `INPUT`; absent for commands that take none. */
  readonly operand?: string
  /** True when there may be several operands. */
  readonly isRepeatable?: boolean
  /** Purpose, in a line. */
  readonly summary: string
  /** Further paragraphs of its help. */
  readonly details?: string
  /** Command lines, each with what it does. */
  readonly examples: readonly (readonly [line: string, effect: string])[]
}

const INTERRUPT = 'Ctrl-C, SIGTERM or SIGHUP'
const SECOND = 'A second one exits at once.'

/** Every command, in the order of the help. */
export const commands = {
  transcribe: {
    operand: 'INPUT', isRepeatable: true,
    summary: 'Recognise speech in files or URLs; - is standard input',
    details: `${INTERRUPT} ends the input after the current sentence, with exit status 130, 143 or 129. ${SECOND} When `
      + 'the job is interrupted, fails or the input is truncated, what was recognised until then stays in a file '
      + 'PATH.SUFFIX.partial, which a message names; PATH is left as it was. '
      + 'Several inputs are transcribed side by side; when one fails, the others go on.',
    examples: [
      ['stenopipe transcribe talk.mp3', 'SRT captions on standard output'],
      ['stenopipe transcribe talk.mp4 -f srt,vtt,txt -o talk', 'writes talk.srt, talk.vtt and talk.txt'],
      ['stenopipe transcribe *.mp3 --output-dir out -f srt,txt', 'writes out/NAME.srt and out/NAME.txt for each'],
      ['stenopipe transcribe call.raw --format-in pcm --input-sample-rate 44100 --input-channels 2', 'raw samples'],
      ['stenopipe transcribe https://example.org/talk.mp4 --from 1:30 --to 2:00', 'part of a remote file'],
      ['stenopipe transcribe call.wav --model fun-asr-flash-8k-realtime --max-cost 0.05', 'in the cloud'],
    ],
  },
  live: {
    summary: 'Recognise the microphone until Ctrl-C',
    details: 'On a terminal the text appears word by word; elsewhere one sentence per line is written. '
      + `${INTERRUPT} ends the recording; what was said until then is recognised. ${SECOND}`,
    examples: [
      ['stenopipe live', 'text on the terminal as it is spoken'],
      ['stenopipe live --device usb -o talk.srt', 'another microphone, with captions in a file'],
      ['stenopipe live -f jsonl --interim', 'results for another program, interim ones too'],
    ],
  },
  captions: {
    operand: 'RESULTS',
    summary: 'Format saved results as captions or text again',
    details: 'Reads the json and jsonl of stenopipe, and the JSON of DashScope file transcription, whisper '
      + '(faster-whisper, whisperX), whisper.cpp, Deepgram and AssemblyAI; - is standard input.',
    examples: [
      ['stenopipe captions talk.jsonl -o talk.srt', 'results of `transcribe -f jsonl` as SRT'],
      ['stenopipe captions talk.jsonl -f karaoke --profile bbc', 'WebVTT with word times, 37 characters per line'],
      ['stenopipe captions whisper.json --hls public/talk', 'WebVTT segments and their playlist'],
    ],
  },
  probe: {
    operand: 'INPUT', isRepeatable: true,
    summary: 'Show the duration and the audio streams of files or URLs',
    examples: [
      ['stenopipe probe film.mkv', 'streams with their languages, for --stream and --channel'],
      ['stenopipe probe *.mp3 --json', 'the same for programs'],
    ],
  },
  devices: {
    summary: 'List the inputs that live can record from',
    examples: [
      ['stenopipe devices', 'the default input is marked with *'],
      ['stenopipe devices --json', 'the same for programs'],
    ],
  },
  models: {
    summary: 'List the models of DashScope with sample rates, languages and prices',
    examples: [
      ['stenopipe models', 'table with prices per hour'],
      ['stenopipe models --json', 'the catalogue for programs'],
    ],
  },
  doctor: {
    summary: 'Check what is installed, the microphone, the API key and the network',
    details: 'Opens and closes a connection to the service when there is a key; that costs nothing.',
    examples: [
      ['stenopipe doctor', 'exit status 0 when transcription can run'],
      ['stenopipe doctor && stenopipe transcribe talk.mp3', 'transcribes only when all is installed'],
    ],
  },
} as const satisfies Record<string, Command>

/** Name of a command. */
export type CommandName = keyof typeof commands

/** True for the name of a command. */
export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name)
}
