import fc from 'fast-check'
import tap from 'tap'
import { decode } from '../../../lib/audio/decode.js'
import { OggPages, oggCrc } from '../../../lib/audio/opus/ogg.js'
import { samples } from '../../../lib/audio/pcm/pcm.js'
import { decoded, encode, noise } from '../sounds.js'

const here = { ffmpegPath: '/nowhere/ffmpeg' }
const PAGE_MS = 100
const tone = ['-f', 'lavfi', '-i', 'sine=440:d=4:r=48000']
const args = ['-map', '0:a', '-ac', '1', '-c:a', 'libopus', '-b:a', '24k', '-page_duration', String(PAGE_MS * 1000)]
const file = encode(tap, 'x.ogg', args, tone)

/** Start and length of each page in bytes. */
const pages: { readonly at: number; readonly length: number }[] = []
for (const { bytes } of new OggPages().push(file)) {
  const at = pages.reduce((end, page) => Math.max(end, page.at + page.length), 0)
  pages.push({ at, length: bytes.length })
}
// The headers, the first page (without which nothing declares the start) and the last one are left as they are.
const [FIRST, END] = [4, pages.length - 1]

/** Milliseconds of the output, in the unit of pages, that are silent. */
function silentPages(pcm: Buffer): number[] {
  const length = 16 * PAGE_MS
  const all = samples(pcm)
  return Array.from({ length: Math.floor(all.length / length) }, (_, i) => i).filter(i =>
    all.subarray(i * length + 400, (i + 1) * length - 400).every(sample => Math.abs(sample) < 100))
}

tap.test('each damaged page of Ogg Opus becomes silence of its length, wherever the input is cut', async () => {
  const whole = (await decoded(decode(here), file)).pcm
  await fc.assert(fc.asyncProperty(
    fc.uniqueArray(fc.integer({ min: FIRST, max: END - 1 }), { minLength: 1, maxLength: 12 }),
    fc.array(fc.integer({ min: 28, max: 2000 }), { minLength: 12, maxLength: 12 }),
    fc.constantFrom(1, 7, 100, 1000, 4096, 65_536), fc.integer({ min: 1, max: 5000 }),
    async (damaged, offsets, ...cuts) => {
      const hurt = Buffer.from(file)
      for (const [i, page] of damaged.entries()) {
        const { at, length } = pages[page]!
        hurt[at + 28 + offsets[i]! % (length - 28)]! ^= 0x55
      }
      const outputs = await Promise.all(cuts.map(cut => decoded(decode(here), hurt, cut)))
      for (const { pcm, warnings } of outputs) {
        if (pcm.length !== whole.length || !pcm.equals(outputs[0]!.pcm)) return false
        if (warnings.length !== 1 || warnings[0]!.code !== 'STENO_AUDIO_DAMAGED') return false
      }
      // The pre-skip moves the audio of page n, of which two are headers, by 6.5 ms.
      const expected = damaged.map(page => page - 2).sort((a, b) => a - b)
      return expected.join() === silentPages(outputs[0]!.pcm).join()
    },
  ), { numRuns: 40, seed: 11 })
})

/** File with some bytes of noise before each page, and granule positions that advance by so many seconds a page. */
function farApart(seconds: number, noiseBytes: number): Buffer {
  return Buffer.concat(pages.flatMap(({ at, length }, i) => {
    const page = Buffer.from(file.subarray(at, at + length))
    if (i >= 2) page.writeBigInt64LE(BigInt(48_000 * seconds * i), 6)
    page.writeUInt32LE(oggCrc(page), 22)
    return [i < 3 ? Buffer.alloc(0) : noise(i, noiseBytes), page]
  }))
}

tap.test('granule positions of Ogg Opus become no more silence than the damage before them accounts for', async t => {
  for (const noiseBytes of [1, 3, 30]) {
    const outputs = await Promise.all([1, 4096].map(cut => decoded(decode(here), farApart(59, noiseBytes), cut)))
    const [{ pcm, warnings, error }] = outputs as [(typeof outputs)[0]]
    t.equal(error, undefined)
    t.ok(pcm.equals(outputs[1]!.pcm), 'the same for each cut')
    t.ok(pcm.length / 32_000 < 4 + 60, `${pcm.length / 32_000} s`)
    t.match(warnings, [{ code: 'STENO_AUDIO_DAMAGED', message: /and \d{4} s that its granule positions miss/ }])
  }
})
