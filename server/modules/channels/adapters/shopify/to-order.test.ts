import { expect, test } from 'vitest'
import type { CanonicalOrder } from '../../canonical.ts'
import { changedOrder, orderText, webhook } from './fixtures/order.ts'
import { shopify } from './index.ts'

function orderOf(text: string): CanonicalOrder {
  const [reading] = shopify.read(webhook('orders/updated', text))
  if (reading?.type !== 'order') throw new Error(JSON.stringify(reading))
  return reading.order
}
const changed = (changes: Record<string, unknown>) => orderOf(changedOrder(changes))

test('an order is read with every digit, in the money of the shop', () => {
  expect(orderOf(orderText)).toMatchObject({
    ...{ externalId: '6000000000000000123', number: '#2001', currency: 'USD' },
    ...{ placedAt: '2026-08-01T04:30:00.000Z', externalUpdatedAt: '2026-08-01T04:35:00.000Z' },
    totals: {
      itemsMinor: 5_200,
      discountMinor: 700,
      shippingMinor: 600,
      feesMinor: 250,
      taxMinor: 435,
      grandTotalMinor: 5_785,
      currentTotalMinor: 3_885,
      refundedMinor: 1_900,
      outstandingMinor: 0,
    },
    presentment: { currency: 'JPY', grandTotalMinor: 8_678 },
    ...{ lifecycle: 'open', paymentStatus: 'partially_refunded' },
    ...{ fulfillmentStatus: 'partially_fulfilled', decision: 'import', flags: ['unmapped_sku'] },
    channelStatus: { financial_status: 'paid', fulfillment_status: 'partial', confirmed: 'true' },
    note: 'Ring twice \ufffd',
    tags: ['vip', 'first order'],
    meta: { gift: 'yes', source_name: 'web', payment_gateways: 'shopify_payments, gift_card' },
  })
})

test('lines say what is still wanted and what has left; a tip is a fee and no line', () => {
  const { lines, fees } = orderOf(orderText)
  expect(lines).toMatchObject([
    {
      ...{ externalLineId: '6100000000000000001', sku: 'MUG-1', channelVariantId: '601' },
      ...{ quantity: '2', activeQuantity: '1', fulfilledQuantity: '1' },
      ...{ unitPriceMinor: 1_900, discountMinor: 400, taxMinor: 435, totalMinor: 3_400 },
      properties: { Engraving: 'Ada' },
    },
    { externalLineId: '6100000000000000002', sku: null, quantity: '1', activeQuantity: '1' },
  ])
  expect(fees).toEqual([{ name: 'Tip', amountMinor: 250, taxMinor: 0 }])
})

test.for([{ tip: { payment_gateway: 'cash' } }, { tip_payment_gateway: 'shopify_payments' }])(
  'the line of a tip is known by %j, and counted once',
  (mark) => {
    const mug = { id: 5, sku: 'MUG', quantity: 1, price: '20.00' }
    const tip = { id: 6, title: 'Tip', sku: null, quantity: 1, price: '3.00', ...mark }
    const order = changed({
      ...{ line_items: [mug, tip], total_price: '23.00', total_tip_received: '3.00' },
      ...{ total_tax: '0.00', total_shipping_price_set: null, shipping_lines: [], refunds: [] },
    })
    expect(order.lines.map(({ externalLineId }) => externalLineId)).toEqual(['5'])
    expect([order.totals.feesMinor, order.flags]).toEqual([300, []])
  },
)

test('an address or a customer with nothing in it is none', () => {
  const empty = { first_name: null, address1: null, city: '', zip: null, country: null }
  const order = changed({ shipping_address: empty, billing_address: {}, customer: {} })
  expect(order).toMatchObject({ shippingAddresses: [], billingAddress: null })
  expect(order.flags).toEqual(expect.arrayContaining(['no_shipping_address', 'no_customer']))
})

test('without the sum of discounts, it is what they come to on the lines and on shipping', () => {
  expect(changed({ total_discounts: undefined }).totals.discountMinor).toBe(700)
})

test('people, discounts, parcels and refunds', () => {
  const order = orderOf(orderText)
  expect(order.customer).toMatchObject({
    ...{ externalId: '7000000000000000001', name: 'Meera Nair', email: 'meera@example.com' },
    ...{ phone: '+919800000001', company: 'Nair & Co', isAlias: false },
  })
  expect(order.shippingAddresses).toMatchObject([
    { name: 'Meera Nair', line2: '2nd floor', region: 'KL', postalCode: '682001', country: 'IN' },
  ])
  expect(order.discounts).toEqual([
    { code: 'WELCOME', title: 'WELCOME', amountMinor: 500, scope: 'order' },
    { code: null, title: 'Cheaper post', amountMinor: 200, scope: 'shipping' },
  ])
  expect(order.shippingLines).toMatchObject([{ title: 'Standard', amountMinor: 600 }])
  expect(order.fulfillments).toMatchObject([
    { externalId: '8001', status: 'in_transit', trackingNumbers: ['EJ1', 'EJ2'] },
    { externalId: '8002', status: 'cancelled', trackingNumbers: [] },
  ])
  expect(order.refunds).toEqual([
    {
      ...{ externalId: '9001', at: '2026-08-01T04:34:00.000Z', reason: 'broken' },
      // 2,850 of 8,678 yen, in dollars of the order.
      ...{ amountMinor: 1_900, shippingMinor: 100 },
      lines: [
        {
          ...{ externalLineId: '6100000000000000001', quantity: '1', restock: true },
          ...{ amountMinor: 1_700, taxMinor: 153 },
        },
      ],
    },
  ])
  expect(
    order.payments.map(({ kind, status, amountMinor, currency }) => ({
      ...{ kind, status, amountMinor, currency },
    })),
  ).toEqual([
    { kind: 'refund', status: 'success', amountMinor: 2_850, currency: 'JPY' },
    { kind: 'refund', status: 'failure', amountMinor: 100, currency: 'JPY' },
  ])
})

