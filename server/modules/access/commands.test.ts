import { expect, test } from 'vitest'
import type { Options } from '#platform/command.ts'
import { scene } from '#tests/scene.ts'
import { accessCommands } from './commands.ts'
import { ensureFirstOrg } from './orgs/first-org.ts'
import { confirmReset } from './passwords/reset-password.ts'
import { isPassword } from './passwords/hash.ts'
import { createAuthenticator } from './sessions/authenticate.ts'
import { findCredentials } from './sessions/store.ts'

const PASSWORD = 'correct horse battery'

async function stage() {
  const world = await scene()
  const { runtime, ctx } = world
  await ensureFirstOrg(runtime, { email: 'owner@shop.example', password: PASSWORD })
  const run = async (name: string, options: Options = {}, ...words: string[]) => {
    const command = accessCommands.find((one) => one.name === name)!
    const { json, text } = await command.run({ runtime, ctx, directUrl: world.url }, options, words)
    return { json: json as Record<string, string>, text }
  }
  return { world, runtime, run, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

test('a person made by the command line signs in with the password that was given', async () => {
  await using here = await stage()
  const email = 'Packer@shop.example'
  await here.run('users create', { email, password: PASSWORD, role: 'packer', name: 'P' })
  const made = await findCredentials(here.runtime.db, 'packer@shop.example')
  expect(made).toMatchObject({ name: 'P', passwordChangeDue: false })
  expect(await isPassword(PASSWORD, made!.passwordHash)).toBe(true)
  expect((await here.run('users list')).text).toContain('packer@shop.example  packer')
})

test('what is wrong with a command is said in words', async () => {
  await using here = await stage()
  const wrong: [string, Options, RegExp][] = [
    ['users create', { email: 'x', role: 'packer' }, /email/],
    ['users create', { email: 'x@shop.example', role: 'packer', password: 'short' }, /at least 12/],
    ['users create', { email: 'x@shop.example', role: 'nobody' }, /no such role/],
    ['users create', { email: 'owner@shop.example', role: 'packer' }, /belongs to the org already/],
    ['users reset-link', { email: 'x@shop.example' }, /no such person/],
    ['keys create', { name: 'K' }, /^--scopes is missing\.$/],
    [
      'keys create',
      { name: 'K', scopes: 'orders.read', 'expires-days': 'x' },
      /^--expires-days must/,
    ],
    ['keys create', { name: 'K', scopes: 'orders.raed' }, /no such permission/],
    ['keys revoke', {}, /keys list/],
    ['orgs create', { name: 'Other' }, /owner/],
  ]
  for (const [name, options, words] of wrong) {
    await expect(here.run(name, options)).rejects.toThrow(words)
  }
})

test('a link from the command line gives a new password', async () => {
  await using here = await stage()
  const { json, text } = await here.run('users reset-link', { email: 'owner@shop.example' })
  expect(text).toContain(`#${json['token']}`)
  const password = 'another long password'
  await confirmReset(here.world.ctx, { token: json['token']!, password })
  const owner = await findCredentials(here.runtime.db, 'owner@shop.example')
  expect(await isPassword(password, owner!.passwordHash)).toBe(true)
  expect(owner!.emailVerifiedAt).toBeNull()
  const log = await here.world.rows(
    `select action, actor_name, after->>'email' as email from audit_log
     where org_id = $1 and action like 'password%' order by seq`,
    [here.world.ctx.orgId],
  )
  const { email } = owner!
  expect(log).toEqual([
    { action: 'password_reset.handed_out', actor_name: here.world.ctx.actor.name, email },
    { action: 'password.reset', actor_name: owner!.name, email: null },
  ])
})

test('a key of the command line works until it is revoked by its id', async () => {
  await using here = await stage()
  const options = { name: 'Bench', scopes: 'orders.read, orders.place', 'expires-days': '1' }
  const { json, text } = await here.run('keys create', options)
  const authenticate = createAuthenticator(here.runtime)
  const ask = () => authenticate({ bearer: text })
  expect(await ask()).toMatchObject({ permissions: new Set(['orders.place', 'orders.read']) })
  const { id } = json['apiKey'] as unknown as { id: string }
  expect((await here.run('keys list')).text).toContain(id)
  await here.run('keys revoke', {}, id)
  expect(await ask()).toBeUndefined()
})

test('another org has an owner and its own roles', async () => {
  await using here = await stage()
  const options = { name: 'Brand Two', owner: 'owner@shop.example' }
  const { json } = await here.run('orgs create', options)
  expect(json).toMatchObject({ slug: 'brand-two' })
  await expect(here.run('orgs create', options)).rejects.toThrow(/an org with this name/)
  const { text } = await here.run('orgs list')
  expect(text.split('\n').toSorted()).toEqual(['brand-two  Brand Two', 'main  main'])
})
