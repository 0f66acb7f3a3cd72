import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { inTransaction } from '#platform/database.ts'
import { followOnce, type Told } from '#platform/follow-history.ts'
import { newId } from '#platform/random.ts'
import {
  anOrderRow,
  listStage,
  type ListStage,
  putOrders,
  type SeededOrder,
} from '#tests/http/order-list-stage.ts'
import { anOrder, shop } from '#tests/shop.ts'
import { changeOrder } from '../change-order.ts'
import { placeOrder } from '../place-order.ts'
import { takeStep } from '../take-step.ts'
import { searchOf } from './search.ts'
import { followOrders, rebuild, searchFollower } from './search-index/follow-orders.ts'
import { withinMs } from './time-limit.ts'

const numbers = async (stage: ListStage, search: string, more: object = {}): Promise<string[]> => {
  const { status, json } = await stage.list({ search, sortOrder: 'asc', ...more })
  expect([search, status]).toEqual([search, 200])
  return json.orders.map(({ number }: { number: string }) => number.slice(-1))
}

test('an order is found by whatever somebody remembers of it', async () => {
  await using stage = await listStage()
  const asha = { name: 'Asha Rao-Kulkarni', email: 'Asha.Rao@Example.com', phone: '+919812345678' }
  await putOrders(stage, [
    anOrderRow(stage, 1, { ...asha, skus: ['MUG/RED 1', 'cup'] }),
    anOrderRow(stage, 2, { name: 'Étienne Müller', email: 'em@example.com', externalId: '4711-X' }),
    anOrderRow(stage, 4, { name: "Seán O'Brien", email: "o'brien@x.example" }),
    anOrderRow(stage, 3, { name: '100% O’Neil \\ "X"', phone: '+4930123456', skus: [] }),
  ])
  await stage.world.rows(
    `insert into channel_orders (org_id, order_id, store_id, external_id, number, digest,
       adapter_version, source, touches_stock)
     select org_id, id, store_id, external_id, '#1027', '', 1, 'sent', true from orders
     where org_id = $1 and number like '%3'`,
    [stage.world.ctx.orgId],
  )
  await rebuild(stage.world.runtime.db)
  const cases: Record<string, string> = {
    ...{ '#1027': '3', '1027': '3' },
    ...{ 'PS-100001': '1', 'ps-100001': '1', '100001': '1', '0001': '1', '0000': '' },
    ...{ '98123 45678': '1', '+91 98123-45678': '1', '09812345678': '1', '5678': '1' },
    ...{ 'asha.rao@example.com': '1', 'ASHA.RAO@ex': '1', 'asha.ra': '1', 'em@': '2' },
    ...{
      '4711-X': '2',
      '4711-x': '',
      'E-1': '1',
      'MUG/RED': '1',
      'mug/': '1',
      'MUG/RED 1': '1',
      mug: '24',
      CUP: '1',
    },
    ...{ asha: '1', 'kulkarni ASHA': '1', 'rao-kulkarni': '1', 'müller étienne': '2' },
    ...{ muller: '2', 'etienne mu': '2', '#PS-100001': '1', '#': '' },
    ...{ 'o’neil': '3', 'sha ra': '1', '100%': '3', '\\': '3', '"x"': '3', '%': '3' },
    ...{ oneil: '3', "o'neil": '3', 'O‘NEIL': '3', neil: '3', 'o neil': '3', "o'brien@x": '4' },
    ...{ obrien: '4', "seán o'brien": '4', 'sean o’brien': '4', "d'": '', "'": '' },
    ...{ _: '', "' or 1=1": '', 'asha & rao': '1', '!': '', ':*': '', '- -': '' },
  }
  for (const [search, found] of Object.entries(cases)) {
    expect([search, (await numbers(stage, search)).toSorted().join('')]).toEqual([search, found])
  }
})

test('a name with O or D is found with an apostrophe, with a space and with neither', async () => {
  await using stage = await listStage()
  const names = ['Mary Ó Neill', "Mary O'Neill", 'Mary Oneill', 'Ana D Souza', 'O P Rao']
  await putOrders(
    stage,
    names.map((name, n) => anOrderRow(stage, n, { name })),
  )
  await rebuild(stage.world.runtime.db)
  for (const [search, found] of Object.entries({
    ...{ oneill: '012', "o'neill mary": '012', 'o neill': '01', neill: '01' },
    ...{ "d'souza": '3', 'ana dsouza': '3', 'p rao': '4', oprao: '' },
  })) {
    expect([search, (await numbers(stage, search)).toSorted().join('')]).toEqual([search, found])
  }
})

