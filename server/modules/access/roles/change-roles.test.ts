import { expect, test } from 'vitest'
import { type Scene, scene } from '#tests/scene.ts'
import { ensureFirstOrg } from '../orgs/first-org.ts'
import { changeUser } from '../people/change-user.ts'
import { inviteUser } from '../people/invite-user.ts'
import { changeRole, createRole, removeRole } from './change-roles.ts'

const ROUNDS = 12

async function stage(): Promise<Scene> {
  const world = await scene()
  await ensureFirstOrg(world.runtime, { email: 'owner@shop.example' })
  return world
}

/** The codes of what was refused; a fault that is no refusal is thrown. */
async function refusals(tries: Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(tries)
  return settled.flatMap((one) => {
    if (one.status === 'fulfilled') return []
    const { code, status } = one.reason as { code?: string; status?: number }
    if (status === undefined) throw one.reason
    return [String(code)]
  })
}

test('of two roles that get one name at once, one gets it', async () => {
  await using world = await stage()
  const { ctx } = world
  const make = (name: string) => createRole(ctx, { name, permissions: ['orders.read'] })
  const [one, other] = [await make('One'), await make('Other')]
  for (let round = 0; round < ROUNDS; round++) {
    const renamed = [one, other].map(({ id }) =>
      changeRole(ctx, { roleId: id, name: `Night ${round}` }),
    )
    expect(await refusals(renamed)).toEqual(['role_taken'])
  }
  await expect(changeRole(ctx, { roleId: one.id, name: 'owner' })).rejects.toMatchObject({
    code: 'role_taken',
  })
})

test('a role that is given while it is removed is either there or was never given', async () => {
  await using world = await stage()
  const { ctx } = world
  const { userId } = await inviteUser(ctx, { email: 'packer@shop.example', role: 'packer' })
  for (let round = 0; round < ROUNDS; round++) {
    const name = `Helper ${round}`
    const { id } = await createRole(ctx, { name, permissions: ['orders.read'] })
    const given = [
      removeRole(ctx, id),
      inviteUser(ctx, { email: `helper-${round}@shop.example`, role: name }),
      changeUser(ctx, { userId, role: name }),
    ]
    const refused = await refusals(given)
    const isGone = refused.includes('role_not_found')
    expect(refused.toSorted()).toEqual(
      isGone ? ['role_not_found', 'role_not_found'] : ['role_in_use'],
    )
  }
})
