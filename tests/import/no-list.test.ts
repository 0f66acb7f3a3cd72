import { expect, test } from 'vitest'
import { OrderEngine } from '#orders'
import { newId } from '#platform/random.ts'
import { findAccount, insertStore } from '#stores'
import { scene } from '#tests/scene.ts'
import { landParts } from '../../server/modules/intake/intake.ts'
import { timeOfId } from '../../server/modules/intake/messages/message.ts'
import { processMessage } from '../../server/modules/intake/receive/process.ts'
import { readCompleteness } from '../../server/modules/intake/sync/completeness.ts'
import { pollStores } from '../../server/modules/intake/sync/poll-stores.ts'
import { syncStore } from '../../server/modules/intake/sync/sync-store.ts'

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
  await pollStores(ctx)
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
  await engine.stop()
})
