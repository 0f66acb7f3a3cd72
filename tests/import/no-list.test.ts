import { expect, test } from 'vitest'
import { OrderEngine } from '#orders'
import { newId } from '#platform/random.ts'
import { changeSetting } from '#settings'
import { findAccount, insertStore } from '#stores'
import { scene } from '#tests/scene.ts'
import { landParts } from '../../server/modules/intake/intake.ts'
import { timeOfId } from '../../server/modules/intake/messages/message.ts'
import { processMessage } from '../../server/modules/intake/receive/process-message.ts'
import { readCompleteness } from '../../server/modules/intake/sync/completeness.ts'
import { lagAlarmMinutes } from '../../server/modules/intake/sync/lag-alarm.ts'
import { pollStores } from '../../server/modules/intake/sync/poll-stores.ts'
import { beginSync, coverRange } from '../../server/modules/intake/sync/store.ts'
import { syncStore } from '../../server/modules/intake/sync/sync-store.ts'
import { watchLag } from '../../server/modules/intake/sync/watch-lag.ts'

test('a platform that only sends is never asked, and that nothing is proven is said', async () => {
  await using world = await scene()
  const { ctx, runtime, rows } = world
  const engine = new OrderEngine(runtime, { directUrl: world.url })
  const land = landParts(runtime, engine)
  const ids = { blinkit: newId(), woocommerce: newId() }
  for (const [platform, id] of Object.entries(ids)) {
    const settings = platform === 'blinkit' ? { mode: 'vendor' } : {}
    const names = { key: platform, uid: '4411', name: platform }
    await insertStore(ctx.db, ctx.orgId, { id, platform, settings, ...names })
  }
  const noted: number[] = []
  const lags = { note: (_account: unknown, lagS: number) => void noted.push(lagS) }
  await pollStores(ctx, lags)
  const jobs = () =>
    rows<{ storeId: string }>(
      `select data->'payload'->>'storeId' as "storeId" from history where type = 'job.requested'`,
    )
  expect(await jobs()).toEqual([{ storeId: ids.woocommerce }])
  const { signal } = new AbortController()
  expect(await syncStore(land, ctx, { storeId: ids.blinkit, signal })).toBeUndefined()

  // Its order may still come, and nobody can be asked for it.
  const account = (await findAccount(ctx.db, ctx.orgId, ids.blinkit))!
  const body = { type: 'PO_CANCELLATION', po_number: '9', tenant: 'BLINKIT', details: {} }
  const id = newId()
  const results = await processMessage(land, ctx, {
    ...{ id, receivedAt: timeOfId(id), account, source: 'sent', headers: {} },
    body: Buffer.from(JSON.stringify(body)),
  })
  expect(results).toMatchObject([{ status: 'queued', externalId: '9' }])
  expect(await jobs()).toHaveLength(1)
  expect(await readCompleteness(ctx, ids.blinkit)).toMatchObject({
    ...{ canBeAsked: false, note: expect.stringContaining('no list'), lagS: null, gaps: [] },
    ...{ through: null, lastError: null, missing: 1 },
  })
  // Nor is it ever behind.
  await rows(`update stores set created_at = $1`, [ctx.clock.now()])
  world.pass(86_400_000)
  expect(await readCompleteness(ctx, ids.blinkit)).toMatchObject({ isLagging: false, lagS: null })
  await engine.stop()
})

test('whoever watches hears once that a store has fallen behind, and once that it has caught up', async () => {
  await using world = await scene()
  const { ctx, rows } = world
  const id = newId()
  const names = { key: 'woo', platform: 'woocommerce', uid: 'mill.example', name: 'Mill' }
  await insertStore(ctx.db, ctx.orgId, { id, ...names })
  const createdAt = ctx.clock.now()
  await rows('update stores set created_at = $1 where id = $2', [createdAt, id])
  await beginSync(ctx.db, ctx.orgId, id, createdAt)
  const lags: number[] = []
  const watch = async () => {
    const account = (await findAccount(ctx.db, ctx.orgId, id))!
    await watchLag(ctx, account, { note: (_account, lagS) => void lags.push(lagS) })
    const told = await rows<{ type: string }>(
      `select type from history where subject_id = $1 order by id`,
      [id],
    )
    return told.map(({ type }) => type)
  }
  expect(await watch()).toEqual([])
  world.pass(31 * 60_000)
  expect(await watch()).toEqual(['store.lagging'])
  expect(await watch()).toEqual(['store.lagging'])
  expect(lags.at(-1)).toBeGreaterThanOrEqual(31 * 60)
  expect(await readCompleteness(ctx, id)).toMatchObject({ isLagging: true })
  const range = { from: createdAt, to: ctx.clock.now(), healed: 0, isPoll: true }
  await coverRange(ctx.db, ctx.orgId, id, range)
  await rows(`update store_sync set last_error = 'It is away.'`)
  expect(await watch()).toEqual(['store.lagging', 'store.caught_up'])
  expect(lags.at(-1)).toBeLessThan(120)
  expect(await readCompleteness(ctx, id)).toMatchObject({ isLagging: false })
  // Sooner, where people want it so; and told is what they need to know of it.
  await changeSetting(ctx, lagAlarmMinutes, { value: 5 })
  world.pass(6 * 60_000)
  expect(await watch()).toEqual(['store.lagging', 'store.caught_up', 'store.lagging'])
  const through = range.to.toISOString().slice(0, 15)
  expect(
    await rows(`select data from history where subject_id = $1 order by id desc limit 1`, [id]),
  ).toEqual([
    {
      data: {
        ...{ storeId: id, store: 'Mill', lastError: 'It is away.', lagS: expect.any(Number) },
        through: expect.stringContaining(through),
      },
    },
  ])
})
