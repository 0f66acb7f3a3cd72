import { expect, test } from 'vitest'
import { orderChecks, orderJobs, placeOrder, takeStep } from '#orders'
import { stockChecks } from '#stock'
import { anOrder, codeOf, shop } from '#tests/shop.ts'

type World = Awaited<ReturnType<typeof shop>>

async function findings({ ctx }: World) {
  const scope = { orgId: ctx.orgId, since: null }
  const found = await Promise.all(
    [...stockChecks, ...orderChecks].map((check) => check.find(ctx.db, scope)),
  )
  return found.flat()
}

const HOUR_MS = 3_600_000

const endUnpaid = ({ ctx }: World) =>
  orderJobs['orders.end_unpaid'].run(ctx, {}, AbortSignal.timeout(5_000))

test('cancel, ship and expiry at once have one outcome, and the stock agrees with it', async () => {
  await using world = await shop()
  await world.given.product('MUG', 30)
  const order = { ...anOrder(['MUG', 1]), payment: { method: 'test' as const } }
  for (let round = 0; round < 15; round++) {
    const { order: placed } = await placeOrder(world.ctx, world.engine, order, undefined)
    const orderId = placed.id
    await takeStep(world.ctx, { orderId, step: { type: 'confirm' } })
    world.pass(2 * HOUR_MS)
    const settled = await Promise.allSettled([
      takeStep(world.ctx, { orderId, step: { type: 'cancel', reason: 'changed mind' } }),
      takeStep(world.ctx, { orderId, step: { type: 'ship' } }),
      endUnpaid(world),
    ])
    const [cancel, ship, expiry] = settled.map(codeOf)
    // Either the parcel leaves, or the order is cancelled by one and the other finds it done.
    expect(new Set([cancel, ship])).toEqual(new Set(['fulfilled', 'step_not_allowed']))
    expect(['fulfilled', ...(ship === 'fulfilled' ? ['step_not_allowed'] : [])]).toContain(expiry)
  }
  await endUnpaid(world)
  const [shipped] = await world.rows<{ count: number }>(
    `select count(*)::int from orders where status = 'SHIPPED'`,
  )
  expect(await world.rows(`select on_hand, reserved from stock_levels`)).toEqual([
    { on_hand: 30 - shipped!.count, reserved: 0 },
  ])
  expect(await findings(world)).toEqual([])
})
