import { expect, test } from 'vitest'
import type { CanonicalOrder } from '../../canonical.ts'
import { website } from './index.ts'

const read = (body: unknown) =>
  website.read({
    headers: {},
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  })

function orderOf(body: unknown): CanonicalOrder {
  const [reading] = read(body)
  if (reading?.type !== 'order') throw new Error(`no order: ${JSON.stringify(reading)}`)
  return reading.order
}

const posted = (changes: object = {}) => ({
  ...{ externalId: 'S-1', currency: 'EUR', placedAt: '2026-11-28T10:00:00Z' },
  lines: [{ sku: 'JUG', quantity: 2, unitPriceMinor: 1_200 }],
  ...changes,
})

test('a quantity is the same number however it is written', () => {
  const body = JSON.stringify(posted()).replace(':2,', ':2.0,')
  expect(orderOf(body).lines).toMatchObject([{ quantity: '2', activeQuantity: '2' }])
})

test('what a canonical order says as an object or a list may be posted so', () => {
  const lines = [
    { sku: 'JUG', quantity: 1, unitPriceMinor: 1, properties: [{ name: 'Initials', value: 'AM' }] },
  ]
  const {
    pickup,
    flags,
    lines: found,
  } = orderOf(posted({ lines, pickup: { title: 'Mill Street' } }))
  expect([pickup, found[0]?.properties]).toEqual([{ title: 'Mill Street' }, { Initials: 'AM' }])
  expect(flags).not.toContain('no_shipping_address')
})

test('what is not there is missing, and no text of another kind', () => {
  expect(read(posted({ refunds: [{ amountMinor: 5 }] }))).toMatchObject([
    { type: 'unclear', why: '/refunds/0/externalId is missing' },
  ])
})

test('people and places have the names that other sites give their parts', () => {
  const customer = { first_name: 'Ida', last_name: 'Berg', emailAddress: 'ida@example.com' }
  const shippingAddress = {
    ...{
      firstName: 'Ida',
      lastName: 'Berg',
      address_1: 'Hafenweg 2',
      zip: '28195',
      city: 'Bremen',
    },
    ...{ state: 'HB', country: 'Germany', countryCode: 'de', telephone: '+49 421 555' },
  }
  expect(orderOf(posted({ customer, shippingAddress }))).toMatchObject({
    customer: { name: 'Ida Berg', email: 'ida@example.com' },
    shippingAddresses: [
      {
        ...{ name: 'Ida Berg', line1: 'Hafenweg 2', postalCode: '28195', city: 'Bremen' },
        ...{ region: 'HB', country: 'DE', phone: '+49 421 555' },
      },
    ],
    flags: [],
  })
})

test.for<[address: object, isOne: boolean]>([
  [{ city: 'Bremen', country: 'DE' }, false],
  [{ line1: '', line2: '' }, false],
  [{ line2: 'Hafenweg 2' }, true],
])('%j is a place where something can be brought: %s', ([shippingAddress, isOne]) => {
  const { flags } = orderOf(posted({ customer: { name: 'Ida' }, shippingAddress }))
  expect(flags).toEqual(isOne ? [] : ['no_shipping_address'])
})

test('what parcels and refunds say of pieces counts for their lines, unless those say it', () => {
  const pieces = (quantity: number) => [{ externalLineId: 'a', quantity }]
  const parts = {
    fulfillments: [
      { externalId: 'P-1', lines: pieces(1) },
      { externalId: 'P-2', lines: pieces(2) },
      { externalId: 'P-3', lines: pieces(1), status: 'canceled' },
    ],
    refunds: [{ externalId: 'R-1', amountMinor: 1_200, lines: pieces(1) }],
  }
  const line = { id: 'a', sku: 'JUG', quantity: 5, unitPriceMinor: 1_200 }
  const other = { id: 'b', sku: 'LID', quantity: 1, unitPriceMinor: 100 }
  expect(orderOf(posted({ ...parts, lines: [line, other] })).lines).toMatchObject([
    { activeQuantity: '4', fulfilledQuantity: '3' },
    { activeQuantity: '1', fulfilledQuantity: '0' },
  ])
  const said = { activeQuantity: 5, fulfilledQuantity: 2 }
  expect(orderOf(posted({ ...parts, lines: [{ ...line, ...said }] })).lines).toMatchObject([
    { activeQuantity: '5', fulfilledQuantity: '2' },
  ])
  // No more can leave than there is.
  expect(orderOf(posted({ ...parts, lines: [{ ...line, quantity: 2 }] })).lines).toMatchObject([
    { activeQuantity: '1', fulfilledQuantity: '2' },
  ])
})

test.for<[what: string, body: (order: object) => unknown, count: number]>([
  ['alone', (order) => ({ order }), 1],
  ['in a list', (order) => [{ order }, order], 2],
  ['in the list of orders', (order) => ({ orders: [{ order }, order] }), 2],
  ['beside a word of its own', (order) => [{ ...order, order: 'S-1' }], 1],
  ['beside an object of its own', (order) => ({ ...order, order: { id: 7 } }), 1],
])('an order is found where its sender has put it: %s', ([, body, count]) => {
  const one = { type: 'order', order: { externalId: 'S-1', lines: [{ sku: 'JUG' }] } }
  expect(read(body(posted()))).toMatchObject(Array.from({ length: count }, () => one))
})

test('a whole amount that is counted as a float is whole, and no other is', () => {
  const withAmount = (amount: string) => JSON.stringify(posted()).replace(':1200', `:${amount}`)
  expect(orderOf(withAmount('1200.00')).lines).toMatchObject([{ unitPriceMinor: 1_200 }])
  expect(orderOf(withAmount('-0.0')).totals.grandTotalMinor).toBe(0)
  for (const amount of ['1200.5', '1200.', '"1,200"', '1.2e3', '""']) {
    expect(read(withAmount(amount))).not.toMatchObject([{ type: 'order' }])
  }
})

test('a time that is empty is left out', () => {
  const dateless = { placedAt: '2026-11-28T10:00:00Z', updatedAt: '', shipBy: '', acceptBy: '' }
  const fulfillments = [{ externalId: 'P-1', at: '' }]
  expect(orderOf(posted({ ...dateless, fulfillments }))).toMatchObject({
    ...{ externalUpdatedAt: null, shipBy: null, acceptBy: null, fulfillments: [{ at: null }] },
  })
  expect(read(posted({ placedAt: '' }))).toMatchObject([
    { type: 'unclear', why: '/placedAt is missing: say when the order was placed' },
  ])
})