test('an order is found by what was bought and by the city that it goes to', async () => {
  await using stage = await listStage()
  await putOrders(stage, [
    anOrderRow(stage, 1, { name: 'Asha Rao', goods: "Men's T-Shirt, Blue / L", city: 'Pune' }),
    anOrderRow(stage, 2, { name: 'Ravi Rao', goods: 'Blue Kettle', city: "L'Aquila" }),
    anOrderRow(stage, 3, { name: 'Pune Blue', goods: 'Café Mug', city: 'São Paulo' }),
  ])
  for (const [search, found] of Object.entries({
    ...{ shirt: '1', "men's": '1', mens: '1', 'T-SHIRT blue': '1', blue: '123', kettle: '2' },
    ...{ pune: '13', 'sao paulo': '3', 'l’aquila': '2', laquila: '2', cafe: '3', Paul: '' },
    ...{ 'asha pune': '1', 'blue pune shirt': '1', 'rao blue': '12', 'kettle pune': '' },
  })) {
    expect([search, (await numbers(stage, search)).toSorted().join('')]).toEqual([search, found])
  }
})

test('an order is found by the SKUs that it has now', async () => {
  await using stage = await listStage()
  await putOrders(stage, [anOrderRow(stage, 1, { skus: ['MUG/RED', 'cup-1'] })])
  await stage.world.rows(`update order_lines set sku = replace(sku, 'MUG/RED', 'MUG/BLUE')`)
  await stage.world.rows(`update order_lines set sku = replace(sku, 'cup-1', 'CUP-1')`)
  await rebuild(stage.world.runtime.db)
  const found = await Promise.all(
    ['mug/red', 'mug/blue', 'cup-1', 'CUP-1'].map((sku) => numbers(stage, sku)),
  )
  expect(found).toEqual([[], ['1'], ['1'], ['1']])
})

test('an order is found by how a SKU begins', async () => {
  await using stage = await listStage()
  await putOrders(stage, [
    anOrderRow(stage, 1, { name: 'Mugdha Rao', skus: ['CUP'] }),
    anOrderRow(stage, 2, { name: 'Asha Rao', skus: ['MUG-RED-L', 'mug-red-s'] }),
    anOrderRow(stage, 3, { name: 'Asha Mug-Red', skus: ['MUG-BLUE-L', 'MUG'] }),
    anOrderRow(stage, 4, { skus: ['A1-x_y%z', '8901234567890'] }),
    anOrderRow(stage, 5, { skus: ['Z 1 a'], payment: 'paid' }),
  ])
  await stage.world.rows(
    `insert into order_search_codes (org_id, code, placed_at, order_id)
     select gen_random_uuid(), 'mug-foreign', now(), id from orders`,
  )
  const cases: Record<string, string> = {
    ...{ 'MUG-': '23', 'mug-red': '2', 'Mug-Red-': '2', 'MUG-BLUE-L': '3', 'mug-x': '', mugd: '1' },
    ...{ MUG: '3', mu: '13', 'mug-red asha': '3', cu: '', cup: '1', 'mug-foreign': '' },
    ...{ A1: '4', a1: '4', 'a1-x_': '4', 'a1-x%': '', a1_: '', 'A1-X_Y%': '4' },
    ...{ '89012': '4', '8901': '', '890': '', '#a1': '4', 'z 1': '5', 'z 1 A': '5' },
  }
  for (const [search, found] of Object.entries(cases)) {
    expect([search, (await numbers(stage, search)).toSorted().join('')]).toEqual([search, found])
  }
  expect(await numbers(stage, 'MUG-', { payment: 'paid' })).toEqual([])
  expect(await numbers(stage, 'mug-', { sortBy: 'total', limit: 1 })).toHaveLength(1)
  expect((await stage.list({ search: 'mug-', limit: 1 })).json.pagination.total).toBe(2)
})

