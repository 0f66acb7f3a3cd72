import { expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { anOrder, codeOf, shop } from '#tests/shop.ts'
import { foldOrder } from './fold.ts'
import { orderOf } from './order-rows.ts'
import { placeOrder } from './place-order.ts'
import { findOrder, listEvents, listLines } from './store.ts'
import { takeStep } from './take-step.ts'

const level = (world: Awaited<ReturnType<typeof scene>>) =>
  world.rows(`select on_hand, reserved from stock_levels`)

test('cancelling gives the stock back, and twice is the same as once', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 2]), undefined)
  const cancel = { orderId: order.id, step: { type: 'cancel', reason: 'changed mind' } } as const
  const first = await takeStep(world.ctx, cancel)
  expect(first).toMatchObject({ status: 'CANCELLED', version: 2 })
  expect(await takeStep(world.ctx, cancel)).toEqual(first)
  expect(await level(world)).toEqual([{ on_hand: 5, reserved: 0 }])
})

test('what was shipped has left the shelf and cannot be cancelled', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 2]), undefined)
  await takeStep(world.ctx, { orderId: order.id, step: { type: 'confirm' } })
  const shipped = await takeStep(world.ctx, { orderId: order.id, step: { type: 'ship' } })
  expect(shipped.status).toBe('SHIPPED')
  expect(await level(world)).toEqual([{ on_hand: 3, reserved: 0 }])
  const late = takeStep(world.ctx, { orderId: order.id, step: { type: 'cancel', reason: 'late' } })
  await expect(late).rejects.toMatchObject({ code: 'step_not_allowed', status: 409 })
})

test('cancel and ship at once have one outcome, and the stock agrees with it', async () => {
  await using world = await shop()
  await world.given.product('MUG', 40)
  for (let round = 0; round < 10; round++) {
    const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)
    await takeStep(world.ctx, { orderId: order.id, step: { type: 'confirm' } })
    const settled = await Promise.allSettled([
      takeStep(world.ctx, { orderId: order.id, step: { type: 'cancel', reason: 'race' } }),
      takeStep(world.ctx, { orderId: order.id, step: { type: 'ship' } }),
    ])
    expect(settled.map(codeOf).toSorted()).toEqual(['fulfilled', 'step_not_allowed'])
  }
  const [shipped] = await world.rows<{ n: number }>(
    `select count(*)::int as n from orders where status = 'SHIPPED'`,
  )
  expect(await level(world)).toEqual([{ on_hand: 40 - shipped!.n, reserved: 0 }])
})

test('an editor who saw an older version is told so', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)
  await takeStep(world.ctx, { orderId: order.id, step: { type: 'hold', reason: 'manual' } })
  const stale = takeStep(world.ctx, {
    ...{ orderId: order.id, step: { type: 'confirm' }, expectedVersion: 1 },
  })
  await expect(stale).rejects.toMatchObject({ code: 'order_changed', status: 412 })
})

test('the history gives the order back as it is', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 2]), undefined)
  for (const type of ['confirm', 'ship', 'deliver'] as const) {
    await takeStep(world.ctx, { orderId: order.id, step: { type } })
  }
  await takeStep(world.ctx, {
    orderId: order.id,
    step: { type: 'take_back', goods: 'restock', lines: [{ line: 1, quantity: 1 }] },
  })
  const { db } = world.runtime
  const events = await listEvents(db, world.ctx.orgId, order.id)
  const row = await findOrder(db, world.ctx.orgId, order.id)
  const lines = await listLines(db, world.ctx.orgId, order.id)
  expect(foldOrder(events)).toEqual(orderOf(row!, lines))
})
