import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { bigcommerce } from './index.ts'
import { tokenOf } from './signature.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

const SECRET = 'client secret of the app'
const BODY = '{"scope":"store/order/created","data":{"id":250},"producer":"stores/abc12"}'
const AT_S = 1_786_000_000

const signed = (text: string, secret: string, id = 'msg_1', at = AT_S) =>
  `v1,${createHmac('sha256', secret).update(`${id}.${at}.${text}`).digest('base64')}`

const headersOf = (signature: string, more: Record<string, string> = {}) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(AT_S),
  'webhook-signature': signature,
  ...more,
})

function verdict(
  headers: Record<string, string>,
  { body = BODY, secrets = [SECRET], at = AT_S } = {},
): string {
  const account = { secrets, now: new Date(at * 1_000) }
  const result = bigcommerce.verify({ headers, body: bytes(body) }, account)
  return result.type === 'refused' ? result.reason : result.type
}

test('the signature is over id, time and these bytes, with one of the secrets', () => {
  const good = headersOf(signed(BODY, SECRET))
  expect(verdict(good)).toBe('valid')
  expect(verdict(headersOf(`v1,AAAA v2,x ${signed(BODY, SECRET)}`))).toBe('valid')
  expect(verdict(good, { secrets: ['new one', SECRET] })).toBe('valid')
  expect(verdict(good, { secrets: ['new one'] })).toBe('wrong')
  expect(verdict(good, { secrets: [] })).toBe('wrong')
  expect(verdict(good, { body: BODY.replace('250', '251') })).toBe('wrong')
  expect(verdict(good, { body: JSON.stringify(JSON.parse(BODY), null, 1) })).toBe('wrong')
  expect(verdict(headersOf(signed(BODY, SECRET).slice(0, -1)))).toBe('wrong')
  expect(verdict(headersOf(signed(BODY, SECRET).slice(3)))).toBe('wrong')
  expect(verdict({ ...good, 'webhook-id': 'msg_2' })).toBe('wrong')
  expect(verdict({ ...good, 'webhook-timestamp': 'now' })).toBe('wrong')
  for (const name of Object.keys(good)) {
    expect(verdict({ ...good, [name]: '' })).toBe('missing')
  }
})

test('five minutes are the limit on both sides, and only the holder of the secret hears of it', () => {
  const good = headersOf(signed(BODY, SECRET))
  expect([300, -300].map((s) => verdict(good, { at: AT_S + s }))).toEqual(['valid', 'valid'])
  expect([301, -301].map((s) => verdict(good, { at: AT_S + s }))).toEqual(['too_old', 'too_old'])
  expect(verdict(headersOf(signed(BODY, 'other')), { at: AT_S + 301 })).toBe('wrong')
})

test('our own header must be right where it comes', () => {
  const withToken = (token: string) =>
    headersOf(signed(BODY, SECRET), { 'x-penstock-token': token })
  expect(verdict(withToken(tokenOf(SECRET)))).toBe('valid')
  expect(verdict(withToken(tokenOf(SECRET)), { secrets: ['new', SECRET] })).toBe('valid')
  expect(verdict(withToken('guess'))).toBe('wrong')
  expect(verdict(withToken(''))).toBe('wrong')
})

test('a store is known by its hash, out of the body or of an address', () => {
  const headers = headersOf('any')
  expect(bigcommerce.recognise({ headers, body: bytes(BODY) })).toEqual({ uid: 'abc12' })
  expect(bigcommerce.recognise({ headers: {}, body: bytes(BODY) })).toBeUndefined()
  expect(bigcommerce.recognise({ headers, body: bytes('{"producer":5}') })).toBeUndefined()
  for (const typed of [
    'abc12',
    ' ABC12 ',
    'stores/abc12',
    'https://api.bigcommerce.com/stores/abc12/v3/',
    'https://store-abc12.mybigcommerce.com/manage',
  ]) {
    expect(bigcommerce.uidOf!(typed)).toBe('abc12')
  }
})