test('what many SKUs or many orders begin with is read newest first, on every page', async () => {
  await using stage = await listStage()
  const rows = Array.from({ length: 1_600 }, (_, n) =>
    anOrderRow(stage, n, {
      name: n % 2 ? 'Mugdha Rao' : 'Asha Rao',
      skus: [`MUG-${n % 5}`, `ALL-${n}`, n % 2 ? 'CUP' : 'MUG-1'],
    }),
  )
  await putOrders(stage, rows)
  const expected = rows.toSorted(byAge).map(({ id }) => id)
  for (const search of ['mug-', 'all-', 'all', 'mugd']) {
    const wanted = search === 'mugd' ? expected.filter((id) => isMugdha(rows, id)) : expected
    const seen: string[] = []
    for (let cursor: string | undefined; ;) {
      const { json } = await stage.list({ search, limit: 100, cursor })
      expect(json.searchIsComplete).toBe(true)
      seen.push(...json.orders.map(({ id }: { id: string }) => id))
      cursor = json.pagination.nextCursor ?? undefined
      if (!cursor) break
    }
    expect([search, seen]).toEqual([search, wanted])
  }
})

const byAge = (a: SeededOrder, b: SeededOrder): number =>
  b.placedAt.localeCompare(a.placedAt) || (a.id < b.id ? 1 : -1)
const isMugdha = (rows: SeededOrder[], id: string): boolean =>
  rows.some((row) => row.id === id && row.name.startsWith('Mugdha'))

test('a search is narrowed, sorted and paged as any list', async () => {
  await using stage = await listStage()
  const rows = Array.from({ length: 9 }, (_, n) =>
    anOrderRow(stage, n, {
      ...{ totalMinor: 100 * (9 - n), payment: n % 2 ? 'paid' : 'due' },
      ...{ name: n < 8 ? 'Asha Rao' : 'Ravi Iyer', placedAt: `2026-01-12T00:00:0${n}Z` },
    }),
  )
  await putOrders(stage, rows)
  for (const search of ['asha', 'sha ra']) {
    expect(await numbers(stage, search, { payment: 'paid' })).toEqual(['1', '3', '5', '7'])
    const byTotal = { sortBy: 'total', sortOrder: 'asc', limit: 3 }
    expect(await numbers(stage, search, byTotal)).toEqual(['7', '6', '5'])
    const { pagination } = (await stage.list({ search, ...byTotal })).json
    expect(pagination).toMatchObject({ total: 8, totalIsExact: true })
    const next = { ...byTotal, cursor: pagination.nextCursor }
    expect(await numbers(stage, search, next)).toEqual(['4', '3', '2'])
    expect(await numbers(stage, search, { limit: 3, page: 3 })).toEqual(['6', '7'])
  }
})

test('what nearly everybody has is read by age, each order once', async () => {
  await using stage = await listStage()
  const rows = Array.from({ length: 1_600 }, (_, n) =>
    anOrderRow(stage, n, { payment: n % 4 ? 'due' : 'paid' }),
  )
  await putOrders(stage, rows)
  for (const [query, expected] of [
    [{ search: 'asha' }, rows],
    [{ search: 'sha ra', payment: 'due' }, rows.filter(({ payment }) => payment === 'due')],
  ] as const) {
    const found: string[] = []
    for (let cursor: string | undefined; ;) {
      const { json } = await stage.list({ ...query, limit: 100, cursor })
      expect(json.searchIsComplete).toBe(true)
      found.push(...json.orders.map(({ id }: { id: string }) => id))
      cursor = json.pagination.nextCursor ?? undefined
      if (!cursor) break
    }
    expect(found.toSorted()).toEqual(expected.map(({ id }) => id).toSorted())
  }
})

