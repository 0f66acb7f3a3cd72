import { expect, test } from 'vitest'
import { paymentChecks, paymentJobs } from '#payments'
import { stockChecks } from '#stock'
import { anOrder, codeOf, shop } from '#tests/shop.ts'
import { withoutPieces } from './cancel-lines.ts'
import { orderChecks } from './checks.ts'
import { orderJobs } from './jobs.ts'
import type { Line, Order } from './order.ts'
import { placeOrder } from './place-order.ts'
import { getOrder, getOrderAt, getTimeline } from './read-order.ts'
import { takeStep } from './take-step.ts'

type World = Awaited<ReturnType<typeof shop>>
const signal = new AbortController().signal

async function placed(world: World, method: 'cod' | 'test', ...lines: [string, number][]) {
  const body = { ...anOrder(...lines), payment: { method } }
  return (await placeOrder(world.ctx, world.engine, body, undefined)).order.id
}

function cancel({ ctx }: World, orderId: string, ...pieces: [line: number, quantity: number][]) {
  const lines = pieces.map(([line, quantity]) => ({ line, quantity }))
  return takeStep(ctx, { orderId, step: { type: 'cancel_lines', reason: 'sold out', lines } })
}

const levels = ({ rows }: World) =>
  rows(`select sku, on_hand, reserved from stock_levels order by sku`)

const intents = ({ rows }: World) =>
  rows(`select purpose, number, amount_minor::int as amount, state from payment_intents
        order by purpose, number`)

async function findings({ ctx }: World) {
  const scope = { orgId: ctx.orgId, since: null }
  const checks = [...stockChecks, ...orderChecks, ...paymentChecks]
  return (await Promise.all(checks.map(({ find }) => find(ctx.db, scope)))).flat()
}

/** What the job of a cancelled piece does, for all that were told; the order hears of the money. */
async function lowerCharge({ ctx, rows }: World, orderId: string): Promise<void> {
  const { events } = await getTimeline(ctx, orderId)
  for (const { data } of events.filter(({ type }) => type === 'order.lines_cancelled')) {
    await paymentJobs['payments.lower_charge'].run(ctx, data, signal)
  }
  await noteRefunds({ ctx, rows }, orderId)
}

async function noteRefunds({ ctx, rows }: Pick<World, 'ctx' | 'rows'>, orderId: string) {
  const told = await rows<{ data: never }>(
    `select data from history where type = 'payment.refunded' and subject_id = $1 order by id`,
    [orderId],
  )
  for (const { data } of told) await orderJobs['orders.apply_refund'].run(ctx, data, signal)
}

test('pieces that are cancelled are on sale again, cost nothing, and the rest goes its way', async () => {
  await using world = await shop()
  await world.given.product('CUP', 9, 500)
  await world.given.product('MUG', 5)
  const id = await placed(world, 'cod', ['MUG', 3], ['CUP', 2])
  const before = await getOrder(world.ctx, id)
  const after = await cancel(world, id, [1, 2])
  expect(after).toMatchObject({
    ...{ status: 'PLACED', itemsMinor: 4_000, cancelledMinor: 2_000, version: 2 },
    lines: [{ cancelledQuantity: 2 }, { cancelledQuantity: 0 }],
    grandTotalMinor: before.totals.grandTotalMinor - 2_000,
  })
  expect(await levels(world)).toEqual([
    { sku: 'CUP', on_hand: 9, reserved: 2 },
    { sku: 'MUG', on_hand: 5, reserved: 1 },
  ])
  await takeStep(world.ctx, { orderId: id, step: { type: 'confirm' } })
  const shipped = await takeStep(world.ctx, { orderId: id, step: { type: 'ship' } })
  expect(shipped).toMatchObject({ status: 'SHIPPED', fulfilment: 'shipped' })
  expect(await levels(world)).toEqual([
    { sku: 'CUP', on_hand: 7, reserved: 0 },
    { sku: 'MUG', on_hand: 4, reserved: 0 },
  ])
  expect(await findings(world)).toEqual([])
})

test('the order as it was before is still told, and why it changed', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const id = await placed(world, 'cod', ['MUG', 3])
  const before = await getOrder(world.ctx, id)
  await cancel(world, id, [1, 1])
  const past = await getOrderAt(world.ctx, id, new Date(before.updatedAt))
  expect(past).toMatchObject({ totals: before.totals, lines: [{ cancelledQuantity: 0 }] })
  const { events } = await getTimeline(world.ctx, id)
  expect(events.at(-1)).toMatchObject({
    type: 'order.lines_cancelled',
    data: { reason: 'sold out', after: { cancelledMinor: 1_000 } },
  })
})

