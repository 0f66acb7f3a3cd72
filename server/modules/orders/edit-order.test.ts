import { expect, test } from 'vitest'
import { inTransaction } from '#platform/database.ts'
import { anOrder, shop } from '#tests/shop.ts'
import { addNote, editOrder, readNotes } from './edit-order.ts'
import { placeOrder } from './place-order.ts'
import { getOrder, getOrderAt, getTimeline } from './read-order.ts'
import { findOrder } from './store.ts'
import { takeStepIn } from './take-step.ts'

async function placedOrder() {
  const world = await shop()
  await world.given.product('MUG', 5)
  const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)
  return { world, orderId: order.id }
}

test('an edit by a person stands in the history and in the audit log', async () => {
  const { world, orderId } = await placedOrder()
  await using _world = world
  const ctx = { ...world.ctx, actor: { type: 'user', id: orderId, name: 'Meera' } as const }
  const edited = await editOrder(ctx, { orderId, tags: ['gift', 'gift', 'b2b'] })
  expect([edited.tags, edited.version]).toEqual([['b2b', 'gift'], 2])
  const entries = await world.rows('select action, after from audit_log')
  expect(entries).toMatchObject([{ action: 'order.edited', after: { tags: ['b2b', 'gift'] } }])
})

test('an address that is mended stands in the history, and not in the audit log', async () => {
  const { world, orderId } = await placedOrder()
  await using _world = world
  const ctx = { ...world.ctx, actor: { type: 'user', id: orderId, name: 'Meera' } as const }
  const shippingAddress = { line1: '7 Lake Road', city: 'Pune', country: 'IN' }
  expect(await editOrder(ctx, { orderId, shippingAddress })).toMatchObject({ shippingAddress })
  const { events } = await getTimeline(world.ctx, orderId)
  expect(events.at(-1)).toMatchObject({ data: { after: { shippingAddress } } })
  const log = JSON.stringify(await world.rows('select action, before, after from audit_log'))
  expect(log).toContain('order.edited')
  expect(log).not.toContain('Lake Road')
})

test('an edit that changes nothing is no change', async () => {
  const { world, orderId } = await placedOrder()
  await using _world = world
  const once = await editOrder(world.ctx, { orderId, tags: ['gift'] })
  expect(await editOrder(world.ctx, { orderId, tags: ['gift'] })).toEqual(once)
})

test('a note is kept and told', async () => {
  const { world, orderId } = await placedOrder()
  await using _world = world
  await addNote(world.ctx, orderId, 'Call before noon.')
  expect(await readNotes(world.ctx, orderId)).toMatchObject([{ text: 'Call before noon.' }])
  const { events } = await getTimeline(world.ctx, orderId)
  expect(events.map(({ type }) => type)).toEqual(['order.placed', 'order.note_added'])
})

test('the order as it was before an edit can be read again', async () => {
  const { world, orderId } = await placedOrder()
  await using _world = world
  const { events } = await getTimeline(world.ctx, orderId)
  const before = new Date(events[0]!.at)
  await world.rows('select pg_sleep(0.005)')
  await editOrder(world.ctx, { orderId, tags: ['gift'] })
  expect((await getOrderAt(world.ctx, orderId, before)).tags).toEqual([])
  expect((await getOrderAt(world.ctx, orderId, new Date(Date.now() + 1_000))).tags).toEqual([
    'gift',
  ])
})

test('the order as it was when it last changed is the order itself', async () => {
  const { world, orderId } = await placedOrder()
  await using _world = world
  for (const tag of ['a', 'b', 'c']) {
    const { version } = await editOrder(world.ctx, { orderId, tags: [tag] })
    const now = await getOrder(world.ctx, orderId)
    expect(now.version).toBe(version)
    expect(await getOrderAt(world.ctx, orderId, new Date(now.updatedAt))).toEqual(now)
  }
})

test('a change that has waited for another one is the later one', async () => {
  const { world, orderId } = await placedOrder()
  await using _world = world
  await inTransaction(world.ctx.db, async (tx) => {
    // What PostgreSQL calls now is this moment until the end of the transaction.
    await world.rows('select pg_sleep(0.005)')
    await editOrder(world.ctx, { orderId, tags: ['first'] })
    const { updatedAt } = await getOrder(world.ctx, orderId)
    await takeStepIn(world.ctx, tx, { orderId, step: { type: 'confirm' } })
    const later = (await findOrder(tx, world.ctx.orgId, orderId))!.updatedAt
    expect(later.toISOString() > updatedAt).toBe(true)
  })
})

test('a moment before the order came in says when it did', async () => {
  const { world, orderId } = await placedOrder()
  await using _world = world
  const { events } = await getTimeline(world.ctx, orderId)
  await expect(getOrderAt(world.ctx, orderId, new Date('2020-01-01'))).rejects.toMatchObject({
    ...{ code: 'order_not_here_yet', status: 404, details: { since: events[0]!.at } },
  })
})
