import { expect, test } from 'vitest'
import { OrderEngine } from '#orders'
import { followHistory, followOnce } from '#platform/follow-history.ts'
import { newId } from '#platform/random.ts'
import { moveStock } from '#stock'
import { insertStore } from '#stores'
import { scene } from '#tests/scene.ts'
import { soldByChannel } from '#tests/shop.ts'
import { changeStore } from '../connections/change-store.ts'
import { changeListing } from '../listings/map-listing.ts'
import { keepListings } from '../listings/sync-listings.ts'
import { stockFollower } from './follow-stock.ts'
import { forgetWhatWaits } from './push-stock.ts'
import {
  claimUnseen,
  claimWaiting,
  listDue,
  markSkus,
  readDelistTimes,
  renewClaim,
  writeResults,
} from './store.ts'

/** A shop with one mug that is listed on one store. */
async function stage() {
  const world = await scene()
  const { ctx } = world
  await world.given.product('MUG', 3)
  const storeId = newId()
  await insertStore(ctx.db, ctx.orgId, {
    ...{ id: storeId, key: storeId, platform: 'shopify', uid: 'mill.example', name: 'Mill' },
  })
  const mug = { variantId: 'v1', productId: 'p1', sku: 'MUG', title: 'Mug', quantity: 3 }
  await keepListings(ctx, storeId, [mug])
  // Makes its position where the history ends now, and is stopped before it looks.
  await followHistory(world.runtime, stockFollower(world.runtime)).stop()
  await world.rows(
    `insert into dispatch_positions (name, xid, id)
     values ('stock_push', pg_snapshot_xmin(pg_current_snapshot()), 0) on conflict do nothing`,
  )
  const now = () => ctx.clock.now()
  return Object.assign(world, {
    storeId,
    move: (quantity: number) =>
      moveStock(ctx, { type: 'adjusted', sku: 'MUG', quantity, reason: 'count' }),
    // Transactions of other tests hold the follower back for a moment.
    follow: () =>
      expect
        .poll(() => followOnce(ctx.db, stockFollower(world.runtime)), { interval: 20 })
        .toBeGreaterThan(0),
    claim: (of = claimWaiting) =>
      of(ctx.db, ctx.orgId, {
        ...{ storeId, now: now(), until: new Date(now().getTime() + 60_000), limit: 10 },
      }),
    write: (result: Partial<Parameters<typeof writeResults>[3][0]>, until?: Date) =>
      writeResults(ctx.db, ctx.orgId, { storeId, now: now(), until, hasTold: true }, [
        {
          ...{ id: '', dirtyAt: null, pushState: 'accepted', pushed: null, seen: null },
          ...{ problem: null, tries: 0, nextTryAt: null },
          ...result,
        },
      ]),
  })
}

test('a change of stock makes its listings wait, and a claimed one is claimed once', async () => {
  await using shop = await stage()
  const [first] = await shop.claim()
  await shop.write({ id: first!.id, dirtyAt: first!.dirtyAt, pushState: 'visible', seen: 3 })
  expect(await listDue(shop.ctx.db, shop.ctx.clock.now())).toEqual([])

  await shop.move(-1)
  await shop.follow()
  expect(await listDue(shop.ctx.db, shop.ctx.clock.now())).toEqual([
    { orgId: shop.ctx.orgId, storeId: shop.storeId },
  ])
  expect(await shop.claim()).toMatchObject([{ sku: 'MUG', seen: 3 }])
  expect(await shop.claim()).toEqual([])
  shop.pass(60_001) // Whoever had claimed it is gone.
  expect(await shop.claim()).toHaveLength(1)
})

test('what is sold makes its listings wait as well', async () => {
  await using shop = await stage()
  const [first] = await shop.claim()
  await shop.write({ id: first!.id, dirtyAt: first!.dirtyAt, pushState: 'visible', seen: 3 })
  const engine = new OrderEngine(shop.runtime, { directUrl: shop.url })
  await soldByChannel({ ctx: shop.ctx, engine }, 1)
  await engine.stop()
  await shop.follow()
  expect(await shop.claim()).toMatchObject([{ sku: 'MUG', seen: 3 }])
})

