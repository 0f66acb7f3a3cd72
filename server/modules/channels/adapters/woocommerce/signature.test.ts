import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { anOrder, php } from './fixtures/order.ts'
import { woocommerce } from './index.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const signed = (text: string, secret: string) =>
  createHmac('sha256', secret).update(text).digest('base64')

const SECRET = 'a shop secret'
const BODY = php(anOrder({ customer_note: 'a/b ü 山' }))
const now = new Date('2026-08-02T10:00:00Z')

const verdict = (headers: Record<string, string>, body = BODY, secrets = [SECRET]) => {
  const result = woocommerce.verify({ headers, body: bytes(body) }, { secrets, now })
  return result.type === 'refused' ? result.reason : result.type
}
const header = (signature: string) => ({ 'x-wc-webhook-signature': signature })

test('the signature is over these bytes with one of the secrets, and over nothing else', () => {
  const good = signed(BODY, SECRET)
  expect(verdict(header(good))).toBe('valid')
  expect(verdict(header(good), BODY, ['new one', SECRET])).toBe('valid')
  expect(verdict(header(good), BODY, ['new one'])).toBe('wrong')
  expect(verdict(header(good), BODY, [])).toBe('wrong')
  expect(verdict(header(good), BODY.replace('山'.codePointAt(0)!.toString(16), '5c72'))).toBe(
    'wrong',
  )
  expect(verdict(header(good), JSON.stringify(JSON.parse(BODY)))).toBe('wrong')
  expect(verdict(header(good.slice(1)))).toBe('wrong')
  expect(verdict(header(`${good}=`))).toBe('wrong')
  expect(verdict({})).toBe('missing')
  expect(verdict(header(signed(BODY, 'a&b"c')), BODY, ['a&amp;b&quot;c'])).toBe('valid')
})

test('a ping is a small form without a signature, and nothing else is one', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  expect(verdict(form, 'webhook_id=142')).toBe('ping')
  const spelled = { 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' }
  expect(verdict(spelled, 'webhook_id=142')).toBe('ping')
  expect(verdict(form, 'webhook_id=142&id=1')).toBe('missing')
  expect(verdict({ 'content-type': 'application/json' }, 'webhook_id=142')).toBe('missing')
  expect(verdict({ ...form, ...header('x') }, 'webhook_id=142')).toBe('wrong')
})

test('a shop is known by its address, however it is written', () => {
  const uidOf = (source: string) =>
    woocommerce.recognise({ headers: { 'x-wc-webhook-source': source }, body: bytes('') })?.uid
  expect(uidOf('https://Shop.Example.com/')).toBe('shop.example.com')
  expect(uidOf('http://localhost/WordPress/')).toBe('localhost/WordPress')
  expect(woocommerce.uidOf!('shop.example.com')).toBe('shop.example.com')
  expect(woocommerce.recognise({ headers: {}, body: bytes('') })).toBeUndefined()
})
