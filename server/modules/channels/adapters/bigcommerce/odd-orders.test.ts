import { expect, test } from 'vitest'
import type { Reading } from '../../adapter.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { anAddress, anOrder, aProduct, whole } from './fixtures/order.ts'
import { read } from './read.ts'

const readBody = (body: unknown): Reading[] =>
  read({ headers: {}, body: new TextEncoder().encode(JSON.stringify(body)) })

function orderOf(changes: Record<string, unknown>): CanonicalOrder {
  const [reading] = readBody(whole(changes, { fees: [] }))
  if (reading?.type !== 'order') throw new Error(`not an order but ${JSON.stringify(reading)}`)
  return reading.order
}

/** Goods of 50.00 with shipping of 8.00, from which the total takes what it takes. */
const worth58 = {
  ...{ subtotal_ex_tax: '50.0000', shipping_cost_ex_tax: '8.0000', handling_cost_ex_tax: '0.0000' },
  total_tax: '0.0000',
}

test.for<[why: string, discount: string, coupon: string, total: string, discountMinor: number]>([
  ['a coupon alone', '0.0000', '10.0000', '48.0000', 1_000],
  ['a coupon beside a discount', '3.0000', '10.0000', '45.0000', 1_300],
  ['a discount that holds the coupon', '10.0000', '10.0000', '48.0000', 1_000],
  ['a subtotal that is without the coupon', '0.0000', '10.0000', '58.0000', 0],
  ['no coupon', '3.0000', '0.0000', '55.0000', 300],
  ['amounts that make no total', '3.0000', '10.0000', '20.0000', 300],
  ['a coupon and a total of other things', '0.0000', '10.0000', '20.0000', 1_000],
])('%s is a discount as the total says', ([, discount_amount, coupon_discount, total, minor]) => {
  const sums = { ...worth58, total_ex_tax: total, total_inc_tax: total }
  const { totals } = orderOf({ ...sums, discount_amount, coupon_discount })
  expect(totals.discountMinor).toBe(minor)
})

test('an order that shows none of its products is looked at, and takes no lines away', () => {
  const parts = { products: [] }
  expect(readBody(whole({ items_total: 2 }, parts))).toMatchObject([{ type: 'unclear' }])
  expect(readBody(whole({ items_total: 0 }, parts))).toMatchObject([{ type: 'order' }])
  expect(readBody(whole({ items_total: 2, status_id: 5 }, parts))).toMatchObject([
    { type: 'order', order: { lifecycle: 'cancelled' } },
  ])
})

test.for<[status_id: number, is_deleted: unknown, isAsked: boolean]>([
  [11, true, true],
  [11, false, false],
  [10, true, false],
  [5, true, false],
])('status %i, archived %s: whether to cancel is asked: %s', ([status_id, is_deleted, asks]) => {
  expect(orderOf({ status_id, is_deleted }).cancelRequested).toBe(asks)
})

test('an order without a total waits for a person, and says why', () => {
  expect(orderOf({ total_inc_tax: '' })).toMatchObject({
    ...{ decision: 'quarantine', flags: expect.arrayContaining(['total_unknown_yet']) },
  })
})

test('where prices hold their tax a discount does as well, and the sums are those without it', () => {
  const sums = {
    ...{
      is_tax_inclusive_pricing: true,
      subtotal_ex_tax: '200.0000',
      subtotal_inc_tax: '240.0000',
    },
    ...{ shipping_cost_ex_tax: '0.0000', handling_cost_ex_tax: '0.0000', total_tax: '35.0000' },
    ...{ total_ex_tax: '175.0000', total_inc_tax: '210.0000', discount_amount: '30.0000' },
  }
  const price = { price_ex_tax: '200.0000', total_ex_tax: '200.0000', total_inc_tax: '240.0000' }
  const applied_discounts = [{ id: 'manual-discount', amount: '30.0000' }]
  const product = aProduct({ ...price, quantity: 1, total_tax: '35.0000', applied_discounts })
  const body = whole({ ...sums, coupon_discount: '0.0000' }, { fees: [], products: [product] })
  const line = { discountMinor: 2_500, taxMinor: 3_500, totalMinor: 17_500 }
  expect(readBody(body)).toMatchObject([
    { order: { totals: { itemsMinor: 20_000, discountMinor: 2_500 }, lines: [line] } },
  ])
})

test.for<[refunded: string, refunds: unknown, refundedMinor: number | null]>([
  ['12.5000', null, 1_250],
  ['0.0000', null, null],
  ['12.5000', { data: [] }, 0],
])(
  'without the list of refunds, %s that an order says went back counts',
  ([said, refunds, minor]) => {
    const [reading] = readBody(whole({ status_id: 14, refunded_amount: said }, { refunds }))
    expect(reading).toMatchObject({
      order: { totals: { refundedMinor: minor }, paymentStatus: 'partially_refunded' },
    })
  },
)

test('what the buyer wrote upon a thing, and the paper of a gift, are there for whoever packs', () => {
  const product = aProduct({
    ...{ configurable_fields: [{ name: 'Initials', value: 'A. M.' }] },
    ...{ wrapping_name: 'Blue paper', wrapping_message: 'From Ben' },
  })
  expect(readBody(whole({}, { products: [product] }))).toMatchObject([
    {
      order: {
        lines: [
          {
            variantTitle: 'S',
            properties: {
              ...{ Size: 'S', Initials: 'A. M.' },
              ...{ giftWrap: 'Blue paper', giftMessage: 'From Ben' },
            },
          },
        ],
      },
    },
  ])
})

test('a line without a total costs its price for each piece', () => {
  const product = aProduct({ quantity: 3, price_ex_tax: 12.5, total_ex_tax: undefined })
  expect(readBody(whole({}, { products: [product] }))).toMatchObject([
    { order: { lines: [{ unitPriceMinor: 1_250, totalMinor: 3_750 }] } },
  ])
})

test.for<[status_id: number, payment_method: string, payment: string]>([
  [7, 'Cash on Delivery', 'cod_pending'],
  [7, 'Bank Deposit', 'pending'],
  [11, 'Cash on Delivery', 'paid'],
  [77, 'Cash on Delivery', 'pending'],
])('an order in status %i that is paid by %s is %s', ([status_id, payment_method, payment]) => {
  expect(orderOf({ status_id, payment_method }).paymentStatus).toBe(payment)
})

test.for<[structure: string, wrapped: (consignment: object) => unknown]>([
  ['a list', (one) => [one]],
  ['an object', (one) => one],
])('an order that was asked for with its consignments has lines and places: %s', ([, wrapped]) => {
  const shipping = [{ ...anAddress(), line_items: [aProduct()] }]
  const downloads = [{ line_items: [aProduct({ id: 66, type: 'digital' })] }]
  const gifts = [{ line_items: [aProduct({ id: 67, type: 'giftcertificate' })] }]
  const email = { gift_certificates: gifts }
  const consignments = wrapped({ pickups: [], shipping, downloads, email })
  expect(readBody(anOrder({ consignments }))).toMatchObject([
    {
      type: 'order',
      order: {
        lines: [
          { externalLineId: '65' },
          { externalLineId: '66', requiresShipping: false },
          { externalLineId: '67', giftCard: true },
        ],
        shippingAddresses: [{ city: 'Austin' }],
        shippingLines: [{ title: 'Ground' }],
      },
    },
  ])
})