test('a search that has not seen all orders says so', async () => {
  await using stage = await listStage()
  const { world } = stage
  const newest = anOrderRow(stage, 1, { name: 'Bo', placedAt: '2026-01-14T00:00:00Z' })
  const old = anOrderRow(stage, 2, { name: 'Bob', placedAt: '2025-01-01T00:00:00Z' })
  const met = [3, 4, 5].map((n) =>
    anOrderRow(stage, n, { name: 'Uma Quirke', placedAt: `2026-01-1${n}T00:00:00Z` }),
  )
  await putOrders(stage, [newest, old, ...met])
  expect((await stage.list({ search: 'o' })).json).toMatchObject({ searchIsComplete: true })
  // Between the two stand more orders than are looked through one by one.
  await world.rows(
    `insert into order_search (org_id, order_id, placed_at, number_reversed, name, skus)
     select $1, gen_random_uuid(), '2025-06-01', n::text, 'asha', '{}'
     from generate_series(1, 20000) n`,
    [world.ctx.orgId],
  )
  const { json } = await stage.list({ search: 'o' })
  expect(json).toMatchObject({ searchIsComplete: false, pagination: { totalIsExact: false } })
  expect(json.orders.map(({ id }: { id: string }) => id)).toEqual([newest.id])
  // Three letters stand in the index of all orders.
  expect(await numbers(stage, 'bob')).toEqual(['2'])
  // What many have is met among the newest, on a page that is full as on one that is not.
  for (const limit of [2, 9]) {
    const page = (await stage.list({ search: 'uirk', limit })).json
    const pagination = { totalIsExact: limit > met.length }
    expect(page).toMatchObject({ searchIsComplete: true, pagination })
    const newestFirst = met.map(({ id }) => id).toReversed()
    expect(page.orders.map(({ id }: { id: string }) => id)).toEqual(newestFirst.slice(0, limit))
  }
})

test('what takes too long is given up, and the connection serves on', async () => {
  await using stage = await listStage()
  const { db } = stage.world.runtime
  const limit = async () =>
    (await sql`select current_setting('statement_timeout') as limit`.execute(db)).rows
  const before = await limit()
  const slow = withinMs(db, 20, (tx) => sql`select pg_sleep(5)`.execute(tx))
  expect(await slow).toBeUndefined()
  expect(await limit()).toEqual(before)
  await expect(withinMs(db, 1_000, (tx) => sql`select no_such`.execute(tx))).rejects.toThrow()
})

async function shopWithOrder() {
  const world = await shop()
  await world.given.product('MUG', 50)
  const place = async (name: string) => {
    const customer = { name, email: `${name}@example.com`.toLowerCase() }
    const command = { ...anOrder(['MUG', 1]), customer }
    return (await placeOrder(world.ctx, world.engine, command, undefined)).order
  }
  const words = () =>
    world.rows<{ name: string; email: string; skus: string[] }>(
      'select name, email, skus from order_search order by number_reversed',
    )
  return { world, place, words }
}

test('the worker follows what is placed and what is changed, and nothing else', async () => {
  const { world, place, words } = await shopWithOrder()
  await using _world = world
  const following = followOrders(world.runtime)
  const order = await place('Asha')
  const asha = { name: 'asha', email: 'asha@example.com', skus: ['MUG'] }
  await vi.waitFor(async () => expect(await words()).toEqual([asha]), 10_000)

  const [before] = await world.rows<{ ctid: string }>('select ctid from order_search')
  await takeStep(world.ctx, { orderId: order.id, step: { type: 'confirm' } })
  await changeOrder(world.ctx, {
    ...{ orderId: order.id, event: 'order.edited' },
    change: (old) => ({ ...old, customer: { ...old.customer, name: 'Meera' } }),
  })
  await vi.waitFor(async () => expect((await words())[0]!.name).toBe('meera'), 10_000)
  await following.stop()
  const [after] = await world.rows<{ ctid: string }>('select ctid from order_search')
  // Confirming wrote no new row: one change, one write.
  expect([before!.ctid, after!.ctid]).toEqual(['(0,1)', '(0,2)'])
})

test('an order that is sent elsewhere is found by its new city only', async () => {
  const { world, place } = await shopWithOrder()
  await using _world = world
  const words = async () =>
    (await world.rows<{ words: string }>('select words from order_search'))[0]
  const following = followOrders(world.runtime)
  const order = await place('Asha')
  await vi.waitFor(async () => expect(await words()).toEqual({ words: 'product mug pune' }), 10_000)
  await changeOrder(world.ctx, {
    ...{ orderId: order.id, event: 'order.edited' },
    change: (old) => ({ ...old, shippingAddress: { ...old.shippingAddress!, city: 'Nashik' } }),
  })
  await vi.waitFor(
    async () => expect(await words()).toEqual({ words: 'product mug nashik' }),
    10_000,
  )
  await following.stop()
})

