import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
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

/** Guides: those at the root, and one for each folder that has one. */
const guides = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'test/examples/README.md'].map(name => join(ROOT, name)),
  ...ts.sys.readDirectory(join(ROOT, 'lib'), ['.md']),
]
const sources = ts.sys.readDirectory(join(ROOT, 'lib'), ['.ts'])
const inGuides = guides.flatMap(file => examplesOf(file.slice(ROOT.length), readFileSync(file, 'utf8')))
const examples = [
  ...inGuides,
  ...sources.flatMap(file => {
    const source = readFileSync(file, 'utf8')
    return examplesOf(file.slice(ROOT.length), commentsOf(source)).map(({ name, code }) => ({
      name,
      code: inside(file, source, code),
    }))
  }),
]

/** An example that does not import the package uses the exports of its own file. */
function inside(file: string, source: string, code: string): string {
  if (/^import .* from 'stenopipe/m.test(code)) return code
  const imported = new Set([...code.matchAll(/^import \{(.*)\}/gm)].flatMap(([, names]) => names!.match(/\w+/g) ?? []))
  const names = [...source.matchAll(/^export (?:async )?(?:function|class|const) (\w+)/gm)].map(match => match[1]!)
  const missing = names.filter(name => !imported.has(name))
  return `import { ${missing.join(', ')} } from './${basename(file).replace(/ts$/, 'js')}'\n${code}`
}

/** Compiles each example as a file of a user that imports the package. */
function diagnostics(): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), path => ts.sys.readFile(path)) as { config: object }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const paths = Object.fromEntries(Object.keys(exports).filter(path => path !== './package.json')
    .map(path => [`stenopipe${path.slice(1)}`, [join(ROOT, 'lib', path === '.' ? 'index.ts' : `${path}/index.ts`)]]))
  const virtual = new Map(
    examples.map(({ name, code }) => [join(ROOT, `${name.replace('#', '-')}.mts`), `${code}\nexport {}\n`]),
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
  // Only those of the examples: `npm run types` checks the files that they import.
  const found = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()]
  for (const path of virtual.keys()) found.push(...ts.getPreEmitDiagnostics(program, program.getSourceFile(path)))
  return found.map(({ file, messageText }) =>
    `${file?.fileName.slice(ROOT.length)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}

t.test('the guides have examples: one for each way to use the package', t => {
  const withExamples = new Set(inGuides.map(({ name }) => name.replace(/#\d+$/, '')))
  t.ok(withExamples.has('README.md'))
  for (const room of ['audio', 'recognize', 'engine', 'engines/dashscope', 'captions', 'rx', 'testing']) {
    t.ok(withExamples.has(`lib/${room}/README.md`), room)
  }
  t.end()
})

t.test('every example of the guides and of the doc comments compiles', t => {
  t.same(diagnostics(), [])
  t.end()
})

t.test('every relative link of the guides leads to a file, and to a heading of it', t => {
  for (const file of guides) {
    for (const [link, path, heading] of linksOf(file)) {
      const target = path === '' ? file : join(dirname(file), path)
      t.ok(existsSync(target), `${file.slice(ROOT.length)}: ${link}`)
      if (heading !== undefined) t.ok(headingsOf(target).includes(heading), `${file.slice(ROOT.length)}: ${link}`)
    }
  }
  t.end()
})

t.test('every file that a guide names exists', t => {
  for (const file of [...guides, join(ROOT, 'bench/README.md')]) {
    const text = readFileSync(file, 'utf8').replaceAll(/```[\s\S]*?```/g, '')
    for (const [, name] of text.matchAll(/`([\w./-]+\.m?[jt]s)\b[^`]*`/g)) {
      if (name!.includes('NAME')) continue
      const places = [dirname(file), ROOT, join(ROOT, 'lib')]
      t.ok(places.some(folder => existsSync(join(folder, name!))), `${file.slice(ROOT.length)}: ${name!}`)
    }
  }
  t.end()
})

/** Links of a guide that lead to files, with their path and heading. */
function linksOf(file: string): [link: string, path: string, heading?: string][] {
  const text = readFileSync(file, 'utf8').replaceAll(/```[\s\S]*?```/g, '')
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!)
  return links.filter(link => !/^[a-z]+:/.test(link)).map(link => {
    const [path, heading] = link.split('#')
    return heading === undefined ? [link, path!] : [link, path!, heading]
  })
}

/** Anchors of the headings, as GitHub makes them. */
function headingsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)]
    .map(([, title]) => title!.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'))
}
