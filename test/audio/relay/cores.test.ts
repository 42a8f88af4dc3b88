import t from 'tap'
import { isPlaylist, rewritePlaylist } from '../../../lib/audio/relay/playlist.js'
import { isPublicAddress } from '../../../lib/audio/relay/public-address.js'
import { RequestBudget } from '../../../lib/audio/relay/request-budget.js'
import { connectionError, statusError } from '../../../lib/audio/relay/request-error.js'
import { TargetTable } from '../../../lib/audio/relay/target-table.js'

t.test('isPublicAddress() accepts addresses of the public Internet', async t => {
  for (const address of [
    '1.1.1.1', '93.184.215.14', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '223.255.255.255',
    '2606:4700::1111', '2a00:1450::', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2001:4860:4860::8888',
  ]) t.ok(isPublicAddress(address), address)
})

t.test('isPublicAddress() rejects private, local, reserved and malformed addresses', async t => {
  for (const address of [
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.255', '169.254.169.254', '172.16.0.1',
    '172.31.255.255', '192.0.0.1', '192.168.0.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1',
    '240.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:a00:1', '::127.0.0.1', '64:ff9b::10.0.0.1', '64:ff9b:1::1', 'fe80::1',
    'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd12::1', 'ff02::1', '2001:db8::1', '2001::1', '2002:7f00:1::', '3fff::1',
    '', 'localhost', '1.2.3', '1.1.1.1%1',
  ]) t.notOk(isPublicAddress(address), address)
})

t.test('isPlaylist() recognises the first line, also after a byte order mark', async t => {
  t.ok(isPlaylist(Buffer.from('#EXTM3U\n')))
  t.ok(isPlaylist(Buffer.from('\ufeff#EXTM3U\n')))
  t.notOk(isPlaylist(Buffer.from('RIFF')))
  t.notOk(isPlaylist(Buffer.alloc(0)))
})

t.test('rewritePlaylist() replaces each URI and nothing else', async t => {
  const lines = [
    '#EXTM3U', '#EXT-X-KEY:METHOD=AES-128,URI="key.bin",IV=0x1', '#EXT-X-MAP:URI="init.mp4"', '#EXTINF:3,a title',
    '  a.ts?x=1 ', '', '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="URI=x",URI="https://b/c.m3u8"', '# comment',
  ]
  t.equal(rewritePlaylist(lines.join('\r\n'), uri => `<${uri}>`), [
    '#EXTM3U', '#EXT-X-KEY:METHOD=AES-128,URI="<key.bin>",IV=0x1', '#EXT-X-MAP:URI="<init.mp4>"', '#EXTINF:3,a title',
    '<a.ts?x=1>', '', '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="URI=x",URI="<https://b/c.m3u8>"', '# comment',
  ].join('\n'))
})

t.test('RequestBudget allows a burst of requests, and more for each second of time and of audio', async t => {
  let now = 0
  const budget = new RequestBudget({ burst: 1000, perSecond: 10 }, { now: () => now, after: () => () => {} })
  const takeAll = (): number => {
    let taken = 0
    while (budget.take()) taken++
    return taken
  }
  t.equal(takeAll(), 1000)
  now = 2000
  t.equal(takeAll(), 20)
  budget.addAudio(3000)
  t.equal(takeAll(), 30)
  now = 10_000_000
  t.equal(takeAll(), 1000)
})

t.test('TargetTable keeps the address of a resource, and forgets those that are not used', async t => {
  const table = new TargetTable('http://x/')
  const target = (path: string, hasCredentials = true) => ({ url: new URL(path, 'http://a/'), hasCredentials })
  const address = table.add(target('list.m3u8'), 0)
  t.equal(address, 'http://x/0/media.m3u8')
  t.equal(table.add(target('list.m3u8'), 0), address)
  t.not(table.add(target('list.m3u8', false), 0), address)
  const segment = table.add(target('a.ts'), 1)
  for (let i = 0; i < 90_000; i++) {
    table.add(target(`${i}.ts`), 1)
    if (i % 1000 === 0) table.get(address)
  }
  t.equal(table.get(address)?.target.url.href, 'http://a/list.m3u8')
  t.equal(table.get(segment), undefined)
})

t.test('errors of requests name the reason', async t => {
  t.equal(statusError(206), undefined)
  t.match(statusError(404), { code: 'STENO_URL_REFUSED', message: 'not found (404)', isFatal: false })
  t.match(statusError(418), { code: 'STENO_URL_REFUSED', message: 'the server rejected the request (418)' })
  t.match(statusError(429), { code: 'STENO_URL_UNREACHABLE', message: 'it received too many requests (429)' })
  t.match(statusError(503), { code: 'STENO_URL_UNREACHABLE', message: 'the server failed (503)' })
  const connection = (code: string) => connectionError(Object.assign(new Error('x'), { code }))
  t.match(connection('ECONNREFUSED'), { code: 'STENO_URL_UNREACHABLE', message: 'the connection was refused' })
  t.match(connection('CERT_HAS_EXPIRED'), { code: 'STENO_URL_REFUSED', isFatal: true, message: /CERT_HAS_EXPIRED/ })
  t.match(connection('EUNKNOWN'), { code: 'STENO_URL_UNREACHABLE', message: 'the connection failed (EUNKNOWN)' })
})
