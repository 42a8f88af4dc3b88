import { extname } from 'node:path'
import { type LayoutOptions, LayoutRules } from '../../captions/layout/options.js'
import type { Profile } from '../../captions/layout/profiles.js'
import { textWriter } from '../../captions/formats/plain-text.js'
import { checkPresentation } from '../../captions/to-hls.js'
import type { Reading } from './input.js'
import { collectErrors, errorText } from './errors.js'
import { flagOf } from './names.js'
import { type FlagKey, type FlagValues, optionsOf } from './table.js'

const FORMATS = ['srt', 'vtt', 'karaoke', 'ass', 'ttml', 'lrc', 'txt', 'json', 'jsonl'] as const
/** Formats without caption layout. */
const TRANSCRIPTS: readonly string[] = ['txt', 'json', 'jsonl'] satisfies readonly Format[]

/** Format of an output; `karaoke` is WebVTT with a time at each word. */
export type Format = (typeof FORMATS)[number]

/** One text to write. */
export interface TextTarget {
  readonly format: Format
  /** File to write; undefined is standard output. */
  readonly path: string | undefined
}

/** Segments of WebVTT to write. */
export interface HlsTarget {
  readonly directory: string
  /** Duration of a segment, in ms. */
  readonly segmentDuration?: number
  /** Segments that a live playlist keeps. */
  readonly window?: number
}

/** Outputs of a call. */
export interface OutputSettings {
  /** Texts to write; empty where segments alone were asked for. */
  readonly texts: readonly TextTarget[]
  readonly hls?: HlsTarget
  readonly layout: LayoutOptions
  /** Pause that begins a paragraph of `txt`, in ms. */
  readonly paragraph?: number
  /** True when `jsonl` has interim results. */
  readonly interim: boolean
}

/** Reads the flags of the outputs. */
export function readOutputs(values: FlagValues): Reading<OutputSettings> {
  const problems: string[] = []
  const { profile, ...numbers } = optionsOf(values, 'profile', 'maxLineWidth', 'maxLines')
  const language = layoutLanguage(values.language)
  const settings: OutputSettings = {
    texts: textsOf(values, problems),
    ...values.hls !== undefined && { hls: { directory: values.hls, ...optionsOf(values, 'segment', 'window') } },
    layout: {
      ...numbers,
      ...profile !== undefined && { profile: profile as Profile },
      ...language !== undefined && { language },
    },
    ...optionsOf(values, 'paragraph'),
    interim: values.interim ?? false,
  }
  problems.push(...unusedOptions(values, settings.texts), ...outputErrors(settings))
  return { settings, problems }
}

/** The tag for the layout: none where several languages are expected, so that each sentence is looked at. */
function layoutLanguage(language: string | undefined): string | undefined {
  return language?.includes(',') ? undefined : language
}

function textsOf({ format: given, output, hls }: FlagValues, problems: string[]): TextTarget[] {
  const path = output === '-' ? undefined : output
  if (given === undefined) {
    if (hls !== undefined && output === undefined) return []
    const format = formatOf(path)
    if (format === undefined) problems.push(unknownExtension(path))
    return [{ format: format ?? 'srt', path }]
  }
  const names = given.map(name => name.toLowerCase())
  const known = [...new Set(names.filter(isFormat))]
  problems.push(
    ...names.filter(name => !isFormat(name))
      .map(name => `--format must be one of ${FORMATS.join(', ')}, got ${JSON.stringify(name)}`),
    ...known.filter(name => names.indexOf(name) !== names.lastIndexOf(name))
      .map(name => `--format has ${name} more than once`),
  )
  if (known.length < 2) return known.map(format => ({ format, path }))
  const files = known.map(format => `NAME${extensionOf(format)}`).join(', ')
  if (path === undefined) problems.push(`several formats need --output NAME, for ${files}`)
  else if (isFormat(extname(path).slice(1).toLowerCase()) || /[/\\]$/.test(path)) {
    problems.push(`--output must be a NAME without an extension for ${files}, got ${JSON.stringify(path)}`)
  }
  return known.map(format => ({ format, path: `${path ?? ''}${extensionOf(format)}` }))
}

/** Karaoke has an extension of its own, so that the content of no file depends on the other formats. */
export function extensionOf(format: Format): string {
  return format === 'karaoke' ? '.karaoke.vtt' : `.${format}`
}

/** Format by the extension of a path; SRT without one, undefined when it is unknown. */
function formatOf(path = ''): Format | undefined {
  if (/\.karaoke\.vtt$/i.test(path)) return 'karaoke'
  const extension = extname(path).slice(1).toLowerCase()
  if (extension === '') return 'srt'
  return isFormat(extension) ? extension : undefined
}

function unknownExtension(path = ''): string {
  const known = FORMATS.map(extensionOf).join(', ')
  return `--output has the unknown extension ${extname(path)}; end it in ${known}, or choose the --format`
}

function isFormat(name: string): name is Format {
  return (FORMATS as readonly string[]).includes(name)
}

/** Messages about flags that would have no effect. */
function unusedOptions(values: FlagValues, texts: readonly TextTarget[]): string[] {
  const has = (format: Format): boolean => texts.some(text => text.format === format)
  const hasCaptions = values.hls !== undefined || texts.some(({ format }) => !TRANSCRIPTS.includes(format))
  const needs: readonly (readonly [keys: readonly FlagKey[], isMet: boolean, what: string])[] = [
    [
      ['profile', 'maxLineWidth', 'maxLines'], hasCaptions || texts.length === 0,
      `captions, not for ${TRANSCRIPTS.join(', ')}`,
    ],
    [['paragraph'], has('txt'), '--format txt'],
    [['interim'], has('jsonl'), '--format jsonl'],
    [['segment', 'window'], values.hls !== undefined, '--hls DIR'],
  ]
  return needs.flatMap(([keys, isMet, what]) => keys
    .filter(key => !isMet && values[key] !== undefined)
    .map(key => `${flagOf(key)} is only for ${what}; leave it out`))
}

/** Messages of the stages' own checks, each option by itself, since a check stops at its first error. */
function outputErrors({ layout, hls, paragraph }: OutputSettings): string[] {
  return collectErrors(
    ...Object.entries(layout).map(([name, value]) => () => new LayoutRules({ [name]: value as unknown })),
    () => paragraph !== undefined && textWriter({ paragraph }),
    () => { if (hls) checkPresentation(hls) },
  ).map(errorText)
}
