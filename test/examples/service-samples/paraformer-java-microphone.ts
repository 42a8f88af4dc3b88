// Java, Paraformer, speech from a microphone as a `Flowable`. Records for 50 s, or until Ctrl-C.
import { from, map } from 'rxjs'
import { micSource } from 'stenopipe'
import { Recognition, RecognitionParam } from 'stenopipe/rx'

const microphone = micSource()
setTimeout(() => { microphone.stop() }, 50_000).unref()
process.once('SIGINT', () => { microphone.stop() })
const audioSource = from(microphone).pipe(map(({ data }) => data))

const recognizer = new Recognition()
const param = RecognitionParam.builder()
  .model('paraformer-realtime-v2')
  .format('pcm')
  .sampleRate(16_000)
  .parameter('language_hints', ['zh', 'en'])
  .build()
await recognizer.streamCall(param, audioSource).forEach(result => {
  if (result.isSentenceEnd) console.log(`Final Result: ${result.sentence.text}`)
  else console.log(`Intermediate Result: ${result.sentence.text}`)
})
console.log(
  `[Metric] requestId: ${recognizer.getLastRequestId()}, first package delay ms: ${recognizer.getFirstPackageDelay()}`
  + `, last package delay ms: ${recognizer.getLastPackageDelay()}`,
)
