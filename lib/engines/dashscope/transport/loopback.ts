import { BlockList, isIP } from 'node:net'

/**
 * True when a URL names this machine: `localhost` and names below it (RFC 6761, 6.3), addresses in 127.0.0.0/8 and ::1,
 * also as IPv4-mapped IPv6. A name is never looked up, so one that merely resolves to such an address does not count,
 * nor does 0.0.0.0, which is no address to connect to.
 *
 * @param url Parsed, hence with its host in lower case and spellings such as `127.1` written out.
 *
 * @example
 * ```ts
 * isLoopback(new URL('ws://127.1:8080')) // true
 * isLoopback(new URL('ws://127.example.com')) // false
 * ```
 */
export function isLoopback({ hostname }: URL): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1')
  const version = isIP(address)
  if (version === 0) return /(?:^|\.)localhost\.?$/.test(hostname)
  const loopback = new BlockList()
  loopback.addSubnet('127.0.0.0', 8)
  loopback.addAddress('::1', 'ipv6')
  return loopback.check(address, version === 4 ? 'ipv4' : 'ipv6')
}
