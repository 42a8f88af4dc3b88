/**
 * Words and CPU of the embedded engine beside `pocketsphinx_continuous` on the five clips: one process a clip for
 * each, model load included, in turns, so that a noisy machine is noisy for all.
 *
 *     npm run bench bench/words.ts [rounds]
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { clips, wordErrors } from '../test/support/speech.js'

const MAIN = new URL('../dist/cli/main.js', import.meta.url).pathname
const ROUNDS = Number(process.argv[2] ?? 3)

/** What is compared: a command for a clip. */
const contestants: Readonly<Record<string, (path: string) => [string, string[]]>> = {
  pocketsphinx_continuous: path => ['pocketsphinx_continuous', ['-infile', path, '-logfn', '/dev/null']],
  'stenopipe, fast': path => [process.execPath, [MAIN, 'transcribe', path, '-q', '-f', 'txt', '--accuracy', 'fast']],
  'stenopipe, thorough': path => [process.execPath, [MAIN, 'transcribe', path, '-q', '-f', 'txt']],
}

interface Score { errors: number; cpu: number[]; wall: number[] }

/** CPU seconds of all children that have ended, from the system's own account. */
function childCpu(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}

const scores = new Map<string, Score>(Object.keys(contestants).map(name => [name, { errors: 0, cpu: [], wall: [] }]))
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, command] of Object.entries(contestants)) {
    const score = scores.get(name)!
    const [cpu, began] = [childCpu(), performance.now()]
    let errors = 0
    for (const { path, transcript } of clips)
      errors += wordErrors(transcript, spawnSync(...command(path), { encoding: 'utf8' }).stdout)
    score.errors = errors
    score.cpu.push(childCpu() - cpu)
    score.wall.push((performance.now() - began) / 1000)
  }
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!
const words = clips.reduce((sum, { transcript }) => sum + transcript.split(' ').length, 0)
const seconds = clips.reduce((sum, { pcm }) => sum + pcm.length / 32_000, 0)
const base = median(scores.get('pocketsphinx_continuous')!.cpu)
console.log(`${words} words, ${seconds.toFixed(1)} s of speech, medians of ${ROUNDS} rounds`)
for (const [name, { errors, cpu, wall }] of scores) {
  console.log(
    `${name.padEnd(24)} errors ${String(errors).padStart(2)} = ${((100 * errors) / words).toFixed(1)} %   `
      + `CPU ${median(cpu).toFixed(2)} s = ${(median(cpu) / base).toFixed(2)} x   ${(median(wall) / seconds).toFixed(2)} of real time`,
  )
}
