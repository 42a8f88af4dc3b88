import { Recognition, type RecognitionParam } from '../../lib/rx/index.js'
import { metric, type Sample } from './sample.js'

/** Python, a local file. */
export const pythonFile: Sample = async (file, { defaults, print }) => {
  const param: RecognitionParam = { model: 'fun-asr-realtime', format: 'wav', sampleRate: 16_000 }
  const recognition = new Recognition(defaults)
  try {
    const { sentences } = await recognition.call(param, file)
    print('Recognition result:')
    print(JSON.stringify(sentences))
  } catch (error) {
    print(`Error: ${(error as Error).message}`)
  }
  print(metric(recognition))
}
