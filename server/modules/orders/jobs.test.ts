import { expect, test } from 'vitest'
import { anOrder, shop } from '#tests/shop.ts'
import { orderJobs } from './jobs.ts'
import { placeOrder } from './place-order.ts'
import { getOrder } from './read-order.ts'
import { takeStep } from './take-step.ts'

const signal = new AbortController().signal
type Name = keyof typeof orderJobs

async function unpaidOrder() {
  const world = await shop()
  await world.given.product('MUG', 10)
  const place = async () => {
    const order = { ...anOrder(['MUG', 1]), payment: { method: 'test' as const } }
    return (await placeOrder(world.ctx, world.engine, order, undefined)).order.id
  }
  const run = (name: Name, payload: object) => orderJobs[name].run(world.ctx, payload, signal)
  const state = async (id: string) => {
    const { status, payment } = await getOrder(world.ctx, id)
    return { status, payment }
  }
  return { world, place, run, state }
}

test('a word about the money that comes late does not take back a later one', async () => {
  const { world, place, run, state } = await unpaidOrder()
  await using _world = world
  const orderId = await place()
  await run('orders.apply_payment', { orderId })
  await run('orders.note_lost_payment', { orderId })
  expect(await state(orderId)).toEqual({ status: 'CONFIRMED', payment: 'paid' })
  await takeStep(world.ctx, { orderId, step: { type: 'cancel', reason: 'x' } })
  await run('orders.apply_refund', { orderId, amountMinor: 1_000 })
  await run('orders.apply_payment', { orderId })
  await run('orders.apply_decline', { orderId })
  expect(await state(orderId)).toEqual({ status: 'CANCELLED', payment: 'refunded' })
})

test('only what is still unpaid ends when its time is over, and none keeps the others', async () => {
  const { world, place, run, state } = await unpaidOrder()
  await using _world = world
  const [paid, unpaid] = [await place(), await place()]
  // It was paid after the list of those to be ended had been read.
  world.skipHistories()
  await world.rows(`update orders set payment = 'paid' where id = $1`, [paid])
  world.pass(2 * 3_600_000)
  await run('orders.end_unpaid', {})
  expect(await state(paid)).toEqual({ status: 'PLACED', payment: 'paid' })
  expect(await state(unpaid)).toMatchObject({ status: 'CANCELLED' })
  expect(await world.rows('select id from reservations')).toEqual([])
})