test.for<[given: Record<string, unknown>, meant: object]>([
  [{ financial_status: 'pending', refunds: [] }, { paymentStatus: 'pending' }],
  [
    { financial_status: 'pending', payment_gateway_names: ['Cash on Delivery (COD)'] },
    { paymentStatus: 'cod_pending' },
  ],
  [
    { financial_status: 'pending', payment_gateway_names: ['cash_on_delivery'] },
    { paymentStatus: 'cod_pending' },
  ],
  [
    { financial_status: 'pending', payment_gateway_names: undefined, gateway: 'Cash on Delivery' },
    { paymentStatus: 'cod_pending' },
  ],
  [{ financial_status: 'authorized' }, { paymentStatus: 'authorized' }],
  [{ financial_status: 'expired' }, { paymentStatus: 'voided' }],
  [{ financial_status: 'haunted' }, { paymentStatus: 'pending' }],
  [{ financial_status: 'paid', refunds: [] }, { paymentStatus: 'paid' }],
  [{ fulfillment_status: null }, { fulfillmentStatus: 'unfulfilled' }],
  [{ fulfillment_status: 'fulfilled' }, { fulfillmentStatus: 'fulfilled' }],
  [
    {
      fulfillment_status: 'fulfilled',
      fulfillments: [{ id: 1, status: 'success', shipment_status: 'delivered' }],
    },
    { fulfillmentStatus: 'delivered' },
  ],
  [
    { fulfillment_status: 'restocked', cancelled_at: '2026-08-01T10:00:00Z' },
    { fulfillmentStatus: 'unfulfilled', lifecycle: 'cancelled' },
  ],
  [{ closed_at: '2026-08-02T10:00:00Z' }, { lifecycle: 'closed' }],
  [{ test: true }, { isTest: true, decision: 'import_as_test' }],
  [{ email: '', contact_email: null, customer: null }, { customer: { email: null } }],
  [{ total_price: 'a lot' }, { decision: 'quarantine', totals: { grandTotalMinor: null } }],
])('%j', ([given, meant]) => {
  expect(changed(given)).toMatchObject(meant)
})

test.for<[given: Record<string, unknown>, flag: string]>([
  [{ financial_status: 'haunted' }, 'unknown_payment_status'],
  [{ fulfillment_status: 'pending' }, 'unknown_fulfillment_status'],
  [{ customer: null }, 'no_customer'],
  [{ shipping_address: null }, 'no_shipping_address'],
  [{ total_price: '57.84' }, 'totals_mismatch'],
  [{ total_price: null }, 'total_unknown_yet'],
  [{ total_tax: '4.3500001' }, 'precision_rounded'],
])('%j is flagged %s', ([given, flag]) => {
  expect(changed(given).flags).toContain(flag)
})

test('a line that nothing names is taken with a name of its own, and flagged', () => {
  const line = { title: 'Mug', quantity: 1, price: '5.00', sku: null, variant_id: null }
  const order = changed({ line_items: [null, line, { ...line, id: 8 }] })
  expect(order.lines.map(({ externalLineId }) => externalLineId)).toEqual(['line 1', '8'])
  expect(order.flags).toContain('line_without_identifier')
})

test.for<[status: string, second: string, refunded: number]>([
  ['refunded', '100.02', 10_001],
  ['partially_refunded', '100.02', 10_001],
  ['refunded', '99.98', 10_001],
  ['partially_refunded', '40.00', 6_401],
])('refunds of the buyer’s money: %s with %s makes %i', ([financial_status, second, refunded]) => {
  const both = (shop: string, shown: string) => ({
    shop_money: { amount: shop, currency_code: 'EUR' },
    presentment_money: { amount: shown, currency_code: 'USD' },
  })
  const refund = (id: number, amount: string) => ({
    ...{ id, refund_line_items: [], order_adjustments: [] },
    transactions: [{ id, kind: 'refund', status: 'success', amount, currency: 'USD' }],
  })
  const order = changed({
    ...{ currency: 'EUR', presentment_currency: 'USD', total_price: '100.01', financial_status },
    ...{ total_price_set: both('100.01', '166.67'), fulfillments: [] },
    refunds: [refund(1, '66.67'), refund(2, second)],
  })
  expect(order.totals.refundedMinor).toBe(refunded)
})

test('yen have no parts, however they are written', () => {
  for (const total of ['27164', '27164.0', '27164.00', 27_164]) {
    const line = { id: 1, quantity: 1, price: total, sku: 'A' }
    const order = changed({
      ...{ currency: 'JPY', presentment_currency: 'JPY', total_price: total, refunds: [] },
      ...{ total_tax: '0', line_items: [line], total_tip_received: '0.0' },
      ...{ shipping_lines: [], total_shipping_price_set: null },
      ...{ tax_lines: [], current_total_price: total, discount_applications: [] },
    })
    expect(order.totals).toMatchObject({ grandTotalMinor: 27_164, itemsMinor: 27_164 })
    expect(order.flags).toEqual([])
    expect(order.presentment).toBeNull()
  }
})

test('without current quantities, what came back is no longer wanted', () => {
  const line = { id: 5, quantity: 3, price: '1.00', sku: 'A' }
  const refund = { id: 6, refund_line_items: [{ line_item_id: 5, quantity: 2 }] }
  const order = changed({ line_items: [line], refunds: [refund], fulfillments: [] })
  expect(order.lines).toMatchObject([{ quantity: '3', activeQuantity: '1' }])
  expect(order.refunds).toMatchObject([{ amountMinor: 0, lines: [{ restock: null }] }])
})
