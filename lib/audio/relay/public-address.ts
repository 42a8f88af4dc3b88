import { BlockList, isIP } from 'node:net'

// Special-purpose addresses of IANA (RFC 6890), multicast, and those reserved for the future.
const SPECIAL_IPV4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
]
// Within 2000::/3, the only range of public addresses.
const SPECIAL_IPV6: typeof SPECIAL_IPV4 = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]]

const special = new BlockList()
for (const [network, prefix] of SPECIAL_IPV4) special.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of SPECIAL_IPV6) special.addSubnet(network, prefix, 'ipv6')
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')
// They contain an IPv4 address in their last 32 bits: IPv4-mapped, and NAT64.
const embedding = new BlockList()
embedding.addSubnet('::ffff:0:0', 96, 'ipv6')
embedding.addSubnet('64:ff9b::', 96, 'ipv6')

/**
 * True for an IP address of the public Internet; false for private, loopback, link-local, shared (CGNAT), unique local,
 * multicast, documentation and reserved addresses, and for what is no address.
 *
 * @example
 * ```ts
 * isPublicAddress('93.184.215.14') // true
 * isPublicAddress('::ffff:127.0.0.1') // false
 * ```
 */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 0 || address.includes('%')) return false
  if (version === 4) return !special.check(address, 'ipv4')
  if (embedding.check(address, 'ipv6')) return isPublicAddress(embeddedIpv4(address))
  return global.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

function embeddedIpv4(address: string): string {
  // URL writes the last 32 bits as two groups, whatever notation the address has.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2)
  return groups.map(group => Number.parseInt(group || '0', 16)).flatMap(bits => [bits >> 8, bits & 255]).join('.')
}