test('whoever cancels all that is there cancels the order', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const id = await placed(world, 'cod', ['MUG', 2])
  await cancel(world, id, [1, 1])
  expect(await cancel(world, id, [1, 1])).toMatchObject({ status: 'CANCELLED', holds: [] })
  const { events } = await getTimeline(world.ctx, id)
  expect(events.at(-1)).toMatchObject({ type: 'order.cancelled', data: { reason: 'sold out' } })
  expect(await levels(world)).toEqual([{ sku: 'MUG', on_hand: 5, reserved: 0 }])
  await expect(cancel(world, id, [1, 1])).rejects.toMatchObject({ code: 'step_not_allowed' })
  expect(await findings(world)).toEqual([])
})

test('what has left is not cancelled: it is refused with what each line still has', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const id = await placed(world, 'cod', ['MUG', 3])
  await takeStep(world.ctx, { orderId: id, step: { type: 'confirm' } })
  const lines = [{ line: 1, quantity: 2 }]
  await takeStep(world.ctx, { orderId: id, step: { type: 'ship', lines } })
  const refusal = { code: 'pieces_not_open', status: 409 }
  const details = { lines: [{ line: 1, quantity: 1 }] }
  await expect(cancel(world, id, [1, 2])).rejects.toMatchObject({ ...refusal, details })
  const rest = await cancel(world, id, [1, 1])
  expect(rest).toMatchObject({ lifecycle: 'confirmed', status: 'SHIPPED', fulfilment: 'shipped' })
  await expect(cancel(world, id, [1, 1])).rejects.toMatchObject({
    ...{ ...refusal, details: { lines: [] } },
  })
  expect(await levels(world)).toEqual([{ sku: 'MUG', on_hand: 3, reserved: 0 }])
  expect(await findings(world)).toEqual([])
})

test('cash at the door is less by what was cancelled', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const id = await placed(world, 'cod', ['MUG', 3])
  await cancel(world, id, [1, 1])
  await cancel(world, id, [1, 1])
  await lowerCharge(world, id)
  const { totals } = await getOrder(world.ctx, id)
  expect(await intents(world)).toEqual([
    { purpose: 'charge', number: 1, amount: totals.grandTotalMinor, state: 'due' },
  ])
})

test('what was paid beyond the new total goes back once, and the rest with the order', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const id = await placed(world, 'test', ['MUG', 3])
  await paymentJobs['payments.settle_charge'].run(world.ctx, { orderId: id }, signal)
  await orderJobs['orders.apply_payment'].run(world.ctx, { orderId: id }, signal)
  const paid = (await getOrder(world.ctx, id)).totals.grandTotalMinor
  await cancel(world, id, [1, 1])
  await lowerCharge(world, id)
  await cancel(world, id, [1, 1])
  await lowerCharge(world, id)
  expect(await getOrder(world.ctx, id)).toMatchObject({
    ...{ status: 'CONFIRMED', payment: 'partly_refunded' },
    totals: { grandTotalMinor: paid - 2_000, refundedMinor: 2_000 },
  })
  const back = { purpose: 'refund', state: 'succeeded' }
  const charge = { purpose: 'charge', number: 1, amount: paid, state: 'succeeded' }
  const parts = [1, 2].map((number) => ({ ...back, number, amount: 1_000 }))
  expect(await intents(world)).toEqual([charge, ...parts])
  expect(await findings(world)).toEqual([])

  await takeStep(world.ctx, { orderId: id, step: { type: 'cancel', reason: 'all of it' } })
  await paymentJobs['payments.undo_charge'].run(world.ctx, { orderId: id }, signal)
  await paymentJobs['payments.undo_charge'].run(world.ctx, { orderId: id }, signal)
  await noteRefunds(world, id)
  const rest = { ...back, number: 3, amount: paid - 2_000 }
  expect(await intents(world)).toEqual([charge, ...parts, rest])
  expect(await getOrder(world.ctx, id)).toMatchObject({
    ...{ status: 'CANCELLED', payment: 'refunded', totals: { refundedMinor: paid } },
  })
  expect(await findings(world)).toEqual([])
})

