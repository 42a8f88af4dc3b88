import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate and its key, as `tls` takes them. */
export interface Certificate { readonly cert: string; readonly key: string }

/** An element of DER (ITU-T X.690): its tag, its length, what it holds. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts)
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value))

/**
 * Makes a certificate (RFC 5280) for a host that no authority has signed, valid until 2049. Made anew, as a key in a
 * repository would look like a secret.
 */
export function selfSigned(host: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(der(0x06, hex('2a8648ce3d040302')))
  const name = sequence(der(0x31, sequence(der(0x06, hex('550403')), text(0x0c, host))))
  const alternative = sequence(der(0x06, hex('551d11')), der(0x04, sequence(text(0x82, host))))
  const content = sequence(
    der(0xa0, der(0x02, hex('02'))), der(0x02, hex('01')), algorithm, name,
    sequence(text(0x17, '200101000000Z'), text(0x17, '491231235959Z')), name,
    publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(alternative)),
  )
  const signature = der(0x03, hex('00'), sign('sha256', content, privateKey))
  const base64 = sequence(content, algorithm, signature).toString('base64').replaceAll(/.{64}/g, '$&\n')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}
