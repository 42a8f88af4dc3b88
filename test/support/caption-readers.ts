import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { parse as parseAss } from 'ass-compiler'
import { parseSync } from 'subtitle'

/** Cue that an independent reader found in a file. */
export interface ReadCue {
  /** Start, integer ms. */
  readonly start: number
  /** End, integer ms. */
  readonly end: number
  /** Visible text. */
  readonly text: string
}

const require = createRequire(import.meta.url)

interface MediaCue { readonly startTime: number; readonly endTime: number; readonly text: string }
// Its types are written for bundlers.
const { parseText, tokenizeVTTCue } = await import('media-captions') as unknown as {
  parseText: (text: string, options: object) => Promise<{ cues: MediaCue[]; errors: Error[] }>
  tokenizeVTTCue: (cue: MediaCue) => object[]
}

interface Node {
  readonly type: string
  readonly name?: string
  readonly value?: string | number
  readonly children?: readonly Node[]
}
interface Parsed {
  readonly cues: readonly { readonly startTime: number; readonly endTime: number; readonly tree: Node }[]
  readonly errors: readonly { readonly message: string }[]
}
const { WebVTTParser } = require('webvtt-parser') as {
  WebVTTParser: new (entities: object) => { parse(text: string, kind: string): Parsed }
}
// The table that comes with the package; without it the parser leaves the semicolon of an escape in the text.
const entities = JSON.parse(readFileSync(require.resolve('webvtt-parser/html-entities.json'), 'utf8')) as object

interface Reporter {
  info(said: string): void
  warn(said: string): void
  error(said: string): void
  fatal(said: string): void
}
interface Isd { readonly kind?: string; readonly text?: string; readonly contents?: readonly Isd[] }
// The main file of the package wants a browser.
const { fromXML } = require('imsc/src/main/js/doc.js') as {
  fromXML: (xml: string, reporter: Reporter) => { getMediaTimeEvents(): number[] }
}
const { generateISD } = require('imsc/src/main/js/isd.js') as {
  generateISD: (tt: unknown, time: number, reporter: Reporter) => Isd
}

const ms = (seconds: number): number => Math.round(seconds * 1000)

/** Reads with the validator of the authors of WebVTT. */
export function validateVtt(text: string): {
  errors: string[]
  cues: (ReadCue & { times: number[]; voice: string | undefined })[]
} {
  const { cues, errors } = new WebVTTParser(entities).parse(text, 'captions')
  return {
    errors: errors.map(({ message }) => message),
    cues: cues.map(({ startTime, endTime, tree }) => {
      const nodes = flat(tree)
      return {
        start: ms(startTime),
        end: ms(endTime),
        text: nodes
          .filter(({ type }) => type === 'text')
          .map(({ value }) => value)
          .join(''),
        times: nodes.filter(({ type }) => type === 'timestamp').map(({ value }) => ms(value as number)),
        voice: nodes.find(({ name }) => name === 'v')?.value as string | undefined,
      }
    }),
  }
}

function flat(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(flat)]
}

/** Reads with media-captions, which supports no hour beyond 99. */
export async function readWithMediaCaptions(text: string, type: 'vtt' | 'srt' | 'ass'): Promise<ReadCue[]> {
  const { cues, errors } = await parseText(text, { type, errors: true })
  for (const error of errors) throw error
  const shown = (nodes: readonly object[]): string =>
    nodes.map(node => 'data' in node ? node.data as string : shown((node as { children: object[] }).children)).join('')
  return cues.map(cue => ({
    start: ms(cue.startTime), end: ms(cue.endTime),
    // What it reads as ASS it gives as text.
    text: type === 'ass' ? cue.text : shown(tokenizeVTTCue(cue)),
  }))
}

/** Reads with subtitle.js, which leaves markup in the text. */
export function readWithSubtitle(text: string): ReadCue[] {
  return parseSync(text).flatMap(node =>
    node.type === 'cue' ? [{ start: node.data.start, end: node.data.end, text: node.data.text }] : [],
  )
}

/** Reads with ass-compiler; karaoke durations are in hundredths of a second. */
export function readWithAssCompiler(text: string): (ReadCue & { karaoke: number[]; name: string })[] {
  return parseAss(text).events.dialogue.map(({ Start, End, Name, Text }) => ({
    start: ms(Start), end: ms(End), text: Text.combined.replaceAll('\\N', '\n'), name: Name,
    karaoke: Text.parsed.flatMap(({ tags }) => tags.flatMap(tag => (tag as { k?: number }).k ?? [])),
  }))
}

/** Reads with imscJS: the text shown from one change to the next. Its warnings are thrown as errors. */
export function readWithImsc(text: string): ReadCue[] {
  const reporter: Reporter = { info: () => {}, warn: complain, error: complain, fatal: complain }
  const tt = fromXML(text, reporter)
  const times = tt.getMediaTimeEvents()
  return times.map((time, i) => ({
    start: ms(time), end: ms(times[i + 1] ?? time), text: shownIn(generateISD(tt, time, reporter)),
  })).filter(cue => cue.text.trim() !== '')
}

function complain(said: string): never {
  throw new Error(said)
}

function shownIn({ kind, text = '', contents = [] }: Isd): string {
  return kind === 'br' ? '\n' : text + contents.map(shownIn).join('')
}

/** Reads with ffprobe, as packets. */
export async function readWithFfprobe(path: string): Promise<ReadCue[]> {
  const { stdout } = await promisify(execFile)(
    'ffprobe',
    ['-v', 'error', '-show_packets', '-show_data', '-of', 'json', path],
    { maxBuffer: 2 ** 28 },
  )
  const { packets } = JSON.parse(stdout) as { packets: { pts_time: string; duration_time: string; data: string }[] }
  return packets.map(({ pts_time, duration_time, data }) => ({
    start: ms(Number(pts_time)), end: ms(Number(pts_time) + Number(duration_time)), text: bytesOf(data).toString(),
  }))
}

/** Bytes of a hexadecimal listing. */
function bytesOf(listing: string): Buffer {
  return Buffer.concat(listing.trim().split('\n').map(line =>
    Buffer.from(line.slice(line.indexOf(':') + 1).split('  ')[0]!.replaceAll(' ', ''), 'hex')))
}
