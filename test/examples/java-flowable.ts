import { from } from 'rxjs'
import { Recognition, RecognitionParam } from '../../lib/rx/index.js'
import { metric, microphone, type Sample } from './sample.js'

/** Java, speech from a microphone as a `Flowable`. */
export const javaFlowable: Sample = async (file, { defaults, speed, print }) => {
  const audioSource = from(microphone(file, speed))
  const param = RecognitionParam.builder()
    .model('fun-asr-realtime')
    .format('pcm')
    .sampleRate(16_000)
    .with({ backpressure: 'buffer' })
    .build()
  const recognizer = new Recognition(defaults)
  await recognizer.streamCall(param, audioSource).forEach(result => {
    if (result.isSentenceEnd) print(`Final Result: ${result.sentence.text}`)
    else print(`Intermediate Result: ${result.sentence.text}`)
  })
  print(metric(recognizer))
}
