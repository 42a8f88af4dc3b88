import { basename, extname, join, resolve } from 'node:path'
import { isUrl } from './input.js'
import { extensionOf, type Format } from './output.js'
import type { FlagValues } from './table.js'

/** Input of a call with several, and where its text goes. */
export interface BatchItem {
  /** A path or a URL. */
  readonly input: string
  /** Output without the extensions of the formats. */
  readonly name: string
  /** Files that are written. */
  readonly paths: readonly string[]
}

/** Assigns outputs to inputs: `DIR/talk.srt` to `talk.mp3`. @param formats Formats that each is written in. */
export function batchItems(inputs: readonly string[], directory: string, formats: readonly Format[]): BatchItem[] {
  return inputs.map(input => {
    const name = join(directory, stemOf(input))
    return { input, name, paths: formats.map(format => name + extensionOf(format)) }
  })
}

/** Messages about outputs that would replace each other or an input, and flags that are for one input only. */
export function batchProblems(items: readonly BatchItem[], values: FlagValues): string[] {
  const inputs = new Map(items.map(({ input }) => [resolve(input), input]))
  const owners = new Map<string, string[]>()
  // Some file systems do not distinguish upper and lower case.
  for (const { input, name } of items) {
    const key = name.toLowerCase()
    owners.set(key, [...owners.get(key) ?? [], input])
  }
  return [
    ...values.outputDir === undefined ? ['several INPUTs need --output-dir DIR'] : [],
    ...values.output === undefined ? [] : ['--output is for one INPUT; use --output-dir instead'],
    ...values.hls === undefined ? [] : ['--hls is for one INPUT; leave it out'],
    ...values.maxCost === undefined || items.length < 2 ? [] : ['--max-cost is for one INPUT; leave it out'],
    ...items.some(({ input }) => input === '-') ? ['standard input has no name for --output-dir; use --output'] : [],
    ...[...owners.values()].filter(owners => owners.length > 1)
      .map(owners => `the outputs of ${owners.join(' and ')} have the same name; use different directories`),
    ...items.flatMap(({ paths }) => paths).filter(path => inputs.has(resolve(path)))
      .map(path => `the output ${path} would replace an input`),
  ]
}

function stemOf(input: string): string {
  const url = isUrl(input) && URL.canParse(input) ? new URL(input) : undefined
  const name = url ? basename(url.pathname) || url.hostname : basename(input)
  return name.slice(0, name.length - extname(name).length)
}
