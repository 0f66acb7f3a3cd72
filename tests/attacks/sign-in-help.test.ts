import { createOrg } from '#access'
import { expect, test } from 'vitest'
import { accessStage, anotherOrg, type Person, type Stage } from './stage.ts'
import { turnOnTotp } from './two-step.ts'

const NEW = 'another long password'
type Session = Awaited<ReturnType<Stage['signedIn']>>

const makeLink = (stage: Stage, by: Session, { id }: Pick<Person, 'id'>) =>
  stage.call('POST', `/users/${id}/reset-link`, by)
const turnOff = (stage: Stage, by: Session, { id }: Pick<Person, 'id'>) =>
  stage.call('DELETE', `/users/${id}/totp`, by)
const confirm = (stage: Stage, link: { body: Record<string, unknown> }) =>
  stage.call('POST', '/auth/password-reset/confirm', {
    body: { token: link.body['token'], password: NEW },
  })

test('a link that is handed out gives a new password once, and ends what was before', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn('owner@shop.example')
  const person = await stage.person('packer')
  const session = await stage.signedIn(person.email)
  const lost = await makeLink(stage, owner, person)
  const link = await makeLink(stage, owner, person)
  expect(link).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } })
  expect(link.body['url']).toContain(`#${link.body['token']}`)
  expect(Date.parse(link.body['expiresAt']) - stage.runtime.clock.now().getTime()).toBe(86_400_000)

  expect(await confirm(stage, lost)).toMatchObject({ status: 410 })
  expect(await confirm(stage, link)).toMatchObject({ status: 200, body: { email: person.email } })
  expect(await confirm(stage, link)).toMatchObject({ status: 410 })
  expect(await stage.call('GET', '/auth/me', session)).toMatchObject({ status: 401 })
  expect(await stage.logIn(person.email, { password: NEW })).toMatchObject({
    ...{ status: 200, body: { user: { emailVerified: false, passwordChangeDue: false } } },
  })
  const log = await stage.world.rows(
    `select actor_name, after from audit_log where org_id = $1
     and action = 'password_reset.handed_out' order by seq`,
    [stage.orgId],
  )
  const entry = { actor_name: 'Owner', after: { email: person.email } }
  expect(log).toEqual([entry, entry])
})

test('a link is valid for a day, that of an invitation for a week', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn('owner@shop.example')
  const body = { email: 'new@shop.example', role: 'packer' }
  const invited = await stage.call('POST', '/users', { ...owner, body })
  const person = await stage.person('packer')
  const [link, invitation] = [
    await makeLink(stage, owner, person),
    await makeLink(stage, owner, invited.body['user']),
  ]
  expect(await confirm(stage, { body: invited.body['invitation'] })).toMatchObject({ status: 410 })
  stage.world.pass(86_400_000)
  expect(await confirm(stage, link)).toMatchObject({ status: 410 })
  stage.world.pass(5 * 86_400_000)
  expect(await confirm(stage, invitation)).toMatchObject({ status: 200 })
})

test('who lost the authenticator gets in with the password when the second step is off', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn('owner@shop.example')
  const person = await stage.person('packer')
  const { code, confirm: turnOn } = await turnOnTotp(stage, person)
  const codes = (await turnOn(code())).body['recoveryCodes'] as string[]
  expect(await confirm(stage, await makeLink(stage, owner, person))).toMatchObject({ status: 200 })
  // A link alone does not get past the second step.
  const signIn = (more = {}) => stage.logIn(person.email, { password: NEW, ...more })
  expect(await signIn()).toMatchObject({ status: 401, body: { code: 'totp_required' } })
  expect(await turnOff(stage, owner, person)).toMatchObject({ status: 204 })
  expect(await turnOff(stage, owner, person)).toMatchObject({ status: 204 })
  expect(await signIn()).toMatchObject({ status: 200, body: { user: { totp: false } } })

  await stage.world.rows(
    `update users set password_hash = (select password_hash from users
    where email = 'owner@shop.example') where id = $1`,
    [person.id],
  )
  const again = await turnOnTotp(stage, person)
  stage.world.pass(60_000)
  await again.confirm(again.code())
  const old = await stage.logIn(person.email, { totp: codes[0] })
  expect(old).toMatchObject({ status: 401, body: { code: 'totp_wrong' } })
  const log = await stage.world.rows(
    `select actor_name from audit_log where org_id = $1 and action = 'totp.disabled'`,
    [stage.orgId],
  )
  expect(log).toEqual([{ actor_name: 'Owner' }])
})

test('nobody changes so how they sign in themselves, or who may do more', async () => {
  await using stage = await accessStage()
  const [manager, owner, packer] = [
    await stage.person('manager'),
    await stage.person('owner'),
    await stage.person('packer'),
  ]
  const [asManager, asPacker] = [
    await stage.signedIn(manager.email),
    await stage.signedIn(packer.email),
  ]
  for (const help of [makeLink, turnOff]) {
    expect(await help(stage, asManager, manager)).toMatchObject({
      ...{ status: 409, body: { code: 'own_sign_in' } },
    })
    expect(await help(stage, asManager, owner)).toMatchObject({
      ...{ status: 403, body: { code: 'grant_exceeds_own' } },
    })
    expect(await help(stage, asPacker, manager)).toMatchObject({ status: 403 })
    const nobody = { id: stage.orgId }
    expect(await help(stage, asManager, nobody)).toMatchObject({ status: 404 })
  }
  expect(await stage.world.rows('select 1 from password_resets')).toEqual([])
})

test('no org takes over what a person uses in another one', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn('owner@shop.example')
  const [invited, founder] = [await stage.person('packer'), await stage.person('packer')]
  const early = [await makeLink(stage, owner, invited), await makeLink(stage, owner, founder)]
  const there = await stage.signedIn('owner@shop.example')
  const orgId = await anotherOrg(stage)
  await stage.call('POST', '/auth/org', { ...there, body: { orgId } })
  const body = { email: invited.email, role: 'owner' }
  expect(await stage.call('POST', '/users', { ...there, body })).toMatchObject({ status: 201 })
  const theirs = { name: 'Theirs', slug: 'theirs', ownerEmail: founder.email }
  await createOrg(stage.runtime, theirs)

  for (const link of early) expect(await confirm(stage, link)).toMatchObject({ status: 410 })
  for (const person of [invited, founder]) {
    for (const help of [makeLink, turnOff]) {
      expect(await help(stage, owner, person)).toMatchObject({
        ...{ status: 409, body: { code: 'member_elsewhere' } },
      })
    }
    expect(await stage.logIn(person.email)).toMatchObject({ status: 200 })
  }
})
