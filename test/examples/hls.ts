// Captions a stream as HLS subtitles, until it ends or Ctrl-C: hls.ts https://example.org/live.m3u8 public/live
import { recognize, toHls, urlSource } from 'stenopipe'

const [url = 'https://example.org/live.m3u8', directory = 'public/live'] = process.argv.slice(2)

const source = urlSource(url, { live: true })
process.once('SIGINT', () => { source.stop() })

const recognizer = recognize({ heartbeat: true })
// With `position` segments are published while nobody speaks, too.
const position = () => recognizer.position
source.pipe(recognizer).pipe(toHls({ directory, type: 'event', segmentDuration: 4000, position }))
