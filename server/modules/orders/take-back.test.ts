import { expect, test } from 'vitest'
import { addLocation, findPlace, stockChecks } from '#stock'
import { anOrder, codeOf, shop } from '#tests/shop.ts'
import { orderChecks } from './checks.ts'
import type { Order, Step } from './order.ts'
import { placeOrder } from './place-order.ts'
import { takeStep } from './take-step.ts'

type World = Awaited<ReturnType<typeof shop>>
const back = (goods: 'restock' | 'scrap', quantity?: number): Step => ({
  ...{ type: 'take_back', goods },
  ...(quantity !== undefined && { lines: [{ line: 1, quantity }] }),
})

/** Five mugs on the shelf, of which three have left for this order. */
async function sent(world: World): Promise<string> {
  await world.given.product('MUG', 5)
  const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 3]), undefined)
  for (const type of ['confirm', 'ship'] as const) {
    await takeStep(world.ctx, { orderId: order.id, step: { type } })
  }
  return order.id
}

const onHand = (world: World) =>
  world.rows(
    `select o.code, l.on_hand from stock_levels l join locations o on o.id = l.location_id
     order by o.code`,
  )

const booked = (world: World) =>
  world.rows(
    `select type, on_hand_delta as by, reason from stock_movements
     where type in ('returned', 'adjusted') order by on_hand_delta`,
  )

async function findings(world: World) {
  const scope = { orgId: world.ctx.orgId, since: null }
  const checks = [...stockChecks, ...orderChecks]
  return (await Promise.all(checks.map(({ find }) => find(world.ctx.db, scope)))).flat()
}

test('what comes back whole stands on the shelf again; what is broken came and went', async () => {
  await using world = await shop()
  const orderId = await sent(world)
  await takeStep(world.ctx, { orderId, step: back('restock', 1) })
  const order = await takeStep(world.ctx, { orderId, step: back('scrap') })
  expect(order).toMatchObject<Partial<Order>>({ status: 'RETURNED', fulfilment: 'returned' })
  expect(await onHand(world)).toEqual([{ code: 'main', on_hand: 3 }])
  expect(await booked(world)).toEqual([
    { type: 'adjusted', by: -2, reason: 'scrapped' },
    { type: 'returned', by: 1, reason: null },
    { type: 'returned', by: 2, reason: null },
  ])
  expect(await findings(world)).toEqual([])
})

test('goods may come back to another place than they left from', async () => {
  await using world = await shop()
  const orderId = await sent(world)
  await addLocation(world.ctx, { code: 'back', name: 'Returns' })
  const backTo = await findPlace(world.ctx, 'back')
  await takeStep(world.ctx, { orderId, step: back('restock', 2), backTo })
  await takeStep(world.ctx, { orderId, step: back('restock') })
  expect(await onHand(world)).toEqual([
    { code: 'back', on_hand: 2 },
    { code: 'main', on_hand: 3 },
  ])
  await expect(findPlace(world.ctx, 'moon')).rejects.toMatchObject({ code: 'location_not_found' })
  expect(await findings(world)).toEqual([])
})

test('however many take the same pieces back at once, they come back once', async () => {
  await using world = await shop()
  const orderId = await sent(world)
  const takes = [2, 2, 2, 1, 1].map((n) =>
    takeStep(world.ctx, { orderId, step: back('restock', n) }),
  )
  const codes = (await Promise.allSettled(takes)).map(codeOf)
  expect(codes).toContain('fulfilled')
  // Either less is left than is taken back, or nothing at all.
  expect(['fulfilled', 'pieces_not_there', 'step_not_allowed']).toEqual(
    expect.arrayContaining(codes),
  )
  await takeStep(world.ctx, { orderId, step: back('restock') })
  expect(await onHand(world)).toEqual([{ code: 'main', on_hand: 5 }])
  expect(await findings(world)).toEqual([])
})

test('a return that is missing in the ledger is found', async () => {
  await using world = await shop()
  const orderId = await sent(world)
  await takeStep(world.ctx, { orderId, step: back('scrap', 2) })
  await world.rows(`update stock_movements set reservation_id = null where type = 'returned'`)
  expect(await findings(world)).toMatchObject([{ detail: '2 of MUG came back, booked 0' }])
})

test('a part that was there and back leaves the rest to be shipped', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 3]), undefined)
  const take = (step: Step) => takeStep(world.ctx, { orderId: order.id, step })
  await take({ type: 'confirm' })
  await take({ type: 'ship', lines: [{ line: 1, quantity: 2 }] })
  expect(await take(back('restock'))).toMatchObject({ fulfilment: 'partly_shipped' })
  await world.rows(`update order_lines set returned_quantity = 1`)
  expect((await findings(world)).map(({ detail }) => detail)).toContain(
    '1 of MUG came back, booked 2',
  )
  await world.rows(`update order_lines set returned_quantity = 2`)
  expect(await take({ type: 'ship' })).toMatchObject({ fulfilment: 'shipped' })
  expect(await take(back('restock'))).toMatchObject({ fulfilment: 'returned' })
  expect(await onHand(world)).toEqual([{ code: 'main', on_hand: 5 }])
  expect(await findings(world)).toEqual([])
})
