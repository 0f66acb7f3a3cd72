import { expect, test } from 'vitest'
import { returnAddress } from './return-address.ts'

test.for<[wanted: string | undefined, address: string]>([
  ['/settings/audit?actor=ada#top', '/settings/audit?actor=ada#top'],
  [undefined, '/'],
  ['', '/'],
  ['/login?return=/x', '/'],
  ['//evil.example/x', '/'],
  ['/\\evil.example/x', '/'],
  ['/\t/evil.example/x', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
])('signing in with the return address %j leads to %s', ([wanted, address]) => {
  expect(returnAddress(wanted, 'https://shop.example')).toBe(address)
})
