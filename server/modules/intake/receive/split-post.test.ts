import { expect, test } from 'vitest'
import type { StoreAccount } from '#stores'
import type { Result } from '../messages/message.ts'
import { inTheirPlaces, sharesOf } from './split-post.ts'

const at = '2026-11-20T10:00:00Z'
const shopify = { id: 7, created_at: at, currency: 'INR', line_items: [], total_price: '1' }
const blinkit = { order_id: 'B7', created_at: at, status: 'CREATED', items: [] }
const own = { externalId: 'W-1', lines: [{ sku: 'MUG', quantity: 1, unitPriceMinor: 100 }] }

const storeOf = (platform: string) => ({ platform, id: platform, state: 'active' }) as StoreAccount
const STORES = ['shopify', 'blinkit', 'generic'].map(storeOf)

const sharesIn = (text: string) => sharesOf(STORES, { headers: {}, body: Buffer.from(text) })
const shown = (posted: unknown) =>
  sharesIn(JSON.stringify(posted)).map(({ store, members }) => [
    ...[store?.id ?? 'own website', members.map((one) => one.at)],
  ])

test('each store gets its own orders of a list, in their order', () => {
  const mixed = [shopify, own, blinkit, { ...shopify, id: 8 }, own]
  const shares = [
    ...[
      ['shopify', [0, 3]],
      ['own website', [1, 4]],
      ['blinkit', [2]],
    ],
  ]
  expect(shown(mixed)).toEqual(shares)
  expect(shown({ orders: mixed })).toEqual(shares)
})

test('the letters of an older program stay themselves where its list is divided', () => {
  const list = JSON.stringify([{ ...shopify, note: 'Zoë' }, own])
  const [part] = sharesOf(STORES, { headers: {}, body: Buffer.from(list, 'latin1') })
  expect(Buffer.from(part.bodies[0]!).toString()).toContain('"Zoë"')
})

test('what is all for one store stays as it came, and in a part no number loses a digit', () => {
  const big = `{ "id": 12345678901234567890, ${JSON.stringify(shopify).slice('{"id":7,'.length)}`
  const [whole] = sharesIn(`[ ${big} ,\n${big}]`)
  expect(whole.store?.id).toBe('shopify')
  expect(Buffer.from(whole.bodies[0]!).toString()).toBe(`[ ${big} ,\n${big}]`)
  const [part] = sharesIn(`[${big}, ${JSON.stringify(own)}]`)
  expect(Buffer.from(part.bodies[0]!).toString()).toContain('"id":12345678901234567890,')
})

test('what nobody can read stays with the orders of the only store, or comes to us', () => {
  expect(shown([shopify, { typo: 1 }])).toEqual([['shopify', [0, 1]]])
  expect(shown([shopify, { typo: 1 }, own])).toEqual([
    ...[
      ['shopify', [0]],
      ['own website', [1, 2]],
    ],
  ])
  for (const odd of [[], null, 'text', { orders: [] }]) {
    expect(shown(odd)).toEqual([['own website', [0]]])
  }
  expect(sharesIn('{no json').map(({ store }) => store)).toEqual([undefined])
})

test('the results stand as the orders do', () => {
  const woo = { id: 7, status: 'processing', date_created_gmt: at, line_items: [], total: '1' }
  const shares = sharesIn(JSON.stringify([blinkit, woo, shopify, own]))
  const posts = shares.map(({ store, ...share }) => ({
    account: store ?? storeOf('website'),
    ...share,
  }))
  const result = (status: Result['status'], externalId: string): Result => ({
    ...{ status, externalId, orderId: null, reason: 'as it was read' },
  })
  const results = posts.map(({ members }) =>
    members.map((one) => result(one.at === 1 ? 'parked' : 'created', String(one.at))),
  )
  expect(inTheirPlaces(posts, results)).toEqual([
    result('created', '0'),
    result('parked', '1'),
    result('created', '2'),
    result('created', '3'),
  ])
  // A store that waits on the disk has one answer for all of its own.
  const waiting = results.map((theirs, nth) => (nth === 0 ? theirs : [result('queued', 'all')]))
  expect(inTheirPlaces(posts, waiting).map(({ externalId }) => externalId)).toEqual([
    ...['0', 'all', 'all'],
  ])
})
