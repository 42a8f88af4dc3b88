// Python, Paraformer, a local file: paraformer-python-file.ts asr_example.wav
import { Recognition, type RecognitionParam } from 'stenopipe/rx'

const param: RecognitionParam = {
  model: 'paraformer-realtime-v2',
  format: 'wav',
  sampleRate: 16_000,
  languageHints: ['zh', 'en'],
}
const recognition = new Recognition()
try {
  const { sentences } = await recognition.call(param, process.argv[2] ?? 'asr_example.wav')
  console.log('Recognition result:')
  console.log(JSON.stringify(sentences))
} catch (error) {
  console.log(`Error: ${(error as Error).message}`)
}
console.log(
  `[Metric] requestId: ${recognition.getLastRequestId()}, first package delay ms: ${recognition.getFirstPackageDelay()}`
  + `, last package delay ms: ${recognition.getLastPackageDelay()}`,
)
