import { expect, test } from 'vitest'
import { OrderEngine, placeOrder } from '#orders'
import { scoped } from '#platform/events.ts'
import { newId } from '#platform/random.ts'
import { anOrder, codeOf, shop } from '#tests/shop.ts'

const SPELLINGS = ['+91 98765 43210', '0091-98765-43210', '(+91) 9876543210']

test.for<[what: string, customer: (i: number) => object]>([
  ['by e-mail', (i) => ({ email: i % 2 ? 'ASHA@example.com' : 'asha@example.com' })],
  ['by phone alone, however it is spelled', (i) => ({ phone: SPELLINGS[i % 3]! })],
])('a new person who orders fifty times at once is one customer: %s', async ([, customer]) => {
  await using world = await shop()
  await world.given.product('MUG', 1_000)
  const other = new OrderEngine(world.runtime, { directUrl: world.url })
  const place = (i: number) => {
    const body = { ...anOrder(['MUG', 1]), customer: { name: `Asha ${i}`, ...customer(i) } }
    return placeOrder(world.ctx, i % 2 ? other : world.engine, body, undefined)
  }
  const settled = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => place(i)))
  await other.stop()
  expect(new Set(settled.map(codeOf))).toEqual(new Set(['fulfilled']))
  expect(await world.rows('select count(*) from customers')).toEqual([{ count: 1 }])
  expect(await world.rows('select count(distinct customer_id) from orders')).toEqual([{ count: 1 }])
})

test('a new login that orders twenty times at once is one customer', async () => {
  await using world = await shop()
  await world.given.product('MUG', 1_000)
  const actor = { type: 'user', id: newId(), name: 'Asha' } as const
  const permissions = new Set(['orders.place_own'])
  const ctx = scoped(world.runtime, { orgId: world.ctx.orgId, actor, permissions })
  const place = () => placeOrder(ctx, world.engine, anOrder(['MUG', 1]), undefined)
  const settled = await Promise.allSettled(Array.from({ length: 20 }, place))
  expect(new Set(settled.map(codeOf))).toEqual(new Set(['fulfilled']))
  expect(await world.rows('select count(*) from customers')).toEqual([{ count: 1 }])
  expect(await world.rows('select count(distinct customer_id) from orders')).toEqual([{ count: 1 }])
})
