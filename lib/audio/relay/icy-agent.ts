import { Agent, type ClientRequestArgs } from 'node:http'
import { Socket, type TcpSocketConnectOpts } from 'node:net'

/** Agent for servers of the SHOUTcast kind, too, which answer `ICY 200 OK` instead of `HTTP/1.0 200 OK`. */
export class IcyAgent extends Agent {
  override createConnection(options: ClientRequestArgs): Socket {
    return new IcySocket(options).connect(options as TcpSocketConnectOpts)
  }
}

class IcySocket extends Socket {
  #isFirst = true

  override push(bytes: Buffer | null, encoding?: BufferEncoding): boolean {
    const isIcy = this.#isFirst && bytes?.toString('latin1', 0, 4) === 'ICY '
    this.#isFirst = false
    return super.push(isIcy ? Buffer.concat([Buffer.from('HTTP/1.0 '), bytes.subarray(4)]) : bytes, encoding)
  }
}
