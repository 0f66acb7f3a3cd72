import { describe, expect, test } from 'vitest'
import { expectedOf, hasPayloads, inExpectedWords, payload, vectorsOf } from '#tests/payloads.ts'
import { together } from '../shape/raw-json.ts'
import { woocommerce } from './index.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe.skipIf(!hasPayloads)('published payloads (skipped without PENSTOCK_PAYLOADS)', () => {
  test('each order means what it is expected to mean', () => {
    for (const [file, expected] of expectedOf('woocommerce')) {
      const headers = { 'x-wc-webhook-topic': 'order.updated' }
      const body = bytes(JSON.stringify(payload(file)))
      const [reading] = woocommerce.read({ headers, body })
      if (reading?.type !== 'order') throw new Error(`${file}: ${JSON.stringify(reading)}`)
      expect({ file, ...inExpectedWords(reading.order, expected) }).toEqual({ file, ...expected })
    }
  })

  test('the refunds of an order come back with their lines', () => {
    const parts = {
      order: JSON.stringify(payload('woocommerce/02-order-completed-with-refunds.json')),
      refunds: JSON.stringify(payload('woocommerce/04-refunds-list.json')),
    }
    const [reading] = woocommerce.read({ headers: {}, body: bytes(together(parts)) })
    expect(reading).toMatchObject({
      order: {
        totals: { refundedMinor: 1_900 },
        lines: [{ activeQuantity: '0' }, { activeQuantity: '1' }],
        refunds: [{ lines: [] }, { lines: [{ externalLineId: '311', amountMinor: 900 }] }],
      },
    })
  })

  test('signatures that others made are judged as they should be', () => {
    const now = new Date(0)
    for (const { name, headers, rawBody, secret, expect: wanted } of vectorsOf('woocommerce')) {
      const message = { headers, body: bytes(rawBody) }
      const { type } = woocommerce.verify(message, { secrets: [secret], now })
      expect(`${name}: ${type}`).toBe(`${name}: ${/^[a-z]+/.exec(wanted)![0]}`)
    }
  })
})
