import { Recognition, type RecognitionCallback, RecognitionParam } from '../../lib/rx/index.js'
import { metric, microphone, type Sample } from './sample.js'

/** Java, speech from a microphone with a `ResultCallback`. */
export const javaCallback: Sample = async (file, { defaults, speed, print }) => {
  const param = RecognitionParam.builder()
    .model('fun-asr-realtime')
    .format('pcm')
    .sampleRate(16_000)
    .build()
  const recognizer = new Recognition(defaults)
  const callback: RecognitionCallback = {
    onEvent(result) {
      if (result.isSentenceEnd) print(`Final Result: ${result.sentence.text}`)
      else print(`Intermediate Result: ${result.sentence.text}`)
    },
    onComplete() {
      print('Recognition complete')
    },
    onError(error) {
      print(`RecognitionCallback error: ${error.message}`)
    },
  }
  try {
    recognizer.call(param, callback)
    for await (const frame of microphone(file, speed)) recognizer.sendAudioFrame(frame as Buffer)
    await recognizer.stop()
  } finally {
    recognizer.getDuplexApi().close(1000, 'bye')
  }
  print(metric(recognizer))
}