test('nothing is given back as long as nobody knows whether it was taken', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const id = await placed(world, 'test', ['MUG', 3])
  await world.rows(`update payment_intents set state = 'unknown'`)
  await cancel(world, id, [1, 1])
  await expect(lowerCharge(world, id)).rejects.toThrow('not known yet')
  expect(await intents(world)).toMatchObject([{ purpose: 'charge', state: 'unknown' }])
})

test('line cancel, ship, full cancel and expiry at once leave books that agree', async () => {
  await using world = await shop()
  await world.given.product('MUG', 60)
  for (let round = 0; round < 10; round++) {
    const orderId = await placed(world, 'test', ['MUG', 2])
    await takeStep(world.ctx, { orderId, step: { type: 'confirm' } })
    world.pass(2 * 3_600_000)
    const settled = await Promise.allSettled([
      cancel(world, orderId, [1, 1]),
      takeStep(world.ctx, { orderId, step: { type: 'ship' } }),
      takeStep(world.ctx, { orderId, step: { type: 'cancel', reason: 'race' } }),
      orderJobs['orders.end_unpaid'].run(world.ctx, {}, signal),
    ])
    const [some, ship, whole] = settled.map(codeOf)
    // A parcel of two leaves nothing to cancel, and of an order that is over nothing is left.
    expect(['fulfilled', 'pieces_not_open', 'step_not_allowed']).toContain(some)
    expect(new Set([ship, whole])).toEqual(new Set(['fulfilled', 'step_not_allowed']))
    expect(await findings(world)).toEqual([])
  }
})

test('pieces that nobody has are given up first, and with the last of them the hold', () => {
  const order = anOrderOf({ quantity: 5, shortQuantity: 2 }, { holds: ['risk', 'stock_short'] })
  const one = withoutPieces(order, [{ line: 1, quantity: 1 }])!
  expect(one).toMatchObject({ lines: [{ shortQuantity: 1 }], holds: ['risk', 'stock_short'] })
  const three = withoutPieces(order, [{ line: 1, quantity: 3 }])!
  expect(three).toMatchObject({ lines: [{ shortQuantity: 0 }], holds: ['risk'] })
})

test('a line that nobody could map and nobody wants holds no order', () => {
  const order = anOrderOf({ sku: null, quantity: 2 }, { holds: ['unmapped_sku'] })
  const [some, all] = [1, 2].map((quantity) => withoutPieces(order, [{ line: 1, quantity }])!)
  expect([some!.holds, all!.holds]).toEqual([['unmapped_sku'], []])
})

test('discount and tax go with the pieces, and all pieces take all of it', () => {
  const line = { quantity: 3, unitPriceMinor: 100, discountMinor: 50, taxMinor: 25 }
  const money = { itemsMinor: 300, discountMinor: 50, taxMinor: 25, shippingMinor: 40 }
  const order = anOrderOf(line, { ...money, taxIncluded: false, grandTotalMinor: 315 })
  let now = order
  const left = [1, 2, 3].map(() => {
    now = withoutPieces(now, [{ line: 1, quantity: 1 }])!
    return now.grandTotalMinor
  })
  // 100 less its 16 of the discount, with its 8 of the tax.
  expect(left).toEqual([315 - 92, 315 - 183, 40])
  expect(now.cancelledMinor).toBe(275)
})

test('what the order of a platform costs is for the platform to say', () => {
  const order = anOrderOf({ quantity: 3 }, { externalId: '4711', grandTotalMinor: 300 })
  expect(withoutPieces(order, [{ line: 1, quantity: 2 }])).toMatchObject({
    ...{ grandTotalMinor: 300, cancelledMinor: 0, lines: [{ cancelledQuantity: 2 }] },
  })
})

function anOrderOf(line: Partial<Line>, more: Partial<Order>): Order {
  const bare = {
    ...{ line: 1, sku: 'MUG', unitPriceMinor: 100, discountMinor: 0, taxMinor: 0 },
    ...{ cancelledQuantity: 0, shippedQuantity: 0, returnedQuantity: 0, shortQuantity: 0 },
  }
  const order = { id: 'o', externalId: 'o', holds: [], taxIncluded: true, fulfilment: 'none' }
  const money = { cancelledMinor: 0, grandTotalMinor: 300 }
  return { ...order, ...money, lines: [{ ...bare, ...line }], ...more } as unknown as Order
}
