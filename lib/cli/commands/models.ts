import type { ModelInfo, Scenario } from '../../engines/dashscope/catalogue/models.js'

const COLUMNS = ['Model', 'Rate', 'Languages', 'Beijing', 'Singapore', 'Status'] as const
/** Figures, which end at the right. */
const RIGHT: readonly string[] = ['Rate', 'Beijing', 'Singapore']
const labels: Readonly<Record<Scenario, string>> = {
  'mandarin-meetings': 'meetings in Mandarin', 'many-languages': 'many languages', 'chinese-dialects': 'Chinese dialects',
  'mixed-zh-en-ja': 'zh, en, ja mixed', telephone: 'telephone',
}
const SECONDS_PER_HOUR = 3600

/** The command `models`: what the cloud service offers and at which price. @returns The exit status. */
export async function showModels(json: boolean): Promise<number> {
  const { models } = await import('../../engines/dashscope/index.js')
  console.log(json ? JSON.stringify(models, null, 2) : catalogue(models))
  return 0
}

/** The catalogue for readers: at most 100 columns, where it is from in the last line. */
export function catalogue(models: readonly ModelInfo[]): string {
  const { page, updated } = models[0]!.source
  return [
    ...table([COLUMNS, ...models.map(cells)]),
    '',
    'Beijing, Singapore: USD for an hour of audio there, - where the model is not offered.',
    ...models.filter(({ aliasOf }) => aliasOf !== undefined).map(({ name, aliasOf }) => `${name} now stands for ${aliasOf!}.`),
    '',
    'Recommended for',
    ...table(scenarios(models)).map(line => `  ${line}`),
    '',
    `${page}, ${updated}`,
  ].join('\n')
}

function cells({ name, sampleRates, languages, pricePerSecond, status }: ModelInfo): string[] {
  const rate = sampleRates === 'any' ? 'any' : `${sampleRates.map(hz => hz / 1000).join(', ')} kHz`
  return [name, rate, languages.join(' '), hourly(pricePerSecond.beijing), hourly(pricePerSecond.singapore), status]
}

/** To a hundredth of a cent, which all of the catalogue's prices come to exactly. */
function hourly(perSecond: number | undefined): string {
  return perSecond === undefined ? '-' : (perSecond * SECONDS_PER_HOUR).toFixed(4)
}

/** One row for each scenario: what it is called, and the models recommended for it. */
function scenarios(models: readonly ModelInfo[]): string[][] {
  const names = [...new Set(models.flatMap(model => model.scenarios))]
  return names.map(name => {
    const fit = models.filter(model => model.scenarios.includes(name))
    return [labels[name], fit.map(model => model.name).join(', ')]
  })
}

function table(rows: readonly (readonly string[])[]): string[] {
  const right = rows[0]!.map(title => RIGHT.includes(title))
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map(row => row[i]!.length)))
  return rows.map(row => row.map((text, i) => right[i] ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)).join('  ').trimEnd())
}
