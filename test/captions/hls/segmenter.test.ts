import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { Cue } from '../../../lib/types.js'
import { type Segment, Segmenter, type SegmentOptions } from '../../../lib/captions/hls/segmenter.js'
import { formatPlaylist } from '../../../lib/captions/hls/playlist.js'
import { validateVtt } from '../../support/caption-readers.js'
import { expected, letters, orderlyCues } from '../../support/random-cues.js'

const cut = (cues: readonly Cue[], options?: SegmentOptions): Segment[] => {
  const segmenter = new Segmenter(options)
  return [...cues.flatMap(cue => [...segmenter.push(cue)]), ...segmenter.flush()]
}
const cue = (start: number, end: number, text: string): Cue => ({ start, end, lines: [text] })
const body = ({ text }: Segment): string => text.split('\n').slice(3, -2).join('|')
/** Cues of a segment; the validator does not know the header line of HLS. */
const read = ({ text }: Segment) => validateVtt(text.replace(/\nX-TIMESTAMP-MAP=.*/, ''))

t.test('segments are cut at fixed times, empty during silence, and the last ends with its cue', async t => {
  const segments = cut([cue(1000, 3000, 'one'), cue(19_000, 20_500, 'two')], { mpegts: 900_000 })
  t.same(segments.map(({ index, duration }) => [index, duration]), [[0, 6000], [1, 6000], [2, 6000], [3, 2500]])
  t.equal(segments[1]!.text, 'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n')
  t.equal(body(segments[3]!), '00:00:19.000 --> 00:00:20.500|two')
})

t.test('a cue that crosses a boundary is repeated unchanged, written once, or clipped', async t => {
  const cues = [cue(5000, 13_000, 'long')]
  t.same(cut(cues).map(body), Array<string>(3).fill('00:00:05.000 --> 00:00:13.000|long'))
  t.same(cut(cues, { boundary: 'start-only' }).map(body), ['00:00:05.000 --> 00:00:13.000|long', '', ''])
  t.same(cut(cues, { boundary: 'clip' }).map(body),
    ['00:00:05.000 --> 00:00:06.000|long', '00:00:06.000 --> 00:00:12.000|long', '00:00:12.000 --> 00:00:13.000|long'])
})

t.test('a cue that only touches a boundary is not repeated', async t => {
  t.same(cut([cue(0, 6000, 'a'), cue(6000, 12_000, 'b')]).map(body), [
    '00:00:00.000 --> 00:00:06.000|a',
    '00:00:06.000 --> 00:00:12.000|b',
  ])
})

t.test('a segment is complete once a cue starts at its end or later', async t => {
  const segments = new Segmenter()
  t.same([...segments.push(cue(0, 9000, 'a'))], [])
  t.same([...segments.push(cue(5999, 6500, 'b'))], [])
  t.same([...segments.push(cue(12_000, 12_500, 'c'))].map(({ index }) => index), [0, 1])
})

t.test('a cue that comes after its segment is complete moves to the next one', async t => {
  const segments = new Segmenter()
  t.same([...segments.advance(12_345)].map(({ index }) => index), [0, 1])
  t.same(
    [
      ...segments.push(cue(10_000, 11_500, 'late')),
      ...segments.push(cue(11_900, 14_000, 'half late')),
      ...segments.flush(),
    ].map(body),
    ['00:00:12.000 --> 00:00:13.000|late||00:00:12.000 --> 00:00:14.000|half late'],
  )
})

t.test('segments of a fractional number of ms do not drift', async t => {
  const segments = cut([cue(3_600_000, 3_601_000, 'x')], { segmentDuration: 1001.5 })
  t.equal(
    segments.slice(0, -1).reduce((sum, { duration }) => sum + duration, 0),
    Math.round((segments.length - 1) * 1001.5),
  )
})

t.test('without cues there is one empty segment, or as many as the media lasts', async t => {
  t.same(cut([]).map(({ duration }) => duration), [6000])
  t.same([...new Segmenter().flush(13_000)].map(({ duration }) => duration), [6000, 6000, 1000])
})

t.test('each random cue is in every segment that it overlaps, with its times and text, and in no other', async () => {
  fc.assert(fc.property(orderlyCues(8), fc.constantFrom(2000, 6000, 2002), (cues, segmentDuration) => {
    const segments = cut(cues, { segmentDuration })
    const parts = segments.map(read)
    assert.deepEqual(parts.flatMap(({ errors }) => errors), [])
    let from = 0
    const due = segments.map(({ duration }) => {
      const [start, end] = [from, from += duration]
      return expected(cues).filter(cue => cue.start < end && cue.end > start)
    })
    assert.deepEqual(
      parts.map(({ cues }) => cues.map(({ start, end, text }) => ({ start, end, letters: letters(text) }))),
      due,
    )
  }), { numRuns: 500 })
})

t.test('a playlist lists its segments, a live one with its media sequence and date', async t => {
  const listed = [{ uri: 'c-7.vtt', duration: 6006 }, { uri: 'c-8.vtt', duration: 500 }]
  t.equal(formatPlaylist(listed, { type: 'vod', targetDuration: 6006, ended: true }), [
    '#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-TARGETDURATION:6', '#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXTINF:6.006,', 'c-7.vtt', '#EXTINF:0.500,', 'c-8.vtt', '#EXT-X-ENDLIST', ''].join('\n'))
  t.equal(
    formatPlaylist(listed, {
      type: 'live', targetDuration: 400, mediaSequence: 7, ended: false, programDateTime: new Date(1e12),
    }),
    [
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      '#EXT-X-TARGETDURATION:1',
      '#EXT-X-MEDIA-SEQUENCE:7',
      '#EXT-X-PROGRAM-DATE-TIME:2001-09-09T01:46:40.000Z',
      '#EXTINF:6.006,',
      'c-7.vtt',
      '#EXTINF:0.500,',
      'c-8.vtt',
      '',
    ].join('\n'),
  )
})

t.test('invalid options are refused', async t => {
  for (const wrong of [
    { segmentDuration: 100 },
    { segmentDuration: '6' },
    { boundary: 'twice' },
    { mpegts: -1 },
    { mpegts: 2 ** 33 },
    { karaoke: 1 },
  ]) {
    t.throws(() => new Segmenter(wrong as SegmentOptions), { code: 'STENO_BAD_OPTION' }, JSON.stringify(wrong))
  }
})
