import { expect, test } from 'vitest'
import { keepListings } from '#channels'
import { OrderEngine } from '#orders'
import { newId } from '#platform/random.ts'
import { findAccount, insertStore } from '#stores'
import { scene } from '#tests/scene.ts'
import { landParts } from '../../server/modules/intake/intake.ts'
import { timeOfId } from '../../server/modules/intake/messages/message.ts'
import { processMessage } from '../../server/modules/intake/receive/process-message.ts'

const headers = { 'x-shopify-topic': 'inventory_levels/update' }
const updated_at = '2026-01-15T12:00:00Z'

test('what a platform says of its stock confirms our number or has it pushed again', async () => {
  await using world = await scene()
  const { ctx, runtime, rows } = world
  await world.given.product('MUG', 3)
  const storeId = newId()
  await insertStore(ctx.db, ctx.orgId, {
    ...{ id: storeId, key: 'mill', platform: 'shopify', uid: 'mill.example', name: 'Mill' },
  })
  const mug = { productId: '1', variantId: '2', sku: 'MUG', title: 'Mug', quantity: 3 }
  await keepListings(ctx, storeId, [{ ...mug, extra: { inventoryItemId: '7', locationId: '9' } }])
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  const engine = new OrderEngine(runtime, { directUrl: world.url })
  const land = landParts(runtime, engine)

  const after = async (state: string, available: number | null, item = 7) => {
    const [push_state, dirty_at] = state === 'dirty' ? ['visible', '2026-01-15'] : [state, null]
    await rows(`update listings set push_state = $1, dirty_at = $2, pushed = 3, seen = 3`, [
      ...[push_state, dirty_at],
    ])
    const body = { inventory_item_id: item, location_id: 9, available, updated_at }
    const id = newId()
    const [result] = await processMessage(land, ctx, {
      ...{ id, receivedAt: timeOfId(id), account, source: 'sent', headers },
      body: Buffer.from(JSON.stringify(body)),
    })
    const [listing] = await rows<{ state: string; waits: boolean; seen: number }>(
      `select push_state as state, dirty_at is not null as waits, seen from listings`,
    )
    return [result!.status, listing!.state, listing!.waits, listing!.seen]
  }
  expect(await after('accepted', 3)).toEqual(['ignored', 'visible', false, 3])
  expect(await after('submitted', 5)).toEqual(['ignored', 'submitted', false, 3])
  expect(await after('visible', 3)).toEqual(['ignored', 'visible', false, 3])
  expect(await after('visible', 5)).toEqual(['updated', 'waiting', true, 5])
  expect(await after('visible', null)).toEqual(['ignored', 'accepted', false, 3])
  expect(await after('dirty', 5)).toEqual(['ignored', 'waiting', true, 5])
  expect(await after('none', 5)).toEqual(['ignored', 'none', false, 3])
  expect(await after('visible', 5, 8)).toEqual(['ignored', 'visible', false, 3])
  await land.arrivals.stop()
  expect(await rows(`select data from history where type = 'message.arrived'`)).toEqual([
    { data: { storeId } },
  ])
  expect(await rows(`select distinct reason from messages where verdict = 'updated'`)).toEqual([
    { reason: expect.stringContaining('pushed again') },
  ])
  await engine.stop()
})

test('of a product that changed, each variant that buyers see is looked at', async () => {
  await using world = await scene()
  const { ctx, runtime, rows } = world
  for (const sku of ['RED', 'BLUE', 'CUP']) await world.given.product(sku, 3)
  const storeId = newId()
  await insertStore(ctx.db, ctx.orgId, {
    ...{ id: storeId, key: 'mill', platform: 'bigcommerce', uid: 'mill', name: 'Mill' },
  })
  const one = { title: 'Mug', quantity: 3 }
  await keepListings(ctx, storeId, [
    { ...one, productId: '7', variantId: '74', sku: 'RED' },
    { ...one, productId: '7', variantId: '75', sku: 'BLUE' },
    { ...one, productId: '8', variantId: '80', sku: 'CUP' },
  ])
  await rows(`update listings set push_state = 'visible', dirty_at = null, pushed = 3, seen = 3`)
  await rows(`update listings set push_state = 'accepted' where sku = 'BLUE'`)
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  const engine = new OrderEngine(runtime, { directUrl: world.url })
  const land = landParts(runtime, engine)
  const inventory = { product_id: 7, method: 'absolute', value: 50 }
  const hook = { scope: 'store/product/inventory/updated', producer: 'stores/mill' }
  const body = { ...hook, data: { type: 'product', id: 7, inventory }, created_at: 1_768_478_400 }
  const id = newId()
  await processMessage(land, ctx, {
    ...{ id, receivedAt: timeOfId(id), account, source: 'sent', headers: {} },
    body: Buffer.from(JSON.stringify(body)),
  })
  expect(
    await rows('select sku, push_state as state, pushed, seen from listings order by ref'),
  ).toEqual([
    { sku: 'RED', state: 'accepted', pushed: 3, seen: 3 },
    { sku: 'BLUE', state: 'accepted', pushed: 3, seen: 3 },
    { sku: 'CUP', state: 'visible', pushed: 3, seen: 3 },
  ])
  await land.arrivals.stop()
  await engine.stop()
})
