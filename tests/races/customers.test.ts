import { expect, test } from 'vitest'
import { OrderEngine, placeOrder } from '#orders'
import { scoped } from '#platform/events.ts'
import { newId } from '#platform/random.ts'
import { watchSettings } from '#settings'
import { ownWebsite } from '#stores'
import type { Scene } from '#tests/scene.ts'
import { anOrder, codeOf, shop } from '#tests/shop.ts'
import { mergeCustomers, undoMerge } from '../../server/modules/customers/merges/merge-customers.ts'

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

test('who is new with an e-mail is found by the phone in the same batch as in the next one', async () => {
  await using world = await shop()
  await world.given.product('MUG', 10)
  const place = (customer: object) => {
    const body = { ...anOrder(['MUG', 1]), customer: { name: 'Asha', ...customer } }
    return placeOrder(world.ctx, world.engine, body, undefined)
  }
  // What never changes is known, so that two calls of one moment are one batch.
  const watch = watchSettings(world.runtime)
  await ownWebsite(world.ctx)
  const phone = '+91 98765 43210'
  await Promise.all([place({ email: 'asha@example.com', phone }), place({ phone })])
  await place({ phone })
  watch.stop()
  expect(await world.rows('select email, phone from customers')).toEqual([
    { email: 'asha@example.com', phone: '+919876543210' },
  ])
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

test('however many merge and take back at once, nobody leads to somebody who was merged', async () => {
  await using world = await shop()
  const people = Array.from({ length: 5 }, () => newId())
  for (const id of people) {
    const row = [world.ctx.orgId, id, `${id}@x.example`]
    await world.rows(`insert into customers (org_id, id, name, email) values ($1, $2, '', $3)`, row)
  }
  for (let round = 0; round < 12; round++) {
    const made: { customerId: string; mergeId: string }[] = []
    const pairs = people.flatMap((into, i) => [1, 2].map((n) => [into, people[(i + n) % 5]!]))
    const merges = pairs.map(async ([intoId, fromId]) => {
      const customerId = intoId!
      made.push({
        customerId,
        mergeId: await mergeCustomers(world.ctx, { intoId: customerId, fromId: fromId! }),
      })
    })
    expect(refusals(await Promise.allSettled(merges))).toEqual(['customer_merged'])
    expect(await astray(world)).toEqual([])
    const roots = people.flatMap((customerId) =>
      made.map(({ mergeId }) => ({ customerId, mergeId })),
    )
    const undone = roots.map((undo) => undoMerge(world.ctx, undo))
    expect(refusals(await Promise.allSettled(undone))).toEqual(['merge_not_found'])
    expect(await astray(world)).toEqual([])
  }
})

const refusals = (settled: PromiseSettledResult<unknown>[]) => [
  ...new Set(settled.map(codeOf).filter((code) => code !== 'fulfilled')),
]

/** Rows that lead elsewhere than the merges that hold say. */
const astray = (world: Scene) =>
  world.rows(`
    with recursive person (id, root) as (
      select id, id from customers c where not exists (
        select 1 from customer_merges m where m.from_id = c.id and m.undone_at is null)
      union all
      select m.from_id, p.root from person p
      join customer_merges m on m.into_id = p.id and m.undone_at is null
    )
    select c.id from customers c left join person p on p.id = c.id
    where c.merged_into is distinct from nullif(p.root, c.id) or p.id is null`)
