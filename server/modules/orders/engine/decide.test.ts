import { expect, test } from 'vitest'
import { offerKey } from '#catalog'
import { fewestParcels, type LockedLevel } from '#stock'
import type { PlaceOrder } from './command.ts'
import { decide, type Known } from './decide.ts'
import { TOTAL_MINOR_MAX } from './price.ts'

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
    'a key decides before an identity does',
    5,
    [wants('a', 1, keyed('a', 'k', 1)), sold('b', 1), { ...sold('b', 1), ...keyed('c', 'k', 2) }],
    ['placed', 'placed', 'key_mismatch'],
  ],
  [
    'a key is of one caller only',
    5,
    [
      wants('a', 1, keyed('a', 'k', 1)),
      wants('b', 1, { ...keyed('b', 'k', 2), actor: { type: 'key', id: 'x', name: 'x' } }),
    ],
    ['placed', 'placed'],
  ],
  [
    'an id is of one store only',
    5,
    [sold('a', 1), { ...sold('a', 1), store: { ...store, id: 'other' } }],
    ['placed', 'placed'],
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

test.for<[rule: string, offer: { onSale?: boolean; priceMinor?: number | null }, type: string]>([
  ['what is on sale is sold', {}, 'placed'],
  ['what is not on sale is not', { onSale: false }, 'not_for_sale'],
  ['nor what has no price', { priceMinor: null }, 'not_for_sale'],
  ['nor what costs more than can be counted', { priceMinor: TOTAL_MINOR_MAX }, 'too_large'],
])('%s', ([, said, type]) => {
  const known = shelf(5)
  for (const [key, offer] of known.offers) known.offers.set(key, { ...offer, ...said })
  expect(types([wants('a', 2)], known)).toEqual([type])
  // What a platform has sold is sold.
  expect(types([sold('b', 2)], known)).toEqual(['placed'])
})

test('what is promised for a day is to be sent by its end, and nothing else is later for it', () => {
  const known = shelf(1)
  const [level] = known.levels.get(`${ORG}/MUG`)!
  Object.assign(level!, { backorderLimit: 9, promisedFor: '2026-01-20' })
  const shipBy = new Date('2026-01-16T12:00:00Z')
  const after = new Date('2026-02-01T12:00:00Z')
  const orders = [
    wants('a', 1, { shipBy }),
    wants('b', 2, { shipBy }),
    wants('c', 1, { shipBy: after }),
  ]
  const decided = outcomes(orders, known)
  expect(decided).toMatchObject([
    { order: { shipBy }, waits: [] },
    { waits: [{ line: 1, quantity: 2, promisedFor: '2026-01-20' }] },
    { order: { shipBy: after }, waits: [{ quantity: 1 }] },
  ])
  const { shipBy: later } = (decided[1] as { order: { shipBy: Date } }).order
  expect(later.toISOString().slice(0, 13)).toBe('2026-01-20T23')
})

test('of several days the last one counts', () => {
  const known = shelf(0)
  const [mug] = known.levels.get(`${ORG}/MUG`)!
  Object.assign(mug!, { backorderLimit: 9, promisedFor: '2026-01-20' })
  const key = offerKey(ORG, 'CUP', 'INR')
  known.offers.set(key, { ...known.offers.get(offerKey(ORG, 'MUG', 'INR'))!, sku: 'CUP' })
  const levels = new Map(known.levels)
  levels.set(`${ORG}/CUP`, [{ ...mug!, sku: 'CUP', promisedFor: '2026-01-25' }])
  for (const skus of [
    ['MUG', 'CUP'],
    ['CUP', 'MUG'],
  ]) {
    const lines = skus.map((sku) => ({ sku, quantity: 1 }))
    const order = wants(skus.join('-'), 1, { sale: { by: 'us', lines, terms, timeZone: 'UTC' } })
    const [decided] = outcomes([order], { ...known, levels })
    const { shipBy } = (decided as { order: { shipBy: Date } }).order
    expect(shipBy.toISOString().slice(0, 10)).toBe('2026-01-25')
  }
})

test('only those of the pieces wait that are not there', () => {
  const known = shelf(2)
  Object.assign(known.levels.get(`${ORG}/MUG`)![0]!, { backorderLimit: 9 })
  expect(outcomes([wants('a', 3)], known)).toMatchObject([{ waits: [{ line: 1, quantity: 1 }] }])
})

test('what needs nothing of our shelves waits for nobody and takes nothing', () => {
  const { sale, ...trial } = sold('a', 2)
  const other = { ...trial, sale: { ...sale, touchesStock: false } } as PlaceOrder
  const known = { ...shelf(5), held: new Set([`${ORG}/MUG`]) }
  expect(outcomes([other], known)).toMatchObject([
    { type: 'placed', takes: [], gone: [], order: { lines: [{ shortQuantity: 0 }], holds: [] } },
  ])
})

test('of pieces that a platform has cancelled none is promised', () => {
  const { sale, ...rest } = sold('a', 3)
  const lines = (sale as { lines: object[] }).lines.map((one) => ({ ...one, cancelledQuantity: 2 }))
  const [decided] = outcomes([{ ...rest, sale: { ...sale, lines } } as PlaceOrder], shelf(5))
  expect(decided).toMatchObject({ takes: [{ quantity: 1 }], order: { holds: [] } })
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
  ['who buys twice is one person', [asha, asha], [], ['1', '1']],
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