test('a clock that was ahead holds nothing back once it is right', async () => {
  await using shop = await stage()
  const DAY_MS = 86_400_000
  shop.pass(DAY_MS)
  const [claimed] = await shop.claim()
  shop.pass(-DAY_MS)
  // Whoever had claimed it has died, with a time of tomorrow in its claim.
  expect(await listDue(shop.ctx.db, shop.ctx.clock.now())).toHaveLength(1)
  expect(await shop.claim()).toHaveLength(1)

  shop.pass(DAY_MS)
  const nextTryAt = new Date(shop.ctx.clock.now().getTime() + 900_000)
  await shop.write({ id: claimed!.id, pushState: 'waiting', tries: 9, nextTryAt })
  expect(await shop.claim()).toEqual([])
  shop.pass(-DAY_MS)
  expect(await listDue(shop.ctx.db, shop.ctx.clock.now())).toHaveLength(1)
  expect(await shop.claim()).toHaveLength(1)
})

test('what waits is not forgotten when the store is told of stock again meanwhile', async () => {
  await using shop = await stage()
  const { ctx, storeId } = shop
  const settings = (pushesStock: boolean) =>
    changeStore(ctx, { storeId, change: { settings: { pushesStock } } })
  const before = await settings(false)
  const after = await settings(true)
  // Somebody had read the settings before, and acts on them only now.
  await forgetWhatWaits(ctx, before)
  expect(await listDue(ctx.db, ctx.clock.now())).toHaveLength(1)
  await forgetWhatWaits(ctx, after)
  expect(await listDue(ctx.db, ctx.clock.now())).toEqual([])
})

test('a change during a push is pushed as well', async () => {
  await using shop = await stage()
  const [claimed] = await shop.claim()
  await shop.move(-1)
  await shop.follow()
  await shop.write({ id: claimed!.id, dirtyAt: claimed!.dirtyAt, pushed: 3 })
  // Whoever looks for the old number leaves the new one alone.
  expect(await shop.claim(claimUnseen)).toEqual([])
  const [again] = await shop.claim()
  expect(again).toMatchObject({ pushed: 3 })
  expect(again!.dirtyAt).not.toEqual(claimed!.dirtyAt)
})

test('a store is not due for a listing whose mapping was taken back', async () => {
  await using shop = await stage()
  const { ctx, storeId } = shop
  const [claimed] = await shop.claim()
  await shop.write({ id: claimed!.id, dirtyAt: claimed!.dirtyAt, pushed: 3 })
  expect(await listDue(ctx.db, ctx.clock.now())).toHaveLength(1)

  const change = { listingId: claimed!.id, change: { sku: null } }
  expect(await changeListing(ctx, storeId, change)).toMatchObject({ pushState: 'none' })
  expect(await listDue(ctx.db, ctx.clock.now())).toEqual([])
  // What was told a moment before is answered only now.
  await shop.write({ id: claimed!.id, pushState: 'submitted', pushed: 3 })
  expect(await listDue(ctx.db, ctx.clock.now())).toEqual([])
})

test('what was taken is looked for until buyers see it, and the time is measured', async () => {
  await using shop = await stage()
  const [claimed] = await shop.claim()
  await shop.move(-1)
  await shop.follow()
  await shop.write({ id: claimed!.id, dirtyAt: claimed!.dirtyAt, pushed: 3 })
  const [changed] = await shop.claim()
  await shop.write({ id: changed!.id, dirtyAt: changed!.dirtyAt, pushed: 2 })

  const [unseen] = await shop.claim(claimUnseen)
  expect(unseen).toMatchObject({ pushed: 2, seen: 3 })
  await shop.write({ id: unseen!.id, pushState: 'visible', seen: 2 })
  expect(await shop.claim(claimUnseen)).toEqual([])
  const { ctx, storeId } = shop
  const times = await readDelistTimes(ctx.db, ctx.orgId, storeId, new Date(0))
  expect(times.confirmed).toBe(1)
})

