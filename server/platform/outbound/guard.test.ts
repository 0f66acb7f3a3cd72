import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { createOutbound, type Outbound, type OutboundFailure } from '../outbound.ts'
import { guardedLookup, refusalOf, refusalOfIp, type Resolve } from './guard.ts'

// Stands on every address of this machine, so that whatever leads here by any way is seen.
let connections = 0
const trap = createServer((request, response) => response.end(request.headers['authorization']))
trap.on('connection', () => connections++)

// A name server as an attacker would run it: its names are the addresses that they lead to.
const asked: string[] = []
const hostile: Resolve = (hostname, done) => {
  asked.push(hostname)
  const names = hostname.replace(/\.attacker\.example$/, '').split('_')
  const addresses = names.map((name) => name.replaceAll('-', name.includes('--') ? ':' : '.'))
  done(
    null,
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  )
}

let outbound: Outbound
let port = 0

beforeAll(async () => {
  trap.listen(0, '::').on('error', () => trap.listen(0, '0.0.0.0'))
  await once(trap, 'listening')
  port = (trap.address() as AddressInfo).port
  const log = createLog({ level: 'silent' })
  outbound = createOutbound({ log, metrics: createMetrics(), allowPrivate: [], resolve: hostile })
})
afterAll(async () => {
  await outbound.close()
  trap.close()
})

const call = (url: string) =>
  outbound
    .request({ target: 'typed', method: 'GET', url, typedByUser: true, timeLimitMs: 3_000 })
    .then(
      ({ status }) => `answered ${status}`,
      (failure: OutboundFailure) => `${failure.reason} ${failure.reached}`,
    )

const HOSTS = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'localhost.localdomain',
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0x7F.1',
  '017700000001',
  '0177.0.0.01',
  '0',
  '0.0.0.0',
  '0x0',
  '１２７.０.０.１',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '127.0.0.1%00.example.com',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001::1]',
  '[fe80::1]',
  '[fe80::1%25lo]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fec0::1]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[100::1]',
  '[5f00::1]',
  '[4000::1]',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.100.100.200',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  'user:pass@127.0.0.1',
  'shop.example.com@127.0.0.1',
  'shop.example.com:80@[::1]',
  'metadata.google.internal',
  'printer.local',
  'db.internal.',
  'nas.lan',
  // Names that a hostile server leads inwards: all addresses, or only one of two.
  '127-0-0-1.attacker.example',
  '10-0-0-1.attacker.example',
  '--1.attacker.example',
  '--ffff-127.0.0.1.attacker.example',
  '0-0-0-0.attacker.example',
  '8-8-8-8_127-0-0-1.attacker.example',
]

test.for(HOSTS)('an address typed by a user does not lead to %s', async (host) => {
  const before = connections
  expect(await call(`http://${host}:${port}/`)).toBe('address_refused no')
  expect(connections).toBe(before)
})

test.for([
  'http://user:pass@shop.example.com/',
  'https://user@8.8.8.8/',
  'file:///etc/passwd',
  'ftp://127.0.0.1/',
  'gopher://127.0.0.1:6379/_',
  'javascript:alert(1)',
  'data:text/plain,x',
  'unix:/run/docker.sock',
  'http://',
  '',
  '//127.0.0.1/',
  'http:\\\\127.0.0.1\\',
  'ht\ntp://127.0.0.1/',
  'http://127.0.0.1/\r\nX-More: 1',
  'http://127.0.0.1\t/',
  '127.0.0.1',
  'http://shop.example.com:22/',
  'http://shop.example.com:25/',
  'http://shop.example.com:5432/',
  'http://shop.example.com:6379/',
  'http://shop.example.com:2375/',
  'http://shop.example.com:9200/',
  'http://8.8.8.8:443@127.0.0.1/',
  'http://[::1',
  'http://999.1.1.1/',
])('what is no address of the web is refused: %j', async (url) => {
  const before = connections
  expect(await call(url)).toBe('address_refused no')
  expect(connections).toBe(before)
})

