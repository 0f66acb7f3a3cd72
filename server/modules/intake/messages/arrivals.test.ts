import { expect, test } from 'vitest'
import { findAccount, ownWebsite } from '#stores'
import { scene } from '#tests/scene.ts'
import { createArrivals } from './arrivals.ts'

test('a flood of messages is one row for each store, and a database that is away harms nobody', async () => {
  await using world = await scene()
  const accounts = []
  for (const ctx of [world.ctx, await world.anotherOrg()]) {
    const { id } = await ownWebsite(ctx)
    accounts.push((await findAccount(ctx.db, ctx.orgId, id))!)
  }
  const told = () =>
    world.rows<{ orgId: string; storeId: string }>(
      `select org_id as "orgId", data->>'storeId' as "storeId" from history
       where type = 'message.arrived' order by 1`,
    )
  const arrivals = createArrivals(world.runtime)
  for (let count = 0; count < 500; count++) arrivals.note(accounts[count % 2]!)
  expect(await told()).toEqual([])
  await arrivals.stop()
  await arrivals.stop()
  const expected = accounts.map(({ orgId, id: storeId }) => ({ orgId, storeId }))
  expect(await told()).toEqual(expected.toSorted((a, b) => (a.orgId < b.orgId ? -1 : 1)))

  await world.rows(`alter table history rename to away`)
  arrivals.note(accounts[0]!)
  await arrivals.stop()
  await world.rows(`alter table away rename to history`)
  arrivals.note(accounts[0]!)
  await arrivals.stop()
  expect(await told()).toHaveLength(3)
})
