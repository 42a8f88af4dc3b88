// Python, Fun-ASR, speech from a microphone with a `RecognitionCallback`, until Ctrl-C.
import { micSource } from 'stenopipe'
import { Recognition, type RecognitionCallback, type RecognitionParam } from 'stenopipe/rx'

console.log('Initializing ...')
const callback: RecognitionCallback = {
  onOpen() {
    console.log('RecognitionCallback open.')
  },
  onClose() {
    console.log('RecognitionCallback close.')
  },
  onComplete() {
    console.log('RecognitionCallback completed.')
  },
  onError(error) {
    console.log(`RecognitionCallback error: ${error.message}`)
  },
  onEvent({ requestId, sentence, isSentenceEnd, usage }) {
    console.log(`RecognitionCallback text: ${sentence.text}`)
    if (!isSentenceEnd) return
    console.log(`RecognitionCallback sentence end, request_id:${requestId}, usage:${JSON.stringify(usage ?? null)}`)
  },
}
const param: RecognitionParam = {
  model: 'fun-asr-realtime',
  format: 'pcm',
  sampleRate: 16_000,
  semanticPunctuationEnabled: false,
}
const recognition = new Recognition()
recognition.call(param, callback)
const microphone = micSource()
process.once('SIGINT', () => { microphone.stop() })
for await (const { data } of microphone) recognition.sendAudioFrame(data)
await recognition.stop()
console.log('Recognition stopped.')
console.log(
  `[Metric] requestId: ${recognition.getLastRequestId()}, first package delay ms: ${recognition.getFirstPackageDelay()}`
  + `, last package delay ms: ${recognition.getLastPackageDelay()}`,
)
