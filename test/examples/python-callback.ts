import { Recognition, type RecognitionCallback, type RecognitionParam } from '../../lib/rx/index.js'
import { metric, microphone, type Sample } from './sample.js'

/** Python, speech from a microphone with a `RecognitionCallback`. Ctrl-C, which stops theirs, is the end of the file. */
export const pythonCallback: Sample = async (file, { defaults, speed, print }) => {
  print('Initializing ...')
  const callback: RecognitionCallback = {
    onOpen() {
      print('RecognitionCallback open.')
    },
    onClose() {
      print('RecognitionCallback close.')
    },
    onComplete() {
      print('RecognitionCallback completed.')
    },
    onError(error) {
      print(`RecognitionCallback error: ${error.message}`)
    },
    onEvent({ requestId, sentence, isSentenceEnd, usage }) {
      print(`RecognitionCallback text: ${sentence.text}`)
      if (isSentenceEnd)
        print(`RecognitionCallback sentence end, request_id:${requestId}, usage:${JSON.stringify(usage ?? null)}`)
    },
  }
  const param: RecognitionParam = {
    model: 'fun-asr-realtime',
    format: 'pcm',
    sampleRate: 16_000,
    semanticPunctuationEnabled: false,
  }
  const recognition = new Recognition(defaults)
  recognition.call(param, callback)
  for await (const data of microphone(file, speed)) recognition.sendAudioFrame(data as Buffer)
  await recognition.stop()
  print('Recognition stopped.')
  print(metric(recognition))
}
