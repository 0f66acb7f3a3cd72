import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedOrders } from '../../load/seed-lists.ts'
import type { OrderFilter } from '../../server/modules/orders/lists/contract.ts'
import { countUpTo, readCounters } from '../../server/modules/orders/lists/count-store.ts'
import { type Narrowed, narrow } from '../../server/modules/orders/lists/filter.ts'
import { findPage, type Shop } from '../../server/modules/orders/lists/find-page.ts'
import {
  rebuild,
  searchFollower,
} from '../../server/modules/orders/lists/search-index/follow-orders.ts'
import * as changes from '../../server/modules/orders/lists/search-index/store.ts'
import type { Position, Sort } from '../../server/modules/orders/lists/page.ts'
import * as views from '../../server/modules/orders/lists/views/store.ts'
import { inTransaction, type Db } from '#platform/database.ts'
import { isBehind, readTold } from '#platform/follow-history.ts'
import { newId } from '#platform/random.ts'
import { listStores, type Store } from '#stores'
import { type Scene, scene } from '#tests/scene.ts'
import { statementsOf } from './plan.ts'
import { openPool } from '../../load/open-pool.ts'

const ORDERS = 20_000
/** Of all orders; without the right index a list looks at every one of them. */
const LOOKED_AT_MAX = 4_500

const DESC: Sort = { by: 'placedAt', order: 'desc' }
const ASC: Sort = { by: 'placedAt', order: 'asc' }
const BY_TOTAL: Sort = { by: 'total', order: 'desc' }
const BY_CHANGE: Sort = { by: 'updatedAt', order: 'asc' }
const BY_STATUS: Sort = { by: 'status', order: 'asc' }

/** Where a page in the middle begins. */
const MIDDLE: Position = {
  at: new Date(Date.now() - 365 * 86_400_000),
  ...{ totalMinor: 500_000, status: 'DELIVERED', id: newId() },
}
const CARER = 'd0000000-0000-7000-8000-000000000001'
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
const [dayAgo, monthAgo] = [daysAgo(1), daysAgo(30)]

const pages: [what: string, index: string, filter: OrderFilter, sort?: Sort, after?: Position][] = [
  ['newest first', 'orders_by_age', {}],
  ['oldest first', 'orders_by_age', {}, ASC],
  ['a page in the middle', 'orders_by_age', {}, DESC, MIDDLE],
  ['by total', 'orders_by_total', {}, BY_TOTAL],
  ['by total, in the middle', 'orders_by_total', {}, BY_TOTAL, MIDDLE],
  ['of a status, by total', 'orders_by_status_and_total', { status: ['DELIVERED'] }, BY_TOTAL],
  [
    'of a channel, by total',
    'orders_by_status_and_total',
    { channel: ['amazon'] },
    BY_TOTAL,
    MIDDLE,
  ],
  ['by status', 'orders_by_status', {}, BY_STATUS],
  ['by status, in the middle', 'orders_by_status', {}, BY_STATUS, MIDDLE],
  ['of a channel', 'orders_by_status', { channel: ['amazon'] }],
  ['of a status that only old ones have', 'orders_by_status', { status: ['RETURNED'] }],
  ['of a status, in the middle', 'orders_by_status', { status: ['DELIVERED'] }, DESC, MIDDLE],
  ['of a payment', 'orders_by_payment', { payment: 'refunded' }],
  ['of a payment that none has', 'orders_by_payment', { payment: 'unknown' }],
  ['of what contradicts itself', 'orders_by_payment', { payment: 'paid', status: ['RETURNED'] }],
  ['of what was sent', 'orders_by_fulfilment', { fulfilment: 'returned' }],
  ['of what was not sent', 'orders_by_status', { fulfilment: 'none' }],
  ['held', 'orders_on_hold', { hold: 'any' }],
  ['held for a reason', 'orders_on_hold', { hold: 'stock_short' }],
  ['of a day', 'orders_by_age', { placedFrom: monthAgo, placedTo: monthAgo.slice(0, 10) }],
  ['by change', 'orders_by_change', {}, BY_CHANGE],
  ['by change, the last first', 'orders_by_change', {}, { by: 'updatedAt', order: 'desc' }],
  ['by change, in the middle', 'orders_by_change', {}, BY_CHANGE, MIDDLE],
  ['changed since', 'orders_by_change', { updatedFrom: monthAgo }, BY_CHANGE],
  ['changed since, by age', 'orders_by_change', { updatedFrom: dayAgo }],
  ['changed since, by status', 'orders_by_change', { updatedFrom: dayAgo }, BY_STATUS],
  [
    'of a store, changed since',
    'orders_by_change',
    { updatedFrom: monthAgo, channel: ['amazon'] },
    BY_CHANGE,
  ],
  ['with a rare tag', 'orders_by_tag', { tag: 'recall' }],
  ['of a narrow amount', 'orders_by_total', { totalFromMinor: 500_000, totalToMinor: 500_100 }],
  ['somebody cares for', 'orders_by_assignee', { assignee: CARER }],
  ['of a customer', 'orders_by_customer', { customer: newId() }],
  ['on trial', 'orders_on_trial', { test: true }],
  ['late', 'orders_to_send', { late: true }],
  ['to pack', 'orders_to_pack', { toPack: true }],
  ['to pack, of a store', 'orders_to_pack', { toPack: true, channel: ['shopify'] }],
  ['of a status and a channel', 'orders_by_status', { status: ['SHIPPED'], channel: ['shopify'] }],
  ['searched by number', 'a_number_is_one_order', { search: 'PS-100777' }],
  ['searched by external id', 'an_order_lands_once', { search: 'EXT-777' }],
  ['searched by the end of a number', 'order_search_by_number', { search: '10777' }],
  ['searched by the end of a phone', 'order_search_by_phone', { search: '98765432' }],
  ['searched by e-mail', 'order_search_by_email', { search: 'asha.raman7@' }],
  ['searched by whole words', 'order_search_by_term', { search: 'asha kulkarni' }],
  ['searched by SKU', 'order_search_codes_pkey', { search: 'SKU-777' }],
  ['searched by the begin of a SKU', 'order_search_codes_pkey', { search: 'SKU-77' }],
]

