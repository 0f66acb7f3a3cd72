import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { CanonicalOrder } from '../canonical.ts'
import { findAdapter } from '../registry.ts'
import { anAddress, whole } from './bigcommerce/fixtures/order.ts'
import { changedOrder } from './shopify/fixtures/order.ts'
import { anOrder as wooOrder } from './woocommerce/fixtures/order.ts'

function orderOf(platform: string, body: unknown): CanonicalOrder {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const [reading] = findAdapter(platform)!.read({ headers: {}, body: Buffer.from(text) })
  if (reading?.type !== 'order') throw new Error(JSON.stringify(reading))
  return reading.order
}

const shopify = (way: object, more: object = { shipping_address: null }) =>
  orderOf('shopify', changedOrder({ ...more, shipping_lines: [{ price: '0.00', ...way }] }))

const woo = (methods: string[], more: object = {}) => {
  const shipping_lines = methods.map((method_id) => ({ method_id, method_title: 'Mill Street' }))
  return orderOf('woocommerce', wooOrder({ shipping: {}, shipping_lines, ...more }))
}

const NOWHERE = { shipping_address_count: 0 }
const consignments = (location: object, more: object = {}) => [
  { pickups: [{ id: 3, line_items: [], ...location }], shipping: [], downloads: [], ...more },
]
const bigcommerce = (order: object, parts: object) =>
  orderOf('bigcommerce', whole({ ...order }, { ...parts }))

function amazon(address: object | undefined): CanonicalOrder {
  const text = readFileSync(new URL('amazon/fixtures/order-2026.json', import.meta.url), 'utf8')
  const { order } = JSON.parse(text) as { order: object }
  const recipient = address && { deliveryAddress: address }
  return orderOf('amazon', { order: { ...order, programs: ['IN_STORE_PICK_UP'], recipient } })
}

const own = (more: object) =>
  orderOf('website', {
    ...{ externalId: 'W-1', placedAt: '2026-11-28T10:00:00Z', currency: 'INR' },
    lines: [{ quantity: 1, unitPriceMinor: 500 }],
    ...more,
  })

test.for<[what: string, order: CanonicalOrder, title: string]>([
  ['Shopify by its words', shopify({ title: 'Pickup in store' }), 'Pickup in store'],
  ['Shopify by its code', shopify({ title: 'Mill Street', code: 'Local Pickup' }), 'Local Pickup'],
  [
    'Shopify by its category',
    shopify({ title: 'Mill Street', delivery_category: 'pick_up' }),
    'Mill Street',
  ],
  ['WooCommerce', woo(['local_pickup']), 'Mill Street'],
  ['WooCommerce of old', woo(['local_pickup:3']), 'Mill Street'],
  ['WooCommerce by its blocks', woo(['pickup_location']), 'Mill Street'],
  ['WooCommerce that is ready', woo([], { status: 'ready-for-pickup' }), 'Pickup'],
  ['WooCommerce, another way', woo(['flat_rate'], { status: 'ready-for-pickup' }), 'Pickup'],
  [
    'BigCommerce',
    bigcommerce(NOWHERE, {
      shipping_addresses: [],
      consignments: consignments({ pickup_method_display_name: 'Counter' }),
    }),
    'Counter',
  ],
  [
    'BigCommerce in one object',
    bigcommerce(NOWHERE, {
      shipping_addresses: null,
      consignments: { pickups: [{ location: { name: 'Austin' } }] },
    }),
    'Austin',
  ],
  [
    'BigCommerce by its status',
    bigcommerce({ ...NOWHERE, status_id: 8 }, { shipping_addresses: null }),
    'Pickup',
  ],
  ['Amazon', amazon(undefined), 'In-store pickup'],
  ['our own format', own({ pickup: 'At the counter' }), 'At the counter'],
])('what the buyer comes for needs no address: %s', ([, order, title]) => {
  expect(order.pickup).toEqual({ title })
  expect(order.flags).not.toContain('no_shipping_address')
  expect(order.flags).not.toContain('pii_missing')
})

const pune = { address1: '4 MG Road', city: 'Pune', zip: '411001', country_code: 'IN' }

test('a place beside the address is carried with it', () => {
  const there = anAddress({ shipping_method: 'Pickup In Store' })
  const order = bigcommerce({ shipping_address_count: 1 }, { shipping_addresses: [there] })
  expect(order).toMatchObject({
    ...{ pickup: { title: 'Pickup In Store' }, shippingAddresses: [{ city: 'Austin' }] },
  })
})

test.for<[what: string, order: CanonicalOrder]>([
  [
    'a parcel to a point of a carrier',
    shopify(
      { title: 'UPS pickup point' },
      {
        shipping_address: pune,
      },
    ),
  ],
  ['a way that only says how fast', shopify({ title: 'Standard' })],
  ['no way at all', woo([])],
  ['a part of it', woo(['local_pickup', 'flat_rate'])],
  [
    'a part of it at BigCommerce',
    bigcommerce(
      { shipping_address_count: 1 },
      { shipping_addresses: [anAddress()], consignments: consignments({}, { shipping: [{}] }) },
    ),
  ],
])('%s is no pickup', ([, order]) => {
  expect(order).not.toHaveProperty('pickup')
})
