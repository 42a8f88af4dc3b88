// Java, Fun-ASR, speech from a microphone with a `ResultCallback`. Records for 50 s, or until Ctrl-C.
import { micSource } from 'stenopipe'
import { Recognition, RecognitionParam, type RecognitionCallback } from 'stenopipe/rx'

const recognizer = new Recognition()
const param = RecognitionParam.builder()
  .model('fun-asr-realtime')
  .format('pcm')
  .sampleRate(16_000)
  .build()
const callback: RecognitionCallback = {
  onEvent(result) {
    if (result.isSentenceEnd) console.log(`Final Result: ${result.sentence.text}`)
    else console.log(`Intermediate Result: ${result.sentence.text}`)
  },
  onComplete() {
    console.log('Recognition complete')
  },
  onError(error) {
    console.log(`RecognitionCallback error: ${error.message}`)
  },
}
try {
  recognizer.call(param, callback)
  const microphone = micSource()
  setTimeout(() => { microphone.stop() }, 50_000).unref()
  process.once('SIGINT', () => { microphone.stop() })
  for await (const { data } of microphone) recognizer.sendAudioFrame(data)
  await recognizer.stop()
} finally {
  recognizer.getDuplexApi().close(1000, 'bye')
}
console.log(
  `[Metric] requestId: ${recognizer.getLastRequestId()}, first package delay ms: ${recognizer.getFirstPackageDelay()}`
  + `, last package delay ms: ${recognizer.getLastPackageDelay()}`,
)