/** Filling it takes longer than all looks, and none of them changes it. */
let world: Scene
beforeAll(async () => void (world = await filled()))
afterAll(() => world?.[Symbol.asyncDispose]())

test('no list of orders looks at more than it shows, however many orders there are', async () => {
  const shop = await shopOf(world)
  for (const [what, index, filter, sort = DESC, after] of pages) {
    const viewer = { stores: shop.stores, actorId: CARER }
    const narrowed = narrow(filter, viewer)!
    const slice = { sort, after, offset: 0, take: 51 }
    const wanted = { narrowed, typed: filter.search, slice }
    await check(what, index, (db) => findPage(db, shop, wanted))
  }
  expect(narrow({ status: ['SHIPPED'], fulfilment: 'returned' }, NOBODY)).toBeUndefined()
})

const NOBODY = { stores: [], actorId: null }

test('no count, no view and no step of the worker reads a whole table', async () => {
  const { orgId } = world.ctx
  const refunded: Narrowed = { payment: 'refunded' }
  const some = { orgId, orderId: newId() }
  // Behind it stand nearly all.
  const [first] = await changes.listOrderKeys(world.runtime.db, undefined, 1)
  const reads: [what: string, index: string, run: (db: Db) => Promise<unknown>][] = [
    ['counters of all days', 'order_counters_pkey', (db) => readCounters(db, orgId, {})],
    [
      'counters of a week',
      'order_counters_pkey',
      (db) => readCounters(db, orgId, { placedFrom: new Date(monthAgo), placedBefore: new Date() }),
    ],
    [
      'a capped count',
      'orders_by_payment',
      (db) => countUpTo(db, orgId, { narrowed: refunded, max: 1_001 }),
    ],
    [
      'what is sent elsewhere',
      'orders_sent_elsewhere',
      (db) => countUpTo(db, orgId, { narrowed: { isElsewhere: true }, max: 10_001 }),
    ],
    ['views', 'a_name_is_one', (db) => views.listViews(db, orgId, { ownerId: 'x', max: 500 })],
    [
      'a view',
      'order_views_pkey',
      (db) => views.findView(db, orgId, { id: newId(), ownerId: 'x' }),
    ],
    ['own views', 'a_name_is_one_view', (db) => views.countViews(db, orgId, 'x')],
    ['what the worker waits for', 'history', (db) => isBehind(db, 'order_search')],
    [
      'what the worker follows',
      'history',
      (db) => inTransaction(db, (tx) => readTold(tx, searchFollower(db))),
    ],
    ['what the worker reads again', 'orders_pkey', (db) => changes.listOrderKeys(db, first, 1_000)],
    ['what the worker writes', 'orders_pkey', (db) => changes.indexOrders(db, [some])],
  ]
  for (const [what, index, run] of reads) await check(what, index, run)
  // Of millions, whoever expects one row takes whichever index is lowest, and sorts the rest.
  const nodes = await nodesOf((db) => changes.listOrderKeys(db, first, 1_000))
  expect(nodes.find((node) => node['Relation Name'] === 'orders')!['Plan Rows']).toBeGreaterThan(
    1_000,
  )
})