test('an order that commits late is not passed by', async () => {
  const { world, place, words } = await shopWithOrder()
  await using _world = world
  world.skipHistories() // The late row of history is made up.
  const { runtime } = world
  const late = Promise.withResolvers<void>()
  const open = Promise.withResolvers<void>()
  const first = await place('Early')
  // It has its number of a transaction, and commits only when others have been followed.
  const writing = inTransaction(runtime.db, async (tx) => {
    await sql`insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name,
      data) values (${world.ctx.orgId}, 'order.placed', 'order', ${first.id}, 'system', 't', '{}')
    `.execute(tx)
    open.resolve()
    await late.promise
  })
  await open.promise
  await place('Next')
  for (let n = 0; n < 3; n++) await followOnce(runtime.db, searchFollower(runtime.db))
  await world.rows('delete from order_search')
  late.resolve()
  await writing
  await vi.waitFor(async () => {
    await followOnce(runtime.db, searchFollower(runtime.db))
    expect((await words()).map(({ name }) => name).toSorted()).toEqual(['early', 'next'])
  }, 10_000)
})

test('the history is followed by number, also where the numbers grow longer', async () => {
  await using stage = await listStage()
  for (const xid of ['10', '9', '11', '8']) {
    await stage.world.rows(
      `insert into history (org_id, xid, type, subject_type, subject_id, actor_type, actor_name,
         data) values ($1, $2, 'order.placed', 'order', $3, 'system', 'test', '{}')`,
      [stage.world.ctx.orgId, xid, newId()],
    )
  }
  const read: Told[] = []
  await followOnce(stage.world.runtime.db, {
    ...{ ...searchFollower(stage.world.runtime.db), batch: 3 },
    follow: async (_tx, rows) => void read.push(...rows),
  })
  expect(read.map(({ xid }) => xid)).toEqual(['8', '9', '10'])
})

test('after a restore into a younger server every order is read again', async () => {
  const { world, place, words } = await shopWithOrder()
  await using _world = world
  await place('Asha')
  await world.rows(`update dispatch_positions set xid = '99999999999' where name = 'order_search'`)
  const following = followOrders(world.runtime)
  await vi.waitFor(async () => expect(await words()).toHaveLength(1), 10_000)
  await place('Ravi')
  await vi.waitFor(async () => expect(await words()).toHaveLength(2), 10_000)
  await following.stop()
  await world.rows('delete from order_search')
  await rebuild(world.runtime.db)
  expect(await words()).toHaveLength(2)
})

test('a number and an external id are found before anything was indexed', async () => {
  await using stage = await listStage()
  await putOrders(stage, [anOrderRow(stage, 1)])
  await stage.world.rows('delete from order_search')
  for (const search of ['PS-100001', 'E-1']) {
    expect(await numbers(stage, search)).toEqual(['1'])
  }
})

test.for<[typed: string, probes: string[]]>([
  ['PS-100245', ['number', 'external_id', 'email_start', 'sku', 'words']],
  ['100245', ['number', 'external_id', 'email_start', 'sku', 'number_end', 'phone_end']],
  ['+91 98123 45678', ['number_end', 'phone_end']],
  ['९८१२३ ४५६७८', ['number_end', 'phone_end']],
  ['asha@example.com', ['email_start']],
  ['asha', ['number', 'external_id', 'words']],
  ['asha rao', ['words']],
  ['123', ['number', 'external_id', 'email_start', 'words']],
  [' - ', ['number', 'external_id', 'email_start', 'sku']],
])('%s is looked up as %s', ([typed, probes]) => {
  const { exact, words = [] } = searchOf(typed)!
  expect([...exact, ...words].map((probe) => probe.in)).toEqual(probes)
})

test('an empty search is no search, and any text is bearable', async () => {
  await using stage = await listStage()
  await putOrders(stage, [anOrderRow(stage, 1)])
  expect(searchOf('   ')).toBeUndefined()
  expect((await stage.list({ search: '' })).json.orders).toHaveLength(1)
  for (const search of ['x'.repeat(200), '😀', 'a b c d e f g h i j k', '\u202e', newId()]) {
    expect(await numbers(stage, search)).toEqual([])
  }
})
