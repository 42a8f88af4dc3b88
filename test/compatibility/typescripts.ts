import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, tool } from './tools.js'

const DOM = ['dom', 'dom.iterable', 'dom.asynciterable']

/** Pairs of versions to check. TypeScript 5.4 understands neither the newest types of Node.js nor the DOM's streams. */
const pairs: readonly { typescript: string; types: string; dom: boolean }[] = [
  { typescript: '5.4', types: '20', dom: false },
  { typescript: '5.4', types: '22', dom: false },
  ...['20', '22', '24', '25', '26'].map(types => ({ typescript: '5.9', types, dom: types !== '22' })),
  { typescript: '6.0', types: '20', dom: true },
  { typescript: '6.0', types: '26', dom: false },
  ...['20', '22', '24', '25', '26'].map(types => ({ typescript: '7.0', types, dom: types !== '24' })),
]

/** Checks that the calls of `types.ts` compile with all versions of TypeScript and of the types of Node.js. */
export function checkTypes(project: string): ReadonlyMap<string, Promise<unknown>> {
  let before: Promise<unknown> = Promise.resolve()
  return new Map(pairs.map(pair => {
    const { typescript, types, dom } = pair
    const check = before.then(() => compile(project, pair))
    before = check.catch(() => {})
    return [`TypeScript ${typescript}, @types/node ${types}${dom ? ', DOM' : ''}`, check]
  }))
}

async function compile(project: string, { typescript, types, dom }: (typeof pairs)[number]): Promise<void> {
  const directory = join(project, `types-${types}-${typescript}`)
  mkdirSync(join(directory, 'node_modules/@types'), { recursive: true })
  symlinkSync(tool(`types-${types}`), join(directory, 'node_modules/@types/node'))
  cpSync(join(ROOT, 'test/compatibility/types.ts'), join(directory, 'types.ts'))
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({
    compilerOptions: {
      target: 'es2022', lib: ['es2023', ...(dom ? DOM : [])], types: ['node'], module: 'nodenext', strict: true,
      exactOptionalPropertyTypes: types !== '24', noEmit: true, skipLibCheck: false,
    },
    files: ['types.ts'],
  }))
  await run(process.execPath, [tool(`typescript-${typescript}`, 'bin/tsc'), '-p', '.'], directory)
}
