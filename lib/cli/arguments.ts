import { extname } from 'node:path'
import { parseArgs } from 'node:util'

export const USAGE = `stenopipe turns audio into text and captions.

  stenopipe transcribe INPUT [options]   recognise a file; - is standard input
  stenopipe doctor                       what is installed, and how to get what lacks
  stenopipe models [--json]              models of the cloud service: rates, languages, prices
  stenopipe --version

Options of transcribe:
  -o, --output OUT     write to this file when all is done; default: standard output, as sentences end
  -f, --format NAME    srt, txt or jsonl; default: by the ending of OUT, else srt
      --engine NAME    pocketsphinx (embedded, offline; the default)
      --accuracy NAME  thorough (default) or fast
      --sample-rate HZ the rate the engine is given; default: the engine's own
  -q, --quiet          nothing on standard error but errors

Ctrl-C ends the input and keeps what was recognised; a second one ends at once.
Exit status: 0 done, 1 failed or the input broke off, 2 wrong call, 130 ended by Ctrl-C.
`

export const FORMATS = ['srt', 'txt', 'jsonl'] as const

/** What the text is to look like. */
export type Format = (typeof FORMATS)[number]

/** What `transcribe` was asked for. */
export interface Settings {
  /** A path, or `-`. */
  readonly input: string
  readonly output: string | undefined
  readonly format: Format
  readonly engine: string
  readonly accuracy: string | undefined
  /** In Hz. */
  readonly sampleRate: number | undefined
  readonly quiet: boolean
}

/** Reads the words after `transcribe`; a string says what is wrong with them. */
export function readArguments(words: string[]): Settings | string {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        format: { type: 'string', short: 'f' },
        engine: { type: 'string', default: 'pocketsphinx' },
        accuracy: { type: 'string' },
        'sample-rate': { type: 'string' },
        quiet: { type: 'boolean', short: 'q', default: false },
      },
    })
    const [input, ...more] = positionals
    if (input === undefined) return 'name the INPUT to transcribe, or - for standard input'
    if (more.length > 0) return `one INPUT at a time, got ${positionals.length}`
    const format = values.format ?? formatOf(values.output)
    if (!isFormat(format)) return `--format must be one of ${FORMATS.join(', ')}, got ${JSON.stringify(format)}`
    const sampleRate = values['sample-rate'] === undefined ? undefined : Number(values['sample-rate'])
    if (sampleRate !== undefined && !Number.isInteger(sampleRate)) {
      return `--sample-rate must be a number of Hz, got ${JSON.stringify(values['sample-rate'])}`
    }
    const { output, engine, accuracy, quiet } = values
    return { input, output, format, engine, accuracy, sampleRate, quiet }
  } catch (error) {
    return lowerFirst((error as Error).message.split('. ')[0] as string)
  }
}

function formatOf(output: string | undefined): string {
  const ending = extname(output ?? '').slice(1).toLowerCase()
  return isFormat(ending) ? ending : 'srt'
}

function isFormat(name: string): name is Format {
  return (FORMATS as readonly string[]).includes(name)
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