test('the time from a sale to what buyers see begins with the first change that they do not', async () => {
  await using shop = await stage()
  const { ctx, storeId } = shop
  await shop.claim()
  await shop.move(-1)
  await shop.follow()
  await shop.rows(`update listings set changed_at = changed_at - interval '1 hour'`)
  await shop.move(-1)
  await shop.follow()
  const [{ id } = { id: '' }] = await shop.rows<{ id: string }>(`select id from listings`)
  await shop.write({ id, pushState: 'visible', seen: 1 })
  const times = async () => readDelistTimes(ctx.db, ctx.orgId, storeId, new Date(0))
  expect((await times()).p50Ms).toBeGreaterThanOrEqual(3_600_000)
  // What buyers see already has no time any more.
  await shop.write({ id, pushState: 'visible', seen: 1 })
  expect(await times()).toMatchObject({ confirmed: 1 })
})

test('a result that comes too late is not taken: the number is pushed once more', async () => {
  await using shop = await stage()
  const { ctx, storeId } = shop
  const until = () => new Date(ctx.clock.now().getTime() + 60_000)
  const [slow, slowUntil] = [(await shop.claim())[0]!, until()]
  shop.pass(60_001)
  await shop.move(-1)
  await shop.follow()
  const [quick, quickUntil] = [(await shop.claim())[0]!, until()]
  const { id } = quick
  await shop.write({ id, dirtyAt: quick.dirtyAt, pushed: 2 }, quickUntil)
  expect(await shop.claim()).toEqual([])
  // It may be this call that came last, so the platform may show 3.
  await shop.write({ id, dirtyAt: slow.dirtyAt, pushed: 3, pushState: 'accepted' }, slowUntil)
  expect(await shop.claim()).toMatchObject([{ pushed: 2 }])

  // Renewed, a claim outlives its time; lost, it is not got back.
  const own = { storeId, ids: [id], until: until() }
  shop.pass(30_000)
  expect(await renewClaim(ctx.db, ctx.orgId, own, { until: until() })).toBe(true)
  shop.pass(40_000)
  expect(await shop.claim()).toEqual([])
  const lost = { ...own, until: quickUntil }
  expect(await renewClaim(ctx.db, ctx.orgId, lost, { until: until() })).toBe(false)
  // Of several, none may be told when one of them is somebody else's by now.
  const some = { ...own, ids: [id, newId()] }
  expect(await renewClaim(ctx.db, ctx.orgId, some, { until: until() })).toBe(false)
})

test('who marks, who renews and who writes never wait for each other in a circle', async () => {
  await using shop = await stage()
  const { ctx, storeId } = shop
  const { orgId } = ctx
  const now = ctx.clock.now()
  // By their ids they stand in the opposite order of their SKUs.
  const ids = Array.from({ length: 200 }, () => newId()).toSorted()
  const skus = ids.map((_id, index) => `S${String(999 - index)}`)
  await shop.rows(
    `insert into listings (org_id, id, store_id, ref, title, sku, mapped_by, claimed_until)
     select $1, id, $2, sku, sku, sku, 'person', $3
     from unnest($4::uuid[], $5::text[]) as l (id, sku)`,
    [orgId, storeId, now, ids, skus],
  )
  const marked = skus.toSorted().map((sku) => ({ orgId, sku }))
  const result = { dirtyAt: null, pushState: 'waiting', pushed: null, seen: null } as const
  const results = ids.map((id) => ({
    ...{ ...result, id, problem: null, tries: 0, nextTryAt: null },
  }))
  for (let round = 0; round < 10; round++) {
    await Promise.all([
      ctx.db.transaction().execute((tx) => markSkus(tx, marked)),
      renewClaim(ctx.db, orgId, { storeId, ids: ids.toReversed(), until: now }, { until: now }),
      writeResults(ctx.db, orgId, { storeId, now }, results.toReversed()),
      ctx.db.transaction().execute((tx) => markSkus(tx, marked.toReversed())),
    ])
  }
})
