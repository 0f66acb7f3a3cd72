import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '#platform/random.ts'
import {
  addressOf,
  anOrderRow,
  listStage,
  type ListStage,
  putOrders,
  type SeededOrder,
} from '#tests/http/order-list-stage.ts'
import { OrderFilter } from './contract.ts'
import { FULFILMENTS, headline, HOLDS, LIFECYCLES, PAYMENTS, STATUSES } from '../order.ts'

test('any filters and any sort, read page by page, give what a naive filter gives', async () => {
  await using stage = await listStage()
  const customers = [newId(), newId()]
  const orders = manyOrders(stage, customers, 300)
  await putOrders(stage, orders)
  await fc.assert(
    fc.asyncProperty(aQuery(stage, customers), async (query) => {
      const expected = naive(orders, query, stage).map(({ number }) => number)
      expect(await walk(stage, query)).toEqual(expected)
      const { total, totalIsExact } = (await stage.list(query)).json.pagination
      if (totalIsExact) expect(total).toBe(expected.length)
      else expect(total === null || total <= expected.length).toBe(true)
    }),
    { numRuns: 150 },
  )
})

/** All numbers, by the cursor. */
async function walk(stage: ListStage, query: object, as = 'owner'): Promise<string[]> {
  const numbers: string[] = []
  let cursor: string | undefined
  for (let page = 1; ; page++) {
    const { status, json } = await stage.list({ ...query, cursor }, as)
    expect([status, json.pagination?.page]).toEqual([200, page])
    numbers.push(...json.orders.map(({ number }: { number: string }) => number))
    cursor = json.pagination.nextCursor ?? undefined
    if (!cursor) return numbers
  }
}

/** Few different times and amounts, so that most orders have a twin. */
function manyOrders(stage: ListStage, customers: string[], count: number): SeededOrder[] {
  const of = <T>(values: readonly T[], n: number): T => values[Math.abs(n) % values.length]!
  return Array.from({ length: count }, (_, n) => {
    const mixed = Math.imul(n + 1, 0x9e3779b1) >>> 8
    const fulfilment = of(['none', ...FULFILMENTS] as const, mixed >> 6)
    const lifecycle = of(LIFECYCLES, mixed >> 2)
    return anOrderRow(stage, n, {
      ...{ storeId: of(stage.stores, mixed).id, fulfilment },
      status: headline({ lifecycle, fulfilment, payment: 'paid', assignment: 'none' }),
      payment: of(['paid', 'paid', 'due', 'declined'], mixed >> 4),
      holds: of([[], [], [], ['risk'], ['manual', 'risk'], ['manual']], mixed >> 3),
      tags: of([[], [], ['gift'], ['gift', 'vip']], mixed >> 5),
      totalMinor: 100 * (mixed % 5),
      customerId: of([null, ...customers], mixed >> 7),
      assigneeId: of([null, stage.people['owner']!, newId()], mixed >> 9),
      isTest: mixed % 7 === 0,
      isSentByStore: mixed % 5 === 1,
      shipBy: of([null, '2026-01-20T00:00:00.000Z', '2999-01-01T00:00:00.000Z'], mixed >> 10),
      placedAt: new Date(Date.UTC(2026, 0, 9 + (mixed % 5), 0, 0, mixed % 3)).toISOString(),
      updatedAt: new Date(Date.UTC(2026, 0, 9 + ((mixed >> 8) % 5), 0, 0, 1)).toISOString(),
    })
  })
}

const DAYS = ['2026-01-10', '2026-01-12', '2026-01-12T00:00:01Z', '2026-01-13T00:00:00Z']

