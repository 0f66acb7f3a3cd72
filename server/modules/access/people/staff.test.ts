import { expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { ensureFirstOrg } from '../orgs/first-org.ts'
import { createRole } from '../roles/change-roles.ts'
import { inviteUser } from './invite-user.ts'
import { listMembers } from './store.ts'

test('who works here is listed without the customers, newest first, page by page', async () => {
  await using world = await scene()
  const { ctx } = world
  await ensureFirstOrg(world.runtime, { email: 'owner@shop.example' })
  await createRole(ctx, { name: 'Night', permissions: ['orders.read'] })
  for (const role of ['packer', 'customer', 'Night', 'customer', 'packer', 'customer']) {
    const { length } = await listMembers(ctx.db, ctx.orgId, { limit: 100 })
    await inviteUser(ctx, { email: `${length}@shop.example`, role })
  }
  const staff = async (page: { after?: string; limit: number }) =>
    listMembers(ctx.db, ctx.orgId, { ...page, staff: true })
  const first = await staff({ limit: 2 })
  expect(first.map(({ email }) => email)).toEqual(['5@shop.example', '3@shop.example'])
  const rest = await staff({ after: first[1]!.id, limit: 9 })
  expect(rest.map(({ role }) => role)).toEqual(['packer', 'owner'])
  expect(await listMembers(ctx.db, ctx.orgId, { limit: 100 })).toHaveLength(7)
})
