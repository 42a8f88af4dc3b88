// Java, Paraformer, a local file: paraformer-java-file.ts asr_example.wav
import { Recognition, RecognitionParam } from 'stenopipe/rx'

const recognizer = new Recognition()
const param = RecognitionParam.builder()
  .model('paraformer-realtime-v2')
  .format('wav')
  .sampleRate(16_000)
  .parameter('language_hints', ['zh', 'en'])
  .build()
try {
  const result = await recognizer.call(param, process.argv[2] ?? 'asr_example.wav')
  console.log(`Result: ${JSON.stringify(result)}`)
} catch (error) {
  console.log(String(error))
}
console.log(
  `[Metric] requestId: ${recognizer.getLastRequestId()}, first package delay ms: ${recognizer.getFirstPackageDelay()}`
  + `, last package delay ms: ${recognizer.getLastPackageDelay()}`,
)