async function filled(): Promise<Scene> {
  const fresh = await scene()
  fresh.skipHistories() // Its orders are written by hand.
  const pool = openPool(fresh.url, 1)
  await seedOrders(pool, fresh.ctx.orgId, ORDERS)
  await pool.query(
    `insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
     select org_id, 'order.placed', 'order', id, 'system', 'test', '{}' from orders`,
  )
  await pool.query(
    `insert into channel_orders (org_id, order_id, store_id, external_id, number, digest,
       adapter_version, source, touches_stock)
     select org_id, id, store_id, external_id, '#' || external_id, '', 1, 'sent', true from orders`,
  )
  await pool.query(
    `insert into order_views (org_id, id, owner_id, name, sort)
     select $1, gen_random_uuid(), (n % 500)::text, n::text, '{}' from generate_series(1, 5000) n`,
    [fresh.ctx.orgId],
  )
  await rebuild(fresh.runtime.db)
  await pool.query('vacuum analyze')
  await pool.end()
  return fresh
}

async function shopOf({ ctx }: Scene): Promise<Shop & { stores: Store[] }> {
  const stores = await listStores(ctx.db, ctx.orgId)
  return { orgId: ctx.orgId, storeIds: stores.map(({ id }) => id), stores }
}

/** Asks as the product does, and looks at how PostgreSQL went about it. */
async function check(
  what: string,
  index: string,
  run: (db: Db) => Promise<unknown>,
): Promise<void> {
  const nodes = await nodesOf(run)
  const text = `${what}: ${JSON.stringify(nodes.map(shown))}`
  expect(nodes.flatMap(scanned), text).toEqual([])
  expect(Math.max(0, ...nodes.map(lookedAt)), text).toBeLessThan(LOOKED_AT_MAX)
  const used = nodes.map((node) => node['Index Name'] ?? node['Relation Name'] ?? '')
  expect([what, used.some((name) => name.startsWith(index))], text).toEqual([what, true])
}

async function nodesOf(run: (db: Db) => Promise<unknown>): Promise<Node[]> {
  const statements = await statementsOf(world.runtime.db, run)
  const nodes: Node[] = []
  for (const { text, values } of statements.filter((one) => !one.text.includes('set_config'))) {
    const explain = `explain (analyze, timing off, format json) ${text}`
    const [row] = await world.rows<{ 'QUERY PLAN': [{ Plan: Node }] }>(explain, [...values])
    nodes.push(...flat(row!['QUERY PLAN'][0].Plan))
  }
  return nodes
}

type Node = {
  'Node Type': string
  'Plan Rows': number
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Node[]
}

const flat = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flat)]

const shown = (node: Node) =>
  [node['Node Type'], node['Index Name'] ?? node['Relation Name'], lookedAt(node)].join(' ')

/** Stores are few, and a table of positions has a row for each reader. */
const SMALL = ['stores', 'dispatch_positions']

const scanned = (node: Node): string[] =>
  node['Node Type'].includes('Seq Scan') && !SMALL.includes(node['Relation Name']!)
    ? [node['Relation Name']!]
    : []

const lookedAt = (node: Node): number =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
