import type { Cue } from './cue.js'

/**
 * SRT text of one cue, an empty line at its end.
 *
 * SRT has no escapes and no standard, so what parsers would trip over is made harmless: an arrow inside the text is
 * spelt `->`, and blank lines and control characters are never written.
 *
 * @param number Counts from 1.
 */
export function formatSrt(cue: Cue, number: number): string {
  return `${number}\n${timestamp(cue.start)} --> ${timestamp(cue.end)}\n${cue.lines.map(harmless).join('\n')}\n\n`
}

function harmless(line: string): string {
  return line.replaceAll(/-{2,}>/g, '->')
}

/** `HH:MM:SS,mmm`; from 100 h on the hours have more digits. */
function timestamp(ms: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const seconds = Math.floor(ms / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${two(h)}:${two(m)}:${two(s)},${String(ms % 1000).padStart(3, '0')}`
}
