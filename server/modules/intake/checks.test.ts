import { expect, test } from 'vitest'
import { newId } from '#platform/random.ts'
import { insertStore } from '#stores'
import { scene } from '#tests/scene.ts'
import { intakeChecks } from './checks.ts'

const MINUTE_MS = 60_000

type Row = { verdict: string; minutesAgo: number; orderId?: string; results?: object[] }

async function stage() {
  const world = await scene()
  const { ctx } = world
  const id = newId()
  const store = { id, key: id, platform: 'shopify', uid: 'mill.example', name: 'Mill' }
  await insertStore(ctx.db, ctx.orgId, store)
  return Object.assign(world, {
    message: ({ verdict, minutesAgo, orderId, results }: Row) =>
      world.rows(
        `insert into messages (org_id, id, received_at, store_id, platform, source, body_bytes,
           digest, verdict, order_id, results)
         values ($1, $2, now() - $3 * interval '1 minute', $4, 'shopify', 'sent', 0, '', $5, $6, $7)`,
        [ctx.orgId, newId(), minutesAgo, id, verdict, orderId, results && JSON.stringify(results)],
      ),
    found: async (orgId = ctx.orgId, since: Date | null = null) => {
      const all = intakeChecks.map(async ({ name, find }) =>
        (await find(ctx.db, { orgId, since })).map(() => name),
      )
      return (await Promise.all(all)).flat()
    },
  })
}

test('a message that is judged, or is still new, is in order', async () => {
  await using world = await stage()
  await world.message({ verdict: 'working', minutesAgo: 14 })
  await world.message({ verdict: 'parked', minutesAgo: 60 })
  await world.message({ verdict: 'created', minutesAgo: 60, orderId: newId() })
  await world.message({ verdict: 'created', minutesAgo: 60, results: [{}] })
  expect(await world.found()).toEqual([])
})

test('a message that was never judged is found, whenever it began', async () => {
  await using world = await stage()
  await world.message({ verdict: 'working', minutesAgo: 16 })
  const unjudged = ['intake.messages_are_judged']
  expect(await world.found()).toEqual(unjudged)
  expect(await world.found(world.ctx.orgId, new Date())).toEqual(unjudged)
  expect(await world.found((await world.anotherOrg()).orgId)).toEqual([])
})

test('a message that created an order and names none is found', async () => {
  await using world = await stage()
  await world.message({ verdict: 'created', minutesAgo: 5 })
  const unnamed = ['intake.created_names_its_order']
  expect(await world.found()).toEqual(unnamed)
  const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS)
  expect(await world.found(world.ctx.orgId, ago(6))).toEqual(unnamed)
  expect(await world.found(world.ctx.orgId, ago(4))).toEqual([])
})
