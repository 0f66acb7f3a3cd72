import { expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { findCredentials } from '../sessions/store.ts'
import { isPassword } from '../passwords/hash.ts'
import { presetRoles } from '../permissions.ts'
import { createOrg, defaultOrgId, ensureFirstOrg } from './first-org.ts'

const OWNER = { email: 'Owner@shop.example' }

test('of five processes that start at once one makes the owner, and shows the password', async () => {
  await using world = await scene()
  await world.rows('delete from orgs')
  await expect(defaultOrgId(world.runtime)).rejects.toThrow('Start Penstock once')
  const firsts = await Promise.all(
    Array.from({ length: 5 }, () => ensureFirstOrg(world.runtime, OWNER)),
  )
  expect(new Set(firsts.map(({ orgId }) => orgId)).size).toBe(1)
  const made = firsts.filter(({ created }) => created)
  expect(made).toHaveLength(1)
  const { password } = made[0]!
  expect(firsts.filter((first) => first.password !== undefined)).toEqual(made)

  const owner = await findCredentials(world.runtime.db, 'owner@shop.example')
  expect(await isPassword(password!, owner!.passwordHash)).toBe(true)
  expect(await defaultOrgId(world.runtime)).toBe(made[0]!.orgId)
  expect(await world.rows('select slug from orgs')).toEqual([{ slug: 'main' }])
})

test('a given password is used and not shown, and a later start changes nothing', async () => {
  await using world = await scene()
  const given = { ...OWNER, password: 'correct horse battery' }
  const first = await ensureFirstOrg(world.runtime, given)
  expect(first).toEqual({ orgId: world.ctx.orgId, created: true })
  const again = await ensureFirstOrg(world.runtime, { email: 'other@shop.example' })
  expect(again).toEqual({ orgId: world.ctx.orgId, created: false })
  expect(await world.rows('select email from users')).toEqual([{ email: 'owner@shop.example' }])
})

test('a release brings what is new in its roles to all orgs, and leaves own roles alone', async () => {
  await using world = await scene()
  await ensureFirstOrg(world.runtime, OWNER)
  const other = await createOrg(world.runtime, {
    name: 'Other',
    slug: 'other',
    ownerEmail: OWNER.email,
  })
  await world.rows(`update roles set permissions = '{orders.read}' where org_id is not null`)
  await world.rows(
    `insert into roles (org_id, id, name, permissions, created_at)
     values ($1, gen_random_uuid(), 'Own', '{stock.read}', now())`,
    [other.id],
  )
  await ensureFirstOrg(world.runtime, OWNER)
  const roles = await world.rows<{ orgId: string; name: string; permissions: string[] }>(
    `select org_id as "orgId", name, permissions from roles`,
  )
  const own = roles.filter(({ name }) => name === 'Own')
  expect(own).toMatchObject([{ orgId: other.id, permissions: ['stock.read'] }])
  const presets = roles.filter(({ name }) => name !== 'Own')
  expect(presets).toHaveLength(2 * Object.keys(presetRoles).length)
  for (const { name, permissions } of presets) {
    expect(permissions).toEqual(presetRoles[name as keyof typeof presetRoles])
  }
})

test('an own role keeps its people and rights when a release brings a preset of its name', async () => {
  await using world = await scene()
  await ensureFirstOrg(world.runtime, OWNER)
  await world.rows(`delete from roles where name = 'packer'`)
  await world.rows(
    `insert into roles (org_id, id, name, permissions, created_at)
     values ($1, gen_random_uuid(), 'packer', '{stock.read}', now())`,
    [world.ctx.orgId],
  )
  await ensureFirstOrg(world.runtime, OWNER)
  const roles = await world.rows(
    `select name, permissions, preset from roles where name like 'packer%' order by name`,
  )
  expect(roles).toEqual([
    { name: 'packer', permissions: presetRoles.packer, preset: 'packer' },
    { name: 'packer (own)', permissions: ['stock.read'], preset: null },
  ])
})
