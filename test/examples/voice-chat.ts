// Answers what you say, and falls silent when you interrupt (barge-in): voice-chat.ts [command that speaks a text]
// Use headphones or a microphone with echo cancellation; otherwise the reply interrupts itself.
import { spawn, type ChildProcess } from 'node:child_process'
import { chunk, micSource, recognize } from 'stenopipe'

const speak = process.argv[2] ?? 'espeak-ng'

const mic = micSource()
process.once('SIGINT', () => { mic.stop() })

let reply: ChildProcess | undefined
const speech = mic.pipe(chunk({ keepSilence: Infinity }))
speech.on('speechstart', () => { reply?.kill() })

for await (const { sentence } of speech.pipe(recognize({ interimResults: false, heartbeat: true }))) {
  reply?.kill()
  reply = spawn(speak, [await answer(sentence.text)], { stdio: 'inherit' })
}

/** Replace this with a call of your language model. */
function answer(text: string): Promise<string> {
  return Promise.resolve(`You said: ${text}`)
}
