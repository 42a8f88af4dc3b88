import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { findFfmpeg } from '../audio/ffmpeg.js'

const PATIENCE_MS = 5000

/** How long a file's sound lasts, in ms, as the ffprobe beside ffmpeg says; undefined when it cannot tell. */
export async function durationOf(path: string): Promise<number | undefined> {
  try {
    const ffprobe = join(dirname(findFfmpeg()), 'ffprobe')
    const question = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', '-protocol_whitelist', 'file', '-i', `file:${path}`]
    const { stdout } = await promisify(execFile)(ffprobe, question, { timeout: PATIENCE_MS })
    const seconds = Number.parseFloat(stdout)
    return seconds > 0 ? seconds * 1000 : undefined
  } catch {
    return undefined
  }
}
