import { extname } from 'node:path'
import { type LayoutOptions, LayoutRules } from '../../captions/layout/options.js'
import type { Profile } from '../../captions/layout/profiles.js'
import { textWriter } from '../../captions/formats/plain-text.js'
import { checkPresentation } from '../../captions/to-hls.js'
import { checkNumber } from '../../option-checks.js'
import { objections } from './engine-choice.js'
import { inFlags } from './flags.js'

const FORMATS = ['srt', 'vtt', 'karaoke', 'ass', 'ttml', 'lrc', 'txt', 'json', 'jsonl'] as const
/** What is not laid out as captions. */
const TRANSCRIPTS: readonly string[] = ['txt', 'json', 'jsonl'] satisfies readonly Format[]

/** What the text is to look like; `karaoke` is WebVTT with a time at each word. */
export type Format = (typeof FORMATS)[number]

/** A text that was asked for. */
export interface TextTarget {
  readonly format: Format
  /** `undefined` is standard output. */
  readonly path: string | undefined
}

/** What is to be made of results; `undefined` is what was not said. */
export interface OutputSettings {
  /** None where segments alone were asked for. */
  readonly texts: readonly TextTarget[]
  readonly hls: { readonly directory: string; readonly segment: number | undefined; readonly window: number | undefined } | undefined
  readonly layout: LayoutOptions
  /** The pause that begins a paragraph of `txt`, in ms. */
  readonly paragraph: number | undefined
  /** Whether `jsonl` has interims. */
  readonly interim: boolean
}

/** The flags of every command that writes text, for `parseArgs()`. */
export const outputFlags = {
  output: { type: 'string', short: 'o' },
  format: { type: 'string', short: 'f', multiple: true },
  language: { type: 'string' },
  profile: { type: 'string' },
  'max-line-width': { type: 'string' },
  'max-lines': { type: 'string' },
  paragraph: { type: 'string' },
  hls: { type: 'string' },
  segment: { type: 'string' },
  window: { type: 'string' },
} as const

/** What `parseArgs()` makes of them. */
export type OutputValues = { readonly [Name in Exclude<keyof typeof outputFlags, 'format'>]?: string | undefined }
  & { readonly format?: readonly string[] | undefined; readonly interim?: boolean }

/** Reads those flags. @returns What was understood, and everything that is wrong with them. */
export function readOutputs(values: OutputValues): { settings: OutputSettings; problems: string[] } {
  const problems: string[] = []
  const texts = textsOf(values, problems)
  const number = (name: 'max-line-width' | 'max-lines' | 'paragraph' | 'segment' | 'window'): number | undefined => {
    const text = values[name]
    if (text === undefined || (text.trim() !== '' && Number.isFinite(Number(text)))) return text === undefined ? undefined : Number(text)
    problems.push(`--${name} must be a number, got ${JSON.stringify(text)}`)
    return undefined
  }
  const given = { profile: values.profile as Profile | undefined, maxLineWidth: number('max-line-width'), maxLines: number('max-lines') }
  const settings: OutputSettings = {
    texts,
    hls: values.hls === undefined ? undefined : { directory: values.hls, segment: number('segment'), window: number('window') },
    layout: defined({ ...given, language: layoutLanguage(values.language) }),
    paragraph: number('paragraph'),
    interim: values.interim ?? false,
  }
  return { settings, problems: [...problems, ...idle(values, texts), ...refused(settings).map(inFlags)] }
}

/** The tag that captions are laid out by: none where several languages are expected, so that each talk tells its own. */
function layoutLanguage(language: string | undefined): string | undefined {
  return language?.includes(',') ? undefined : language
}

function textsOf({ format, output, hls }: OutputValues, problems: string[]): TextTarget[] {
  const path = output === '-' ? undefined : output
  if (path === '') problems.push('-o must be a path, got ""')
  if (format === undefined) return hls !== undefined && output === undefined ? [] : [{ format: formatOf(path), path }]
  const names = format.flatMap(list => list.split(',')).map(name => name.trim())
  const known = [...new Set(names.filter(isFormat))]
  problems.push(
    ...names.filter(name => !isFormat(name)).map(name => `--format must be one of ${FORMATS.join(', ')}, got ${JSON.stringify(name)}`),
    ...known.filter(name => names.filter(other => other === name).length > 1).map(name => `--format names ${name} more than once`),
  )
  if (known.length < 2) return known.map(name => ({ format: name, path }))
  const files = known.map(name => `NAME${endingOf(name)}`).join(', ')
  if (path === undefined) problems.push(`several formats need -o NAME, for ${files}`)
  else if (isFormat(extname(path).slice(1)) || /[/\\]$/.test(path)) {
    problems.push(`-o must be a NAME without an ending when there are several formats, for ${files}; got ${JSON.stringify(path)}`)
  }
  return known.map(name => ({ format: name, path: `${path ?? ''}${endingOf(name)}` }))
}

/** Karaoke always has an ending of its own, so that no file's content depends on what else was asked for. */
function endingOf(format: Format): string {
  return format === 'karaoke' ? '.karaoke.vtt' : `.${format}`
}

function formatOf(path = ''): Format {
  if (/\.karaoke\.vtt$/i.test(path)) return 'karaoke'
  const ending = extname(path).slice(1).toLowerCase()
  return isFormat(ending) ? ending : 'srt'
}

function isFormat(name: string): name is Format {
  return (FORMATS as readonly string[]).includes(name)
}

/** Flags that would change nothing. */
function idle(values: OutputValues, texts: readonly TextTarget[]): string[] {
  const has = (format: Format): boolean => texts.some(text => text.format === format)
  const isLaidOut = values.hls !== undefined || texts.some(({ format }) => !TRANSCRIPTS.includes(format))
  const needs: readonly (readonly [flags: readonly (keyof OutputValues)[], met: boolean, what: string])[] = [
    [['profile', 'max-line-width', 'max-lines'], isLaidOut || texts.length === 0, `captions, which ${TRANSCRIPTS.join(', ')} are not`],
    [['paragraph'], has('txt'), '--format txt'],
    [['interim'], has('jsonl'), '--format jsonl'],
    [['segment', 'window'], values.hls !== undefined, '--hls DIR'],
  ]
  return needs.flatMap(([flags, met, what]) => flags
    .filter(flag => !met && values[flag] !== undefined && values[flag] !== false)
    .map(flag => `--${flag} is only for ${what}; leave it out`))
}

/** What the stages would refuse, of which each says the first only. */
function refused({ layout, hls, paragraph }: OutputSettings): string[] {
  return [
    ...Object.entries(layout).flatMap(([name, value]) => objections(() => new LayoutRules({ [name]: value as unknown }))),
    ...paragraph === undefined ? [] : objections(() => textWriter({ paragraph })),
    ...hls === undefined ? [] : objections(
      () => { if (hls.segment !== undefined) checkNumber('segment', hls.segment, 0.5, 3600) },
      () => { checkPresentation(defined({ directory: hls.directory, window: hls.window })) },
    ),
  ]
}

/** Without what was not said, since `undefined` is not the same as nothing to the types of options. */
export function defined<T extends object>(options: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [Name in keyof T]: Exclude<T[Name], undefined> }
}
