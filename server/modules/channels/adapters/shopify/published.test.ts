import { describe, expect, test } from 'vitest'
import {
  expectedOf,
  hasPayloads,
  inExpectedWords,
  payloadText,
  vectorsOf,
} from '#tests/payloads.ts'
import { at, isObject, jsonOf } from '../shape/json.ts'
import { shopify } from './index.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** Captured deliveries are kept with their headers around them. */
function readingOf(file: string) {
  const text = payloadText(file)
  const headers = { 'x-shopify-topic': 'orders/create' }
  const isCaptured = isObject(jsonOf(bytes(text))) && at(jsonOf(bytes(text)), 'body') !== undefined
  const body = isCaptured ? JSON.stringify((JSON.parse(text) as { body: unknown }).body) : text
  return shopify.read({ headers, body: bytes(body) })[0]
}

describe.skipIf(!hasPayloads)('published payloads (skipped without PENSTOCK_PAYLOADS)', () => {
  test('each order means what it is expected to mean', () => {
    for (const [file, all] of expectedOf('shopify')) {
      const { unitsTotal: _total, unitsBySku: _bySku, ...expected } = all
      const reading = readingOf(file)
      if (reading?.type !== 'order') throw new Error(`${file}: ${JSON.stringify(reading)}`)
      expect({ file, ...inExpectedWords(reading.order, expected) }).toEqual({ file, ...expected })
    }
  })

  test('signatures made elsewhere are judged as they should be', () => {
    for (const { name, headers, rawBody, secret, expect: wanted } of vectorsOf('shopify')) {
      const message = { headers, body: bytes(rawBody) }
      const verdict = shopify.verify(message, { secrets: [secret], now: new Date() })
      expect({ name, isValid: verdict.type === 'valid' }).toEqual({
        ...{ name, isValid: wanted === 'valid' },
      })
    }
  })
})
