import { describe, expect, test } from 'vitest'
import { expectedOf, hasPayloads, inExpectedWords, payload, vectorsOf } from '#tests/payloads.ts'
import { together } from '../shape/raw-json.ts'
import { bigcommerce } from './index.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const textOf = (file: string) => JSON.stringify(payload(`bigcommerce/${file}`))

/** Not fields of an order: counts and remarks for the reader of the file. */
const BESIDES = new Set(['couponDiscountMinor', 'itemsTotal', 'note'])

describe.skipIf(!hasPayloads)('published payloads (skipped without PENSTOCK_PAYLOADS)', () => {
  test('each order means what it is expected to mean', () => {
    for (const [file, all] of expectedOf('bigcommerce')) {
      const expected = Object.fromEntries(
        Object.entries(all).filter(([name]) => !BESIDES.has(name)),
      )
      const [reading] = bigcommerce.read({
        headers: {},
        body: bytes(JSON.stringify(payload(file))),
      })
      if (reading?.type !== 'order') throw new Error(`${file}: ${JSON.stringify(reading)}`)
      expect({ file, ...inExpectedWords(reading.order, expected) }).toEqual({ file, ...expected })
    }
  })

  test('products and shipments of other orders fit to it', () => {
    const parts = {
      order: textOf('01-order-awaiting-payment-coupon-fees.json'),
      products: textOf('02-order-products.json'),
      shipments: textOf('04-order-shipments.json'),
    }
    const [reading] = bigcommerce.read({ headers: {}, body: bytes(together(parts)) })
    expect(reading).toMatchObject({
      order: {
        lines: [
          { externalLineId: '65', sku: 'S-ORAN', unitPriceMinor: 5_599, totalMinor: 5_440 },
          { externalLineId: '66', sku: 'ABS', parentLineId: '65', totalMinor: 0 },
        ],
        fulfillments: [{ carrier: 'usps' }, { trackingNumbers: ['EJ958083578UK'] }],
        fees: [{ amountMinor: 1_230 }, { amountMinor: 400, taxMinor: 800 }],
      },
    })
  })

  test('all statuses that are published are known by number', () => {
    const { statuses } = payload('bigcommerce/03-order-statuses-counts.json') as {
      statuses: { id: number }[]
    }
    for (const { id } of statuses) {
      const order = {
        ...(payload('bigcommerce/01-order-awaiting-payment-coupon-fees.json') as object),
      }
      const body = bytes(JSON.stringify({ ...order, status_id: id }))
      const [reading] = bigcommerce.read({ headers: {}, body })
      expect(reading).toMatchObject({ order: { flags: [] } })
    }
  })

  test('events and signatures that others made are judged as they should be', () => {
    for (const file of ['05-webhook-order-created.json', '06-webhook-order-status-updated.json']) {
      const body = bytes(textOf(file))
      const readings = bigcommerce.read({ headers: {}, body })
      expect(readings).toMatchObject([{ type: 'fetch', externalId: '250' }])
    }
    for (const vector of vectorsOf('bigcommerce')) {
      const message = { headers: vector.headers, body: bytes(vector.rawBody) }
      const account = { secrets: [vector.secret], now: new Date(vector.clock! * 1_000) }
      const verdict = bigcommerce.verify(message, account).type
      expect(`${vector.name}: ${verdict === 'valid'}`).toBe(
        `${vector.name}: ${vector.expect === 'valid'}`,
      )
    }
  })
})
