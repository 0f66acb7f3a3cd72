import { expect, test } from 'vitest'
import { offerKey } from '#catalog'
import { fewestParcels, type LockedLevel } from '#stock'
import type { PlaceOrder } from './command.ts'
import { decide, type Known } from './decide.ts'

const ORG = 'org'
const store = { id: 'store', platform: 'website', name: 'Shop' }
const terms = {
  ...{ shippingMinor: 0, freeShippingFromMinor: null },
  ...{ taxRateBasisPoints: 0, taxIncluded: true },
}

const wants = (orderId: string, quantity: number, more: Partial<PlaceOrder> = {}): PlaceOrder => ({
  ...{ orgId: ORG, orderId, store, externalId: orderId, externalUpdatedAt: null, key: null },
  ...{ actor: { type: 'system', id: null, name: 'test' }, cause: {}, currency: 'INR' },
  ...{ placedAt: new Date(0), note: null, tags: [], isTest: false, shippingAddress: null },
  customer: { name: 'Asha', email: null, phone: null },
  payment: { gateway: 'cod', token: null },
  sale: { by: 'us', lines: [{ sku: 'MUG', quantity }], terms, timeZone: 'UTC' },
  ...more,
})

const sold = (orderId: string, quantity: number): PlaceOrder =>
  wants(orderId, quantity, {
    sale: {
      by: 'channel',
      axes: { lifecycle: 'placed', payment: 'paid', fulfilment: 'none', assignment: 'none' },
      lines: [
        {
          ...{ sku: 'MUG', externalId: null, name: 'Mug', quantity },
          ...{
            unitPriceMinor: 100,
            discountMinor: 0,
            taxMinor: 0,
            cancelledQuantity: 0,
            shippedQuantity: 0,
          },
        },
      ],
      ...{ discountMinor: 0, shippingMinor: 0, taxMinor: 0, taxIncluded: true, touchesStock: true },
      ...{ holds: [], otherMinor: 0, refundedMinor: 0 },
    },
  })

const keyed = (orderId: string, key: string, hash: number): Partial<PlaceOrder> => ({
  key: { key, hash: new Uint8Array([hash]) },
  orderId,
})

/** A shelf with so many mugs, and everything else unknown. */
function shelf(onHand: number): Known {
  const level: LockedLevel = {
    ...{ orgId: ORG, sku: 'MUG', locationId: 'main', priority: 1, active: true },
    ...{ onHand, reserved: 0, backorderLimit: 0, safetyStock: 0, promisedFor: null },
  }
  const offer = {
    orgId: ORG,
    sku: 'MUG',
    currency: 'INR',
    name: 'Mug',
    priceMinor: 100,
    onSale: true,
  }
  return {
    levels: new Map([[`${ORG}/MUG`, [level]]]),
    offers: new Map([[offerKey(ORG, 'MUG', 'INR'), offer]]),
    ...{ held: new Set(), identities: new Map(), keys: new Map(), customers: new Map() },
  }
}

function outcomes(commands: PlaceOrder[], known: Known) {
  let number = 0
  const numberOf = () => `PS-${++number}`
  const parts = { ruleOf: () => fewestParcels, numberOf, newId: () => 'new' }
  return decide(commands, known, parts)
}

const types = (commands: PlaceOrder[], known: Known) =>
  outcomes(commands, known).map(({ type }) => type)

test.for<[rule: string, mugs: number, commands: PlaceOrder[], expected: string[]]>([
  ['takes an order that fits', 2, [wants('a', 2)], ['placed']],
  ['refuses more than there is', 2, [wants('a', 3)], ['out_of_stock']],
  [
    'counts what the batch has taken',
    1,
    [wants('a', 1), wants('b', 1)],
    ['placed', 'out_of_stock'],
  ],
  ['lets a smaller one through', 2, [wants('a', 3), wants('b', 2)], ['out_of_stock', 'placed']],
  ['a platform has sold already', 0, [sold('a', 5)], ['placed']],
  ['knows its own repeat', 5, [sold('a', 1), sold('a', 1)], ['placed', 'duplicate']],
  [
    'knows a key of the same batch',
    5,
    [wants('a', 1, keyed('a', 'k', 1)), wants('b', 1, keyed('b', 'k', 1))],
    ['placed', 'duplicate'],
  ],
  [
    'a key is for one request only',
    5,
    [wants('a', 1, keyed('a', 'k', 1)), wants('b', 1, keyed('b', 'k', 2))],
    ['placed', 'key_mismatch'],
  ],
  [
    'sells only in a currency that has a price',
    5,
    [wants('a', 1, { currency: 'EUR' })],
    ['not_for_sale'],
  ],
])('%s', ([, mugs, commands, expected]) => {
  expect(types(commands, shelf(mugs))).toEqual(expected)
})

test('a row that somebody holds is left to the side lane', () => {
  const known = { ...shelf(5), held: new Set([`${ORG}/MUG`]) }
  expect(types([wants('a', 1)], known)).toEqual(['held'])
})

test('what a platform sold and we lack stands on the line and holds the order', () => {
  const [decided] = outcomes([sold('a', 5)], shelf(2))
  expect(decided).toMatchObject({
    takes: [{ quantity: 2 }],
    order: { holds: ['stock_short'], lines: [{ quantity: 5, shortQuantity: 3 }] },
  })
})

const asha = { name: 'Asha', email: 'asha@x.example', phone: '+911' }
const ravi = { ...asha, name: 'Ravi', email: 'ravi@x.example' }
const byPhone = { name: 'Asha', email: null, phone: '+911' }

test.for<[rule: string, people: PlaceOrder['customer'][], known: string[], expected: string[]]>([
  ['a phone alone finds who is new with an e-mail', [asha, byPhone], [], ['1', '1']],
  ['the first of several who have it', [asha, ravi, byPhone], [], ['1', '2', '1']],
  ['who has been there longer', [asha, byPhone], ['old'], ['1', 'old']],
  ['but an e-mail that nobody has is somebody new', [byPhone, asha, byPhone], [], ['1', '2', '1']],
])('within a batch, %s', ([, people, known, expected]) => {
  let id = 0
  const parts = { ruleOf: () => fewestParcels, numberOf: () => 'PS', newId: () => String(++id) }
  const commands = people.map((customer, i) => wants(`${i}`, 1, { customer }))
  const customers = new Map(known.map((old) => [`${ORG}/p/+911`, old]))
  const decided = decide(commands, { ...shelf(9), customers }, parts)
  const placed = decided.flatMap((one) => ('newCustomer' in one ? [one] : []))
  expect(placed.map(({ order }) => order.customerId)).toEqual(expected)
  const written = placed.filter(({ newCustomer }) => newCustomer)
  expect(written.map(({ order }) => order.customerId)).toEqual(
    [...new Set(expected)].filter((one) => one !== 'old'),
  )
})
