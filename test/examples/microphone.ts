// Live captions of a microphone, until Ctrl-C: microphone.ts [device]
import { micSource, recognize, stabilize, toLive, type CaptionScreen } from 'stenopipe'

const device = process.argv[2]
const mic = micSource(device === undefined ? {} : { device })
mic.on('drop', ({ start, duration }) => { console.error(`${duration} ms lost at ${start} ms`) })
process.once('SIGINT', () => { mic.stop() }) // what was recorded until then is still recognised

// With `heartbeat` the cloud service does not end the session in a long silence.
const screens = mic.pipe(recognize({ heartbeat: true })).pipe(stabilize()).pipe(toLive())
for await (const { lines } of screens as AsyncIterable<CaptionScreen>) {
  if (process.stdout.isTTY) console.clear()
  console.log(lines.map(({ committed, tentative }) => committed + tentative).join('\n'))
}
