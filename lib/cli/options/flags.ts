import type { Settings } from './arguments.js'

/** Names of the engines on the command line. */
export type EngineName = 'pocketsphinx' | 'dashscope'

interface Flag {
  readonly flag: string
  readonly setting: keyof Settings
  /** What the library calls it. */
  readonly option: string
  /** The one engine that knows it. */
  readonly of?: EngineName
}

/** What an engine can be told on the command line. */
export const engineFlags: readonly Flag[] = [
  { flag: '--language', setting: 'language', option: 'languageHints' },
  { flag: '--sample-rate', setting: 'sampleRate', option: 'sampleRate' },
  { flag: '--accuracy', setting: 'accuracy', option: 'accuracy', of: 'pocketsphinx' },
  { flag: '--model', setting: 'model', option: 'model', of: 'dashscope' },
  { flag: '--region', setting: 'region', option: 'region', of: 'dashscope' },
  { flag: '--api-key-file', setting: 'apiKeyFile', option: 'apiKey', of: 'dashscope' },
  { flag: '--max-cost', setting: 'maxCost', option: 'maxCost', of: 'dashscope' },
  { flag: '--vocabulary', setting: 'vocabulary', option: 'vocabularyId', of: 'dashscope' },
  { flag: '--base-url', setting: 'baseUrl', option: 'baseUrl', of: 'dashscope' },
]

/** What the stages before and behind the engine can be told. */
const stageFlags: readonly { readonly flag: string; readonly option: string }[] = [
  { flag: '--from', option: 'from' },
  { flag: '--to', option: 'to' },
  { flag: '--stream', option: 'stream' },
  { flag: '--channel', option: 'channel' },
  { flag: '--vad', option: 'vad' },
  { flag: '--vad-model', option: 'vadModel' },
  { flag: '--concurrency', option: 'concurrency' },
  { flag: '--device', option: 'device' },
  { flag: '--recorder', option: 'recorder' },
  { flag: '--language', option: 'language' },
  { flag: '--profile', option: 'profile' },
  { flag: '--max-line-width', option: 'maxLineWidth' },
  { flag: '--max-lines', option: 'maxLines' },
  { flag: '--paragraph', option: 'paragraph' },
  { flag: '--hls', option: 'directory' },
  { flag: '--segment', option: 'segment' },
  { flag: '--window', option: 'window' },
]

/** A message of the library in the words of the command line: `maxCost` is `--max-cost` here. */
export function inFlags(message: string): string {
  return message
    .replaceAll(/`decode\(\{ sampleRate: (\d+) \}\)`/g, '`--sample-rate $1`')
    .replaceAll('`listDevices()`', '`stenopipe devices`')
    .replaceAll(/`(\w+)`/g, (whole, name: string) => {
      const found = [...engineFlags, ...stageFlags].find(({ option }) => option === name)
      return found ? `\`${found.flag}\`` : whole
    })
}

/** Whether the words hold something like `--api-key`, whose value every user of the machine can read in its process list. */
export function holdsKey(words: readonly string[]): boolean {
  const end = words.indexOf('--')
  return words.slice(0, end < 0 ? undefined : end)
    .some(word => /^-+(?:dashscope[-_]?)?api[-_]?key/i.test(word) && !/^--api-key-file(?:=|$)/.test(word))
}

/** What is said of them; never what they hold. */
export const KEY_ON_LINE = 'a key on the command line can be read by others; '
  + 'put it into a file and name that with --api-key-file, or set DASHSCOPE_API_KEY'
