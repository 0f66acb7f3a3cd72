import { expect, test } from 'vitest'
import { newId } from '#platform/random.ts'
import { startAmazon } from '#simulators/amazon/amazon.ts'
import { findAccount } from '#stores'
import { connectedStore } from '#tests/connected-store.ts'
import { checkPush } from '../../server/modules/channels/outgoing/check-push.ts'
import { askToPushAgain, pushAgain } from '../../server/modules/channels/outgoing/push-again.ts'
import {
  tellCancellation,
  tellShipment,
} from '../../server/modules/channels/outgoing/tell-platform.ts'
import { mapListing } from '../../server/modules/channels/listings/map-listing.ts'
import { syncListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { pushStock } from '../../server/modules/channels/stock/push-stock.ts'
import { mapLines } from '../../server/modules/intake/land/map-lines.ts'
import { readStatus } from '../../server/modules/intake/status/read-status.ts'
import { readCompleteness } from '../../server/modules/intake/sync/completeness.ts'
import { drainQueue, followQueues } from '../../server/modules/intake/sync/queues.ts'
import { syncStore } from '../../server/modules/intake/sync/sync-store.ts'
import { simulatedStore } from './simulated-store.ts'

const MINUTE_MS = 60_000

async function stage(settings: Record<string, unknown> = {}) {
  const startAt = new Date('2026-01-15T12:00:00Z')
  const shares = { pending: 0, afn: 0 }
  const simulator = await startAmazon({ seed: 5, rate: 0, startAt, shares })
  const { sellerId: uid, credentials } = simulator
  const world = await simulatedStore(simulator, {
    ...{ platform: 'amazon', uid, name: 'Seller', settings, credentials },
  })
  const { ctx, runtime, land, storeId } = world
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  return { ...world, drain: () => drainQueue({ runtime, land }, account, [account]) }
}

test('what waits in a queue lands as if it was sent, and is forgotten there after that', async () => {
  await using amazon = await stage()
  const { simulator, drain, rows, later } = amazon
  const ids = simulator.makeOrders(2)
  await rows(`alter table messages rename to away`)
  await expect(drain()).rejects.toMatchObject({ kind: 'again' })
  await rows(`alter table away rename to messages`)
  expect(simulator.queued()).toBe(2)

  await later(MINUTE_MS)
  expect(await drain()).toBe(2)
  expect(simulator.queued()).toBe(0)
  expect(await drain()).toBe(0)
  const kept = await rows<{ id: string; source: string }>(
    `select external_id as id, source, verdict, body_sealed is not null as original from messages`,
  )
  expect(kept.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  expect(kept[0]).toMatchObject({ source: 'sent', verdict: 'fetching', original: true })
})

test('a message in a shared queue is for the store that it names, and for no other org', async () => {
  await using amazon = await stage()
  const { simulator, ctx, runtime, land, rows, storeId } = amazon
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  const { credentials, url: baseUrl } = simulator
  const ownId = await connectedStore(ctx, {
    ...{ key: 'second', platform: 'amazon', uid: 'A2SECOND', name: 'Second' },
    ...{ baseUrl, credentials },
  })
  const own = (await findAccount(ctx.db, ctx.orgId, ownId))!
  const alike = [
    { ...account, id: newId(), orgId: (await amazon.anotherOrg()).orgId },
    { ...account, id: newId(), platform: 'generic' },
  ]
  simulator.makeOrders(1)
  expect(await drainQueue({ runtime, land }, own, [...alike, own, account])).toBe(1)
  expect(await rows(`select org_id, store_id from messages`)).toEqual([
    { org_id: ctx.orgId, store_id: storeId },
  ])
  // Whom it names was not connected yet: then it stays with whoever keeps the queue.
  simulator.makeOrders(1)
  await amazon.later(MINUTE_MS)
  expect(await drainQueue({ runtime, land }, own, [...alike, own])).toBe(1)
  expect(await rows(`select from messages where store_id = $1`, [ownId])).toHaveLength(1)
})

test('queues are emptied by themselves, and a paused store is not asked for its own', async () => {
  await using amazon = await stage()
  const { simulator, ctx, runtime, land, rows, storeId } = amazon
  const { credentials, url: baseUrl } = simulator
  await connectedStore(ctx, {
    ...{ key: 'paused', platform: 'amazon', uid: 'A2PAUSED', name: 'Paused' },
    ...{ baseUrl, credentials },
  })
  await rows(`update stores set state = 'paused' where key = 'paused'`)
  const asked = new Set<string>()
  const { request } = runtime.outbound
  runtime.outbound.request = (call) => {
    asked.add(call.target)
    return request.call(runtime.outbound, call)
  }
  simulator.makeOrders(2)
  const following = followQueues({ runtime, land })
  await expect.poll(() => simulator.queued(), { timeout: 15_000 }).toBe(0)
  await following.stop()
  expect([...asked]).toEqual([`amazon/${storeId}`])
  expect(await rows(`select distinct store_id from messages`)).toEqual([{ store_id: storeId }])
})

test('what the platform only took is asked for until it is done or refused', async () => {
  await using amazon = await stage()
  const { simulator, ctx, rows, later } = amazon
  const [open, sent] = simulator.makeOrders(2) as [string, string]
  const orderIds = [await amazon.fetched(open), await amazon.fetched(sent)]
  simulator.changeOrder(sent, 'fulfil')
  for (const orderId of orderIds) await tellCancellation(ctx, { orderId, reason: 'out of stock' })
  const outgoing = () =>
    rows<{ id: string; state: string; problem: string | null }>(
      `select id, state, problem from outgoing order by id`,
    )
  expect(await outgoing()).toMatchObject([{ state: 'submitted' }, { state: 'submitted' }])
  const asked = await rows<{ outgoingId: string }>(
    `select data->'payload'->>'outgoingId' as "outgoingId" from history
     where subject_id = 'channels.check_push' order by 1`,
  )
  expect(asked.map(({ outgoingId }) => outgoingId)).toEqual((await outgoing()).map(({ id }) => id))
  const [first, second] = asked as [(typeof asked)[0], (typeof asked)[0]]
  await expect(checkPush(ctx, first)).rejects.toThrow('not decided')

  await later(2 * MINUTE_MS)
  await checkPush(ctx, first)
  await checkPush(ctx, second)
  expect(await outgoing()).toMatchObject([
    { state: 'done', problem: null },
    { state: 'refused', problem: expect.stringContaining('Amazon refused') },
  ])
  const status = await readStatus(ctx, amazon.storeId)
  expect(status).toMatchObject({
    refused: { stock: 0, orders: 1 },
    lastMessageAt: expect.any(String),
  })
  expect(status.outbound).toMatchObject({ budget: { burst: 30 }, breaker: 'closed' })
})

test('what the platform will never take is tried once, and again when a person says so', async () => {
  await using amazon = await stage()
  const { simulator, ctx, rows } = amazon
  const [id] = simulator.makeOrders(1) as [string]
  const orderId = await amazon.fetched(id)
  simulator.changeOrder(id, 'cancel')
  const lines = await amazon.sent(orderId)
  const parcel = { carrier: 'Delhivery', trackingNumber: 'AWB1' }
  await tellShipment(ctx, { orderId, version: 2, parcel, lines })
  await tellShipment(ctx, { orderId, version: 2, parcel, lines })
  const outgoing = () => rows<{ id: string }>(`select id, state, problem from outgoing`)
  const refused = [{ state: 'refused', problem: expect.stringMatching(/\w/) }]
  expect(await outgoing()).toMatchObject(refused)
  const told = await rows<{ type: string }>(
    `select type from history where subject_id = $1 and type like 'order.push%'`,
    [orderId],
  )
  expect(told).toEqual([{ type: 'order.push_refused' }])

  const [{ id: outgoingId }] = (await outgoing()) as [{ id: string }]
  await askToPushAgain(ctx, { orderId, outgoingId })
  expect(await outgoing()).toMatchObject([{ state: 'waiting' }])
  const twice = askToPushAgain(ctx, { orderId, outgoingId })
  await expect(twice).rejects.toMatchObject({ code: 'outgoing_not_refused' })
  await pushAgain(ctx, outgoingId)
  expect(await outgoing()).toMatchObject(refused)
  const other = askToPushAgain(ctx, { orderId: newId(), outgoingId })
  await expect(other).rejects.toMatchObject({ code: 'outgoing_not_found' })

  // Meanwhile the platform has sent it itself: there is nothing left to tell.
  await askToPushAgain(ctx, { orderId, outgoingId })
  await rows(`update order_lines set shipped_quantity = 0 where order_id = $1`, [orderId])
  await pushAgain(ctx, outgoingId)
  expect(await outgoing()).toMatchObject([{ state: 'done', problem: null }])
})

test('of a feed of stock, what the report refuses is refused here, and the rest is seen', async () => {
  await using amazon = await stage()
  const { simulator, ctx, rows, storeId, later } = amazon
  const skus = Object.keys(simulator.stock()).slice(0, 6)
  for (const sku of skus) await amazon.given.product(sku, 4)
  await syncListings(ctx, storeId)
  const gone = skus[3]!
  await rows(`update listings set external_sku = 'GONE' where sku = $1`, [gone])
  await pushStock(ctx, storeId)
  const states = async () => {
    const all = await rows<{ sku: string; state: string; problem: string | null }>(
      `select sku, push_state as state, push_problem as problem from listings
       where sku is not null`,
    )
    return new Map(all.map((one) => [one.sku, one]))
  }
  expect(new Set([...(await states()).values()].map(({ state }) => state))).toEqual(
    new Set(['submitted']),
  )
  await later(10 * MINUTE_MS)
  await pushStock(ctx, storeId)
  const after = await states()
  expect(after.get(gone)).toMatchObject({
    state: 'refused',
    problem: expect.stringContaining('Amazon refused'),
  })
  const { refused, listings, delist } = await readStatus(ctx, storeId)
  expect({ refused, listings }).toMatchObject({ refused: { stock: 1 }, listings: { unmapped: 10 } })
  expect(delist.confirmed).toBe(0) // Only changes of stock are measured, not the first push.
  after.delete(gone)
  expect(new Set([...after.values()].map(({ state }) => state))).toEqual(new Set(['visible']))
  expect(simulator.stock()[skus[0]!]).toBe(4)
})

test('a listing is one SKU and no product, which may be sold under several', async () => {
  await using amazon = await stage()
  const { simulator, ctx, rows, storeId } = amazon
  await amazon.fetched(simulator.makeOrders(1)[0]!)
  const held = await rows<{ ref: string }>('select ref from listings')
  await syncListings(ctx, storeId)
  const all = await rows<{ ref: string }>('select ref from listings')
  const named = Object.keys(simulator.stock()).map((sku) => `sku:${sku}`)
  expect(all.map(({ ref }) => ref).toSorted()).toEqual(named.toSorted())
  expect(held.length).toBeGreaterThan(0)
})

test('once a listing has its SKU, the orders that waited for it go on, and no others are read', async () => {
  await using amazon = await stage()
  const { simulator, ctx, rows, storeId, land } = amazon
  for (const id of simulator.makeOrders(8)) await amazon.fetched(id)
  const lines = () =>
    rows<{ orderId: string; ours: string; theirs: string }>(
      `select l.order_id as "orderId", l.sku as ours, said->>'sku' as theirs from order_lines l
       join channel_orders c on c.order_id = l.order_id
       cross join json_array_elements(c.canonical->'lines') said
       where said->>'externalLineId' = l.external_id`,
    )
  const { theirs } = (await lines())[0]!
  await amazon.given.product('OURS', 90)
  await mapListing(ctx, storeId, { externalSku: theirs, sku: 'OURS' })
  let looks = 0
  const resolveSkus: typeof land.resolveSkus = (asked) => (looks++, land.resolveSkus(asked))
  await mapLines({ ...land, resolveSkus }, ctx, storeId, new AbortController().signal)
  const after = await lines()
  const mapped = after.filter((line) => line.theirs === theirs)
  expect(new Set(mapped.map(({ ours }) => ours))).toEqual(new Set(['OURS']))
  expect(after.filter(({ ours }) => ours === 'OURS')).toEqual(mapped)
  expect(looks).toBe(1 + new Set(mapped.map(({ orderId }) => orderId)).size)
  expect(looks).toBeLessThan(9)
})

test('a list of several pages ends, although one call in three minutes is all there is', async () => {
  await using amazon = await stage()
  const { simulator, ctx, rows, later, storeId, land } = amazon
  await rows(`update stores set created_at = '2026-01-15T11:59:00Z'`)
  const { signal } = new AbortController()
  const sync = () => syncStore(land, ctx, { storeId, signal })
  await later(5 * MINUTE_MS)
  for (let spent = 0; spent < 19; spent++) await sync()
  simulator.makeOrders(201)
  await later(3 * MINUTE_MS)
  const limited = { kind: 'again', message: expect.stringContaining('searchOrders') }
  // Where the next process goes on; it is no place any more once the list has ended.
  const place = async () =>
    (await rows<{ page: string | null }>(`select broken_off->>'page' as page from store_sync`))[0]!
      .page
  const places: (string | null)[] = []
  let rounds = 0
  const landed = async () =>
    (await rows<{ n: number }>(`select count(*)::int as n from orders`))[0]!
  for (; rounds < 6 && (await landed()).n < 201; rounds++) {
    await sync().catch((error: unknown) => expect(error).toMatchObject(limited))
    places.push(await place())
    await later(3 * MINUTE_MS)
  }
  expect(await landed()).toEqual({ n: 201 })
  expect(rounds).toBeLessThan(6)
  expect(places[0]).toContain('token')
  expect([new Set(places).size, await place()]).toEqual([rounds, null])
  await later(20 * MINUTE_MS)
  await sync()
  const { gaps, through } = await readCompleteness(ctx, storeId)
  expect([gaps.length, through! > '2026-01-15T12:05:00.000Z']).toEqual([0, true])
})

test('a sweep of the older interface, which lists no lines, takes none away', async () => {
  await using amazon = await stage({ mode: 'v0' })
  const { simulator, ctx, rows, later, storeId, land } = amazon
  await rows(`update stores set created_at = '2026-01-15T11:59:00Z'`)
  const { signal } = new AbortController()
  const [id] = simulator.makeOrders(1) as [string]
  await later(5 * MINUTE_MS)
  const sync = () => syncStore(land, ctx, { storeId, signal })
  expect(await sync()).toMatchObject({ seen: 1, healed: 0 })
  const orderId = await amazon.fetched(id)
  const lines = () => rows(`select * from order_lines where order_id = $1`, [orderId])
  const before = await lines()
  expect(before.length).toBeGreaterThan(0)
  await later(MINUTE_MS)
  expect(await sync()).toMatchObject({ seen: 1 })
  expect(await lines()).toEqual(before)
})
