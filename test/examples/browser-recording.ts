// Captions what a browser records: browser-recording.ts [port], then open the address that it prints
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { WebSocketServer, type RawData } from 'ws'
import { decode, recognize } from 'stenopipe'

const page = `<!doctype html><meta charset="utf-8"><button>Stop</button><p></p><script type="module">
  const socket = new WebSocket(location.href.replace('http', 'ws'))
  const recorder = new MediaRecorder(await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true } }))
  recorder.ondataavailable = ({ data }) => socket.send(data)
  recorder.onstop = () => socket.send('end')
  document.querySelector('button').onclick = () => recorder.stop()
  socket.onopen = () => recorder.start(100)
  socket.onmessage = ({ data }) => { document.querySelector('p').textContent = JSON.parse(data).text }
</script>`

const server = createServer((_request, response) => { response.setHeader('Content-Type', 'text/html').end(page) })

new WebSocketServer({ server }).on('connection', socket => {
  const recording = new PassThrough()
  socket.on('message', (data: RawData, isBinary) => {
    if (!isBinary) recording.end()
    else if (!recording.write(data)) {
      socket.pause()
      recording.once('drain', () => { socket.resume() })
    }
  })
  socket.on('close', () => { recording.destroy() })

  recording.pipe(decode()).pipe(recognize())
    .on('data', ({ sentence, isSentenceEnd }) => {
      socket.send(JSON.stringify({ text: sentence.text, isFinal: isSentenceEnd }))
    })
    .on('end', () => { socket.close() })
    .on('error', (error: Error) => {
      console.error(error.message)
      socket.close(1011)
    })
})

server.listen(Number(process.argv[2] ?? 8080), () => {
  console.log(`http://localhost:${(server.address() as AddressInfo).port}`)
})
