import { Recognition, RecognitionParam } from '../../lib/rx/index.js'
import { metric, type Sample } from './sample.js'

/** Java, a local file. */
export const javaFile: Sample = async (file, { defaults, print }) => {
  const recognizer = new Recognition(defaults)
  const param = RecognitionParam.builder()
    .model('fun-asr-realtime')
    .format('wav')
    .sampleRate(16_000)
    .build()
  try {
    print(`Result: ${JSON.stringify(await recognizer.call(param, file))}`)
  } catch (error) {
    print(String(error))
  }
  print(metric(recognizer))
}