function aQuery({ stores }: ListStage, customers: string[]) {
  const rarely = <T>(value: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
  const some = (values: readonly string[]) =>
    rarely(fc.subarray([...values], { minLength: 1 }).map((few) => few.join(',')))
  const one = <T>(...values: T[]) => rarely(fc.constantFrom(...values))
  return fc.record({
    ...{ channel: some(['shopify', 'amazon', 'nowhere']), store: some(stores.map(({ id }) => id)) },
    ...{ status: some(STATUSES), payment: one('paid', 'due', 'declined') },
    ...{ fulfilment: one('none', 'none', 'shipped', 'returned'), hold: one('any', 'risk') },
    ...{ tag: one('gift', 'vip'), assignee: one('me', 'none'), customer: one(...customers) },
    ...{
      test: one(true, false),
      late: one(true, true, false),
      toPack: one(true, true, false),
      placedFrom: one(...DAYS),
      placedTo: one(...DAYS),
      updatedFrom: one(...DAYS),
      updatedTo: one(...DAYS),
    },
    ...{ totalFromMinor: one(0, 200, 300), totalToMinor: one(300, 400) },
    ...{ search: one('asha', 'sha ra'), sortBy: one(...SORTS) },
    ...{ sortOrder: one('asc', 'desc'), limit: fc.constantFrom(3, 7, 50, 100) },
  })
}

const SORTS = ['placedAt', 'updatedAt', 'total', 'status'] as const

type Query = ReturnType<typeof aQuery> extends fc.Arbitrary<infer Value> ? Value : never

/** The same in memory, as somebody would write it who had no database. */
function naive(orders: SeededOrder[], query: Query, { stores, people }: ListStage) {
  const isIn = (list: string | undefined, value: string) =>
    list === undefined || list.split(',').includes(value)
  const untilOf = (day: string) => Date.parse(day) + (day.includes('T') ? 0 : 86_399_999)
  const found = orders.filter((order) => {
    const [placedAt, updatedAt] = [Date.parse(order.placedAt), Date.parse(order.updatedAt)]
    const { hold, tag, assignee, customer, totalFromMinor = 0, totalToMinor = Infinity } = query
    return (
      isIn(query.channel, stores.find(({ id }) => id === order.storeId)!.platform) &&
      isIn(query.store, order.storeId) &&
      isIn(query.status, order.status) &&
      isIn(query.payment, order.payment) &&
      isIn(query.fulfilment, order.fulfilment) &&
      (hold === undefined ||
        (hold === 'any' ? order.holds.length > 0 : order.holds.includes(hold))) &&
      (tag === undefined || order.tags.includes(tag)) &&
      (assignee !== 'me' || order.assigneeId === people['owner']) &&
      (assignee !== 'none' || order.assigneeId === null) &&
      (customer === undefined || order.customerId === customer) &&
      (query.test === undefined || order.isTest === query.test) &&
      (query.late === undefined || isLate(order) === query.late) &&
      (query.toPack === undefined || isToPack(order) === query.toPack) &&
      (query.placedFrom === undefined || placedAt >= Date.parse(query.placedFrom)) &&
      (query.placedTo === undefined || placedAt <= untilOf(query.placedTo)) &&
      (query.updatedFrom === undefined || updatedAt >= Date.parse(query.updatedFrom)) &&
      (query.updatedTo === undefined || updatedAt <= untilOf(query.updatedTo)) &&
      order.totalMinor >= totalFromMinor &&
      order.totalMinor <= totalToMinor
    )
  })
  const { sortBy = 'placedAt', sortOrder = 'desc' } = query
  const keyOf = (order: SeededOrder): (number | string)[] => {
    if (sortBy === 'total') return [order.totalMinor, order.id]
    if (sortBy === 'updatedAt') return [order.updatedAt, order.id]
    const rank = sortBy === 'status' ? STATUSES.indexOf(order.status as 'PLACED') : 0
    return [rank, order.placedAt, order.id]
  }
  const sorted = found.toSorted((a, b) => compare(keyOf(a), keyOf(b)))
  return sortOrder === 'desc' ? sorted.toReversed() : sorted
}

const isToPack = ({ status, fulfilment, holds, isTest, isSentByStore }: SeededOrder): boolean =>
  !isTest &&
  !isSentByStore &&
  holds.length === 0 &&
  (status === 'CONFIRMED' || (status === 'SHIPPED' && fulfilment === 'partly_shipped'))

const isLate = ({ shipBy, status, fulfilment, isTest, isSentByStore }: SeededOrder): boolean =>
  !isTest &&
  !isSentByStore &&
  shipBy !== null &&
  Date.parse(shipBy) < Date.now() &&
  status !== 'CANCELLED' &&
  ['none', 'partly_shipped'].includes(fulfilment)

function compare(a: (number | string)[], b: (number | string)[]): number {
  const index = a.findIndex((value, i) => value !== b[i])
  return index < 0 ? 0 : a[index]! < b[index]! ? -1 : 1
}

test('pages by number show the same as the cursor, and end where they would get slow', async () => {
  await using stage = await listStage()
  await putOrders(stage, manyOrders(stage, [newId()], 60))
  for (const sortBy of SORTS) {
    const all = await walk(stage, { sortBy, limit: 100 })
    const pages: string[] = []
    for (let page = 1; page <= 4; page++) {
      const { json } = await stage.list({ sortBy, limit: 20, page })
      expect(json.pagination).toMatchObject({ page, limit: 20, total: 60, totalIsExact: true })
      pages.push(...json.orders.map(({ number }: { number: string }) => number))
    }
    expect(pages).toEqual(all)
  }
  const deep = await stage.list({ limit: 100, page: 52 })
  expect(deep).toMatchObject({ status: 400, json: { code: 'page_too_deep', pageMax: 51 } })
  expect(deep.json.detail).toContain('cursor')
})

test('a cursor goes on only in the list that it came from', async () => {
  await using stage = await listStage()
  await putOrders(stage, manyOrders(stage, [newId()], 10))
  const cursor = (await stage.list({ limit: 3 })).json.pagination.nextCursor
  for (const query of [
    { cursor, page: 2 },
    { cursor, sortBy: 'total' },
    { cursor, sortOrder: 'asc' },
    { cursor: `${cursor}x` },
    { cursor: 'bm9uc2Vuc2U' },
  ]) {
    const { status, json } = await stage.list(query)
    expect([query, status, json.code]).toEqual([query, 400, 'invalid_request'])
  }
})

test.for([
  'status=LOST',
  'limit=101',
  'page=0',
  'totalFromMinor=-1',
  'placedFrom=yesterday',
  'updatedFrom=yesterday',
  'store=north',
  'sortBy=name',
  'colour=red',
])('%s is refused with its place', async (query) => {
  await using stage = await listStage()
  const { status, json } = await stage.call('owner', 'GET', `/orders?${query}`)
  expect([status, json.errors[0].pointer]).toEqual([400, expect.stringContaining('/query')])
})

test('what is narrowed to nothing is an empty page', async () => {
  await using stage = await listStage()
  await putOrders(stage, [anOrderRow(stage, 1)])
  for (const query of [
    { channel: 'nowhere' },
    { store: newId() },
    { customer: newId() },
    { placedFrom: '2026-01-13', placedTo: '2026-01-11' },
    { updatedFrom: '2026-01-13', updatedTo: '2026-01-11' },
    { search: 'nobody at all' },
  ]) {
    const { status, json } = await stage.list(query)
    const pagination = { page: 1, limit: 50, total: 0, totalIsExact: true, nextCursor: null }
    expect([query, status, json]).toMatchObject([query, 200, { orders: [], pagination }])
  }
})

test('a row says what a list needs', async () => {
  await using stage = await listStage()
  const wanted = { skus: ['A', 'B'], tags: ['gift'], holds: ['risk'], isSentByStore: true }
  const row = anOrderRow(stage, 1, wanted)
  await putOrders(stage, [row])
  const { json } = await stage.list({})
  expect(json.orders).toEqual([
    {
      ...{ id: row.id, number: 'PS-100001', externalId: 'E-1', status: 'PLACED', payment: 'due' },
      store: { id: row.storeId, platform: 'shopify', name: 'North' },
      ...{ fulfilment: 'none', holds: ['risk'], currency: 'INR', grandTotalMinor: 500 },
      ...{ customer: { id: null, name: 'Asha Rao' }, itemCount: 4, tags: ['gift'], version: 1 },
      ...{ assigneeId: null, test: false, sentByStore: true },
      ...{ placedAt: row.placedAt, updatedAt: expect.any(String) },
    },
  ])
  expect(json.pagination).toEqual({
    ...{ page: 1, limit: 50, total: 1, totalIsExact: true, nextCursor: null },
  })
})

test('totals are exact where they are kept, and honest where not', async () => {
  await using stage = await listStage()
  const rows = Array.from({ length: 1_005 }, (_, n) => anOrderRow(stage, n, { payment: 'paid' }))
  await putOrders(stage, rows)
  const totalOf = async (query: object) => {
    const { total, totalIsExact } = (await stage.list({ ...query, limit: 1 })).json.pagination
    return [total, totalIsExact]
  }
  expect(await totalOf({})).toEqual([1_005, true])
  expect(await totalOf({ status: 'PLACED', channel: 'shopify' })).toEqual([1_005, true])
  expect(await totalOf({ placedFrom: '2026-01-12', placedTo: '2026-01-12' })).toEqual([1_005, true])
  expect(await totalOf({ payment: 'paid' })).toEqual([1_000, false])
})

test.for([
  { placedFrom: '0000-01-01' },
  { placedTo: '9999-12-31' },
  { placedFrom: '0000-01-01T00:00:00Z', placedTo: '9999-12-31T23:59:59.999Z' },
  { updatedFrom: '0000-01-01', updatedTo: '9999-12-31' },
])('the ends of the calendar narrow nothing: %o', async (query) => {
  await using stage = await listStage()
  await putOrders(stage, [anOrderRow(stage, 1), anOrderRow(stage, 2)])
  const { status, json } = await stage.list({ ...query, limit: 1 })
  expect([status, json.pagination]).toMatchObject([200, { total: 2, totalIsExact: true }])
})

test('a list may be narrowed to every word that an order has', () => {
  const { payment, fulfilment, hold, status } = OrderFilter.shape
  expect(payment.unwrap().options).toEqual(PAYMENTS)
  expect(fulfilment.unwrap().options).toEqual(FULFILMENTS)
  expect(hold.unwrap().options).toEqual(['any', ...HOLDS])
  expect(status.unwrap().element.options).toEqual(STATUSES)
})

test('the tabs count each status, what is held, and what is mine', async () => {
  await using stage = await listStage()
  const orders = manyOrders(stage, [newId()], 120)
  await putOrders(stage, orders)
  const count = (isIt: (order: SeededOrder) => boolean) => orders.filter(isIt).length
  const { json } = await stage.call('owner', 'GET', '/orders/counts')
  expect(json).toEqual({
    total: 120,
    byStatus: Object.fromEntries(STATUSES.map((one) => [one, count((o) => o.status === one)])),
    onHold: { count: count(({ holds }) => holds.length > 0), isExact: true },
    mine: { count: count((o) => o.assigneeId === stage.people['owner']), isExact: true },
  })
  const toPack = await stage.list({ toPack: true, limit: 1 })
  expect(toPack.json.pagination).toMatchObject({ total: count(isToPack), totalIsExact: true })
  const ofStore = stage.stores[2]!.id
  const one = await stage.call('owner', 'GET', `/orders/counts?channel=amazon`)
  expect(one.json.total).toBe(count(({ storeId }) => storeId === ofStore))
})

test('customers see their own orders and nothing that staff think of them', async () => {
  await using stage = await listStage()
  const { world, people } = stage
  expect(await walk(stage, {}, 'customer')).toEqual([])
  const [mine, merged, foreign] = [newId(), newId(), newId()]
  for (const [id, into, user] of [
    [mine, null, people['customer']],
    [merged, mine, null],
    [foreign, null, newId()],
  ]) {
    await world.rows(
      'insert into customers (org_id, id, name, merged_into, user_id) values ($1, $2, $3, $4, $5)',
      [world.ctx.orgId, id, 'Asha', into, user],
    )
  }
  const secret = { tags: ['vip'], holds: ['risk'], assigneeId: people['owner']! }
  await putOrders(stage, [
    anOrderRow(stage, 1, { customerId: mine, ...secret }),
    anOrderRow(stage, 2, { customerId: merged, ...secret }),
    anOrderRow(stage, 3, { customerId: foreign }),
    anOrderRow(stage, 4),
  ])
  expect((await walk(stage, {}, 'customer')).toSorted()).toEqual(['PS-100001', 'PS-100002'])
  expect((await walk(stage, { customer: mine }, 'owner')).toSorted()).toHaveLength(2)
  expect(await walk(stage, { customer: foreign }, 'customer')).toEqual([])
  expect(await walk(stage, { search: 'PS-100003' }, 'customer')).toEqual([])
  const { json } = await stage.list({}, 'customer')
  expect(json.orders[0]).toMatchObject({ tags: [], holds: [], assigneeId: null })
  for (const query of [{ tag: 'vip' }, { hold: 'any' }, { assignee: 'none' }]) {
    expect(await stage.list(query, 'customer')).toMatchObject({ status: 403 })
  }
  for (const url of ['/admin/orders', '/orders/counts', '/orders/export.csv']) {
    expect([url, (await stage.call('customer', 'GET', url)).status]).toEqual([url, 403])
  }
  expect(await stage.list({}, 'nobody')).toMatchObject({ status: 403 })
})

test('another org sees nothing of it, by no filter and no search', async () => {
  await using stage = await listStage()
  await putOrders(stage, [
    anOrderRow(stage, 1, { email: 'asha@example.com', phone: '+919812345678' }),
  ])
  const { storeId } = anOrderRow(stage, 1)
  for (const query of [
    {},
    ...[{ store: storeId }, { status: 'PLACED' }, { sortBy: 'total' }, { search: 'PS-100001' }],
    ...[{ search: 'E-1' }, { search: 'mug' }, { search: 'asha' }, { search: 'ash' }],
    ...[{ search: '345678' }, { search: 'asha@' }],
  ]) {
    const mine = (await stage.list(query)).json.orders
    const theirs = (await stage.list(query, 'stranger')).json.orders
    expect([addressOf(query), mine.length, theirs]).toEqual([addressOf(query), 1, []])
  }
})
