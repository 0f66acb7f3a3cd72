import { expect, test } from 'vitest'
import type { CanonicalOrder } from '../canonical.ts'
import { findAdapter } from '../registry.ts'

type Line = { id: string; quantity: unknown }
type Odd = { platform: string; body(lines: (Line | null)[]): unknown; headers?: object }

const at = '2026-08-01T10:00:00Z'
const price = (amount: string) => ({ amount, currencyCode: 'INR' })
const each = (lines: (Line | null)[], shape: (line: Line) => object) =>
  lines.map((line) => line && shape(line))

/** An order of each platform, of lines that cost 10.00 a piece. */
const PLATFORMS: Record<string, Odd> = {
  Shopify: {
    platform: 'shopify',
    headers: { 'x-shopify-topic': 'orders/updated' },
    body: (lines) => ({
      ...{ id: 1, name: '#1', created_at: at, updated_at: at, currency: 'INR' },
      ...{ financial_status: 'paid', total_price: '30.00' },
      line_items: each(lines, ({ id, quantity }) => ({
        ...{ id: Number(id), sku: 'MUG', quantity, price: '10.00', title: 'Mug' },
      })),
    }),
  },
  WooCommerce: {
    platform: 'woocommerce',
    body: (lines) => ({
      ...{ id: 1, status: 'processing', currency: 'INR', total: '30.00', refunds: [] },
      ...{ date_created_gmt: at.slice(0, 19), date_modified_gmt: at.slice(0, 19) },
      line_items: each(lines, ({ id, quantity }) => ({
        ...{ id: Number(id), sku: 'MUG', quantity, subtotal: '10.00', total: '10.00' },
      })),
    }),
  },
  BigCommerce: {
    platform: 'bigcommerce',
    headers: { 'x-penstock-source': 'fetch' },
    body: (lines) => ({
      order: {
        ...{ id: 1, status_id: 11, default_currency_code: 'INR', total_inc_tax: '30.0000' },
        ...{ date_created: 'Sat, 01 Aug 2026 10:00:00 +0000', date_modified: '' },
      },
      products: each(lines, ({ id, quantity }) => ({
        ...{ id: Number(id), sku: 'MUG', quantity, price_ex_tax: '10.0000' },
      })),
      ...{ shipping_addresses: [], shipments: [], refunds: [] },
    }),
  },
  Amazon: {
    platform: 'amazon',
    body: (lines) => ({
      order: {
        ...{ orderId: '902-1', createdTime: at, lastUpdatedTime: at },
        proceeds: { grandTotal: price('30.00') },
        fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT' },
        orderItems: each(lines, ({ id, quantity }) => ({
          ...{ orderItemId: id, quantityOrdered: quantity },
          product: { sellerSku: 'MUG', price: { unitPrice: price('10.00') } },
        })),
      },
    }),
  },
  'Amazon, older interface': {
    platform: 'amazon',
    body: (lines) => ({
      payload: {
        ...{
          AmazonOrderId: '902-1',
          FulfillmentChannel: 'MFN',
          PurchaseDate: at,
          LastUpdateDate: at,
        },
        ...{ OrderStatus: 'Unshipped', OrderTotal: { CurrencyCode: 'INR', Amount: '30.00' } },
        OrderItems: each(lines, ({ id, quantity }) => ({
          ...{ OrderItemId: id, SellerSKU: 'MUG', QuantityOrdered: quantity },
          ItemPrice: { CurrencyCode: 'INR', Amount: '10.00' },
        })),
      },
    }),
  },
  'Blinkit, purchase orders': {
    platform: 'blinkit',
    body: (lines) => ({
      ...{ type: 'PO_CREATION', po_number: 'PO1', tenant: 'BLINKIT' },
      details: {
        ...{ po_number: 'PO1', issue_date: at },
        item_data: each(lines, ({ id, quantity }) => ({
          ...{ item_id: Number(id), sku_code: 'MUG', units_ordered: quantity, basic_price: 10 },
        })),
      },
    }),
  },
  'Blinkit, marketplace': {
    platform: 'blinkit',
    headers: { 'x-blinkit-signature': 'x' },
    body: (lines) => ({
      ...{ order_id: 'B1', created_at: at, status: 'CREATED', currency: 'INR', total: '30.00' },
      items: each(lines, ({ id, quantity }) => ({
        ...{ line_id: id, sku: 'MUG', quantity, unit_price: '10.00' },
      })),
    }),
  },
}

function readingOf({ platform, body, headers = {} }: Odd, lines: (Line | null)[]) {
  const message = { headers: { ...headers }, body: Buffer.from(JSON.stringify(body(lines))) }
  return findAdapter(platform)!.read(message)[0]!
}

function orderOf(odd: Odd, lines: (Line | null)[]): CanonicalOrder {
  const reading = readingOf(odd, lines)
  if (reading.type !== 'order') throw new Error(JSON.stringify(reading))
  return reading.order
}

test.for(Object.entries(PLATFORMS))('%s: lines of one id are told apart', ([, odd]) => {
  const twice = { id: '7', quantity: 1 }
  const { lines } = orderOf(odd, [twice, null, { id: '8', quantity: '2' }, twice])
  expect(lines.map(({ quantity }) => quantity)).toEqual(['1', '2', '1'])
  expect(new Set(lines.map(({ externalLineId }) => externalLineId)).size).toBe(3)
  // The same message again names the same lines.
  expect(orderOf(odd, [twice, null, { id: '8', quantity: '2' }, twice]).lines).toEqual(lines)
})

test.for(Object.entries(PLATFORMS))('%s: no pieces are some, and no number is none', ([, odd]) => {
  const none = orderOf(odd, [
    { id: '7', quantity: 0 },
    { id: '8', quantity: 1 },
  ])
  expect([none.decision, none.lines.map(({ quantity }) => quantity)]).toEqual([
    ...['import', ['0', '1']],
  ])
  for (const quantity of [-2, null, 'two']) {
    const reading = readingOf(odd, [
      { id: '7', quantity },
      { id: '8', quantity: 1 },
    ])
    if (reading.type === 'unclear') continue // Said in words of the platform.
    expect(reading).toMatchObject({
      order: { decision: 'quarantine', flags: expect.arrayContaining(['unknown_quantity']) },
    })
  }
})
