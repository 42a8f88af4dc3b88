// Transcribes a recording that has one speaker per channel: speaker-per-channel.ts call.wav agent caller
import { fileSource, recognize, type Sentence } from 'stenopipe'

const [file = 'call.wav', ...speakers] = process.argv.slice(2)

const sentences = await Promise.all(speakers.map(async (speakerId, channel) => {
  const found: Sentence[] = []
  const recognizer = recognize({ interimResults: false })
  for await (const { sentence } of fileSource(file, { channel }).pipe(recognizer)) {
    found.push({ ...sentence, speakerId })
  }
  return found
}))

for (const { beginTime, speakerId, text } of sentences.flat().sort((a, b) => a.beginTime - b.beginTime)) {
  console.log(`${(beginTime / 1000).toFixed(1)} s  ${speakerId}: ${text}`)
}