test.for([
  'https://shop.example.com/hooks?x=1',
  'http://shop.example.com',
  'https://shop.example.com:8443/',
  'https://xn--bcher-kva.example/',
  'http://8.8.8.8/',
  'http://shop.example.com:3000/',
  'https://[2606:4700:4700::1111]/',
  'https://172.32.0.1/',
  'https://100.128.0.1/',
])('an address of the public web is not refused: %s', (url) => {
  expect(refusalOf(url, new Set())).toBeUndefined()
})

test('the trap does see connections, and an exception is for one port only', async () => {
  outbound.setAllowPrivate([`127.0.0.1:${port}`, `localhost:${port + 1}`])
  const before = connections
  expect(await call(`http://127.0.0.1:${port}/`)).toBe('answered 200')
  expect(connections).toBe(before + 1)
  expect(await call(`http://127.0.0.1:${port + 1}/`)).toBe('address_refused no')
  expect(await call(`http://localhost:${port}/`)).toBe('address_refused no')
  outbound.setAllowPrivate([])
})

test('a connection asks for its name once, and gets exactly what was judged', async () => {
  asked.length = 0
  expect(await call(`http://127-0-0-1.attacker.example:${port}/`)).toBe('address_refused no')
  expect(asked).toEqual(['127-0-0-1.attacker.example'])

  // A name that is public when it is judged and private a moment later.
  const answers = ['8.8.8.8', '127.0.0.1']
  const rebinding: Resolve = (_name, done) => done(null, [{ address: answers.shift()!, family: 4 }])
  const lookup = guardedLookup(rebinding)
  const look = () =>
    new Promise((resolve) => {
      lookup('rebind.example', { all: true }, (error, found) => resolve(error ?? found))
    })
  expect(await look()).toEqual([{ address: '8.8.8.8', family: 4 }])
  expect(await look()).toBeInstanceOf(Error)
})

test('what a redirect leads to is judged like what was typed', async () => {
  const front = createServer((request, response) => {
    const to = new URL(request.url!, 'http://x').searchParams.get('to')!
    response.writeHead(302, { location: to }).end()
  }).listen(0, '127.0.0.1')
  await once(front, 'listening')
  const own = `127.0.0.1:${(front.address() as AddressInfo).port}`
  const via = (to: string) => call(`http://${own}/?to=${encodeURIComponent(to)}`)
  outbound.setAllowPrivate([own])
  const before = connections
  expect(await via(`http://127.0.0.1:${port}/`)).toMatch('address_refused')
  expect(await via(`//[::1]:${port}/`)).toMatch('address_refused')
  expect(await via(`http://127-0-0-1.attacker.example:${port}/`)).toMatch('address_refused')
  expect(await via('file:///etc/passwd')).toMatch('address_refused')
  expect(connections).toBe(before)
  expect(await via(`/?to=${encodeURIComponent('/?to=/')}`)).toMatch('too_many_redirects')

  outbound.setAllowPrivate([own, `127.0.0.1:${port}`])
  const reply = await outbound.request({
    target: 'typed',
    method: 'GET',
    url: `http://${own}/?to=${encodeURIComponent(`http://127.0.0.1:${port}/`)}`,
    headers: { Authorization: 'Bearer mine' },
    typedByUser: true,
  })
  // The trap sends back what it was authorized with: nothing crosses to another origin.
  expect(Buffer.from(reply.body).toString()).toBe('')
  front.close()
  outbound.setAllowPrivate([])
})

test('no address of the inner ranges is taken for a public one, by number', () => {
  for (const ip of ['127.0.0.1', '::1', '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::1']) {
    expect(refusalOfIp(ip), ip).toBeDefined()
  }
  expect(refusalOfIp('8.8.8.8')).toBeUndefined()
  expect(refusalOfIp('2606:4700::1')).toBeUndefined()
})
