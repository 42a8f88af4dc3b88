import type { ModelInfo, Scenario } from '../../engines/dashscope/catalogue/models.js'
import type { Arguments } from '../options/arguments.js'
import { printUsageError } from '../terminal/print.js'

const COLUMNS = ['Model', 'Rate', 'Languages', 'Beijing', 'Singapore', 'Status'] as const
/** Columns of numbers, which are aligned to the right. */
const NUMERIC: readonly string[] = ['Rate', 'Beijing', 'Singapore']
const labels: Readonly<Record<Scenario, string>> = {
  'mandarin-meetings': 'meetings in Mandarin',
  'many-languages': 'many languages',
  'chinese-dialects': 'Chinese dialects',
  'mixed-zh-en-ja': 'zh, en, ja mixed',
  telephone: 'telephone',
}
const SECONDS_PER_HOUR = 3600

/** The command `models`. Returns the exit status. */
export async function models({ command, values, problems }: Arguments): Promise<number> {
  if (problems.length > 0) return printUsageError(command, problems)
  const { models: catalogue } = await import('../../engines/dashscope/index.js')
  console.log(values.json ? JSON.stringify(catalogue, null, 2) : formatCatalogue(catalogue))
  return 0
}

/** Table of the models, at most 100 columns wide; its source stands in the last line. */
export function formatCatalogue(catalogue: readonly ModelInfo[]): string {
  const { page, updated } = catalogue[0]!.source
  const aliases = catalogue.filter(({ aliasOf }) => aliasOf !== undefined)
  return [
    ...formatTable([COLUMNS, ...catalogue.map(cells)]),
    '',
    'Beijing, Singapore: price per hour of audio in USD, - where the model is not available.',
    ...aliases.map(({ name, aliasOf }) => `${name} is currently ${aliasOf!}.`),
    '',
    'Recommended for',
    ...formatTable(scenarios(catalogue)).map(line => `  ${line}`),
    '',
    `${page}, ${updated}`,
  ].join('\n')
}

function cells({ name, sampleRates, languages, pricePerSecond, status }: ModelInfo): string[] {
  const rate = sampleRates === 'any' ? 'any' : `${sampleRates.map(hz => hz / 1000).join(', ')} kHz`
  return [name, rate, languages.join(' '), hourly(pricePerSecond.beijing), hourly(pricePerSecond.singapore), status]
}

/** With four decimals, which all prices of the catalogue have per hour. */
function hourly(perSecond: number | undefined): string {
  return perSecond === undefined ? '-' : (perSecond * SECONDS_PER_HOUR).toFixed(4)
}

/** A row for each scenario: its label, and the models recommended for it. */
function scenarios(catalogue: readonly ModelInfo[]): string[][] {
  const names = [...new Set(catalogue.flatMap(model => model.scenarios))]
  return names.map(name => {
    const recommended = catalogue.filter(model => model.scenarios.includes(name))
    return [labels[name], recommended.map(model => model.name).join(', ')]
  })
}

function formatTable(rows: readonly (readonly string[])[]): string[] {
  const isNumeric = rows[0]!.map(title => NUMERIC.includes(title))
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map(row => row[i]!.length)))
  return rows.map(row => row
    .map((text, i) => isNumeric[i] ? text.padStart(widths[i]!) : text.padEnd(widths[i]!))
    .join('  ').trimEnd())
}
