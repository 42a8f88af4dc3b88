import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'

const ROOT = new URL('..', import.meta.url).pathname
const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { exports: Record<string, unknown> }

interface Example { readonly name: string; readonly code: string }

/** Fenced `ts` blocks of a text. */
function examplesOf(name: string, text: string): Example[] {
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match, i) => ({ name: `${name}#${i + 1}`, code: match[1]! }))
}

/** The `@example` blocks of a source file, without the stars in front of their lines. */
function commentsOf(source: string): string {
  return [...source.matchAll(/\/\*\*[\s\S]*?\*\//g)].map(([comment]) => comment.replaceAll(/^ *\* ?/gm, '')).join('\n')
}

const files = ts.sys.readDirectory(join(ROOT, 'lib'), ['.ts'])
const examples = [
  ...['README.md', 'CONTRIBUTING.md'].flatMap(name => examplesOf(name, readFileSync(join(ROOT, name), 'utf8'))),
  ...files.flatMap(file => {
    const source = readFileSync(file, 'utf8')
    return examplesOf(file.slice(ROOT.length), commentsOf(source)).map(({ name, code }) => ({
      name,
      code: inside(file, source, code),
    }))
  }),
]

/** An example that imports nothing speaks of the file it stands in. */
function inside(file: string, source: string, code: string): string {
  if (/^import /m.test(code)) return code
  const names = [...source.matchAll(/^export (?:async )?(?:function|class|const) (\w+)/gm)].map(match => match[1])
  return `import { ${names.join(', ')} } from './${file.slice(ROOT.length).replace(/ts$/, 'js')}'\n${code}`
}

/** What the compiler has to say about each example, as a user's file would import the package. */
function complaints(): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), path => ts.sys.readFile(path)) as { config: object }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const paths = Object.fromEntries(Object.keys(exports).filter(path => path !== './package.json')
    .map(path => [`stenopipe${path.slice(1)}`, [join(ROOT, 'lib', path === '.' ? 'index.ts' : `${path}/index.ts`)]]))
  const virtual = new Map(
    examples.map(({ name, code }) => [join(ROOT, `${name.replaceAll(/[/#]/g, '-')}.mts`), `${code}\nexport {}\n`]),
  )
  const host = ts.createCompilerHost(options)
  const plain = { ...host }
  host.fileExists = path => virtual.has(path) || plain.fileExists(path)
  host.readFile = path => virtual.get(path) ?? plain.readFile(path)
  host.getSourceFile = (path, target, ...rest) => {
    const text = virtual.get(path)
    return text === undefined ? plain.getSourceFile(path, target, ...rest) : ts.createSourceFile(path, text, target)
  }
  const program = ts.createProgram([...virtual.keys()], { ...options, paths, noEmit: true, rootDir: ROOT }, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) =>
    `${file?.fileName.slice(ROOT.length)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}

t.test('every example of the README and of the doc comments compiles', async t => {
  t.ok(examples.length >= 8, `${examples.length} examples`)
  t.same(complaints(), [])
})
