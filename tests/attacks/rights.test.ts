import { createOrg } from '#access'
import { expect, test } from 'vitest'
import { removeUser } from '../../server/modules/access/people/change-user.ts'
import { accessStage, anotherOrg, type Method, PASSWORD, type Stage } from './stage.ts'

const OWNER = 'owner@shop.example'

/** An owner here, and one of each thing that belongs to another org. */
async function twoOrgs(stage: Stage) {
  const here = await stage.signedIn(OWNER)
  const there = await stage.signedIn(OWNER)
  const otherOrg = await anotherOrg(stage)
  await stage.call('POST', '/auth/org', { ...there, body: { orgId: otherOrg } })
  const { id: userId } = await stage.person('viewer', otherOrg)
  const role = await stage.call('POST', '/roles', {
    ...there,
    body: { name: 'Helper', permissions: ['orders.read'] },
  })
  const key = await stage.call('POST', '/api-keys', {
    ...there,
    body: { name: 'Theirs', scopes: ['orders.read'] },
  })
  const ids = { userId, roleId: String(role.body['id']), keyId: String(key.body['apiKey'].id) }
  return { here, there, ...ids }
}

test('what belongs to another org does not exist, on every route', async () => {
  await using stage = await accessStage()
  const { here, there, userId, roleId, keyId } = await twoOrgs(stage)
  const calls: [Method, string, object?][] = [
    ['GET', `/users/${userId}`],
    ['PATCH', `/users/${userId}`, { active: false }],
    ['PATCH', `/users/${userId}`, { role: 'owner' }],
    ['DELETE', `/users/${userId}`],
    ['PATCH', `/roles/${roleId}`, { permissions: [] }],
    ['DELETE', `/roles/${roleId}`],
    ['POST', `/api-keys/${keyId}/rotate`, {}],
    ['DELETE', `/api-keys/${keyId}`],
    ['GET', `/users?role=Helper`],
    ['POST', '/users', { email: 'new@shop.example', role: 'Helper' }],
  ]
  for (const [method, path, body] of calls) {
    const { status } = await stage.call(method, path, { ...here, ...(body && { body }) })
    expect([method, path, status]).toEqual([method, path, 404])
  }
  for (const [list, field] of [
    ['/users', 'users'],
    ['/roles', 'roles'],
    ['/api-keys', 'apiKeys'],
  ] as const) {
    const rows = (await stage.call('GET', list, here)).body[field] as { id: string }[]
    const found = rows.map(({ id }) => id).filter((id) => [userId, roleId, keyId].includes(id))
    expect([list, found]).toEqual([list, []])
  }
  expect(await stage.call('GET', `/users/${userId}`, there)).toMatchObject({ status: 200 })
})

test('each route asks for its permission, and a customer has none of them', async () => {
  await using stage = await accessStage()
  const { email, id } = await stage.person('customer')
  const customer = await stage.signedIn(email)
  const calls: [Method, string, object?][] = [
    ['GET', '/users'],
    ['GET', `/users/${id}`],
    ['POST', '/users', { email: 'x@shop.example', role: 'customer' }],
    ['PATCH', `/users/${id}`, { role: 'owner' }],
    ['DELETE', `/users/${id}`],
    ['GET', '/roles'],
    ['POST', '/roles', { name: 'Mine', permissions: [] }],
    ['PATCH', `/roles/${id}`, { permissions: [] }],
    ['DELETE', `/roles/${id}`],
    ['GET', '/api-keys'],
    ['POST', '/api-keys', { name: 'Mine', scopes: ['orders.read'] }],
    ['POST', `/api-keys/${id}/rotate`, {}],
    ['DELETE', `/api-keys/${id}`],
  ]
  for (const [method, path, body] of calls) {
    const options = body ? { body } : {}
    const theirs = await stage.call(method, path, { ...customer, ...options })
    expect([method, path, theirs.status]).toEqual([method, path, 403])
    const nobodys = await stage.call(method, path, options)
    expect([method, path, nobodys.status]).toEqual([method, path, 401])
  }
})

test('no field beyond the known ones is taken, so no role comes in with it', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn(OWNER)
  const { id, email } = await stage.person('viewer')
  const viewer = await stage.signedIn(email)
  const extras: object[] = [
    { role: 'owner' },
    { roleId: id },
    { org_id: id },
    { orgId: id },
    { permissions: ['users.manage'] },
    { id },
    { emailVerified: true },
    JSON.parse('{"constructor":{"prototype":{"role":"owner"}}}') as object,
    JSON.parse('{"__proto__":{"role":"owner"}}') as object,
  ]
  const register = { email: 'buyer@shop.example', password: PASSWORD, name: 'Buyer' }
  for (const extra of extras) {
    const bodies: [Method, string, object][] = [
      ['POST', '/auth/register', Object.assign({}, register, extra)],
      ['PATCH', '/auth/me', Object.assign({ name: 'Me' }, extra)],
      ['POST', '/auth/login', Object.assign({ email, password: PASSWORD }, extra)],
    ]
    for (const [method, path, body] of bodies) {
      // Written by hand, because an object would lose its `__proto__` on the way.
      const own = Object.hasOwn(extra, '__proto__') ? { ['__proto__']: 1 } : {}
      const text = { ...body, ...own }
      if (JSON.stringify(text) === JSON.stringify({ ...body }) && own['__proto__']) continue
      const { status } = await stage.call(method, path, { ...viewer, body: text })
      expect([path, extra, status]).toEqual([path, extra, 400])
    }
  }
  const change = await stage.call('PATCH', `/users/${id}`, { ...owner, body: { id, name: 'x' } })
  expect(change.status).toBe(400)
  const users = await stage.world.rows(`select 1 from users where email = $1`, [register.email])
  expect(users).toEqual([])
  const me = await stage.call('GET', '/auth/me', viewer)
  expect(me.body).toMatchObject({ role: 'viewer', user: { id, name: 'viewer' } })
})

test('nobody gives what they do not have, by role, by key or by a person', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn(OWNER)
  const boss = await stage.person('owner')
  const body = {
    name: 'Recruiter',
    permissions: ['users.read', 'users.manage', 'roles.manage', 'keys.manage', 'orders.read'],
  }
  expect(await stage.call('POST', '/roles', { ...owner, body })).toMatchObject({ status: 201 })
  const { email, id } = await stage.person('Recruiter')
  const recruiter = await stage.signedIn(email)
  const tries: [Method, string, object?][] = [
    ['POST', '/users', { email: 'friend@shop.example', role: 'owner' }],
    ['POST', '/users', { email: 'friend@shop.example', role: 'viewer' }],
    ['PATCH', `/users/${id}`, { role: 'manager' }],
    ['PATCH', `/users/${boss.id}`, { role: 'Recruiter' }],
    ['PATCH', `/users/${boss.id}`, { active: false }],
    ['DELETE', `/users/${boss.id}`],
    ['POST', '/roles', { name: 'More', permissions: ['payments.refund'] }],
    ['POST', '/api-keys', { name: 'More', scopes: ['orders.read', 'payments.refund'] }],
  ]
  for (const [method, path, more] of tries) {
    const { status, body: answer } = await stage.call(method, path, {
      ...recruiter,
      ...(more && { body: more }),
    })
    expect([path, more, status, answer['code']]).toEqual([path, more, 403, 'grant_exceeds_own'])
  }
  const helper = { name: 'Helper', permissions: ['orders.read'] }
  expect(await stage.call('POST', '/roles', { ...recruiter, body: helper })).toMatchObject({
    status: 201,
  })
  const friend = { email: 'friend@shop.example', role: 'Helper' }
  expect(await stage.call('POST', '/users', { ...recruiter, body: friend })).toMatchObject({
    status: 201,
  })
})

test('a key cannot be rotated by somebody who has less than the key', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn(OWNER)
  const body = { name: 'Strong', scopes: ['payments.refund'] }
  const issued = await stage.call('POST', '/api-keys', { ...owner, body })
  const role = { name: 'Keys', permissions: ['keys.manage'] }
  await stage.call('POST', '/roles', { ...owner, body: role })
  const { email } = await stage.person('Keys')
  const weak = await stage.signedIn(email)
  const path = `/api-keys/${issued.body['apiKey'].id}`
  expect(await stage.call('POST', `${path}/rotate`, { ...weak, body: {} })).toMatchObject({
    status: 403,
  })
  expect(await stage.call('DELETE', path, weak)).toMatchObject({ status: 204 })
})

test('an org keeps an owner, even when all eight of them leave at once', async () => {
  await using stage = await accessStage()
  const first = await stage.signedIn(OWNER)
  const { body } = await stage.call('GET', '/auth/me', first)
  const firstId = String(body['user'].id)
  for (const change of [{ role: 'viewer' }, { active: false }]) {
    const { status } = await stage.call('PATCH', `/users/${firstId}`, { ...first, body: change })
    expect(status).toBe(409)
  }
  const others = await Promise.all(Array.from({ length: 7 }, () => stage.person('owner')))
  const ids = [firstId, ...others.map(({ id }) => id)]
  const left = await Promise.allSettled(ids.map((id) => removeUser(others[0]!.ctx, id)))
  const refused = left.filter((one) => one.status === 'rejected')
  expect(refused).toMatchObject([{ reason: { code: 'last_owner', status: 409 } }])
})

test('a person of two orgs keeps their password and their name, whoever invites them', async () => {
  await using stage = await accessStage()
  const { id, email } = await stage.person('viewer')
  const otherOrg = await anotherOrg(stage)
  const there = await stage.signedIn(OWNER)
  await stage.call('POST', '/auth/org', { ...there, body: { orgId: otherOrg } })
  const body = { email, name: 'Renamed', role: 'viewer', password: 'a password of the attacker' }
  const invited = await stage.call('POST', '/users', { ...there, body })
  expect(invited).toMatchObject({ status: 201, body: { invitation: null, user: { id } } })
  expect(await stage.logIn(email)).toMatchObject({
    status: 200,
    body: { user: { name: 'viewer', passwordChangeDue: false } },
  })
})

test('an org that has invited somebody comes in nowhere else by them', async () => {
  await using stage = await accessStage()
  const { here, there } = await twoOrgs(stage)
  const asked = [
    { email: 'linked@shop.example', role: 'viewer' },
    { email: 'given@shop.example', role: 'viewer', password: 'the inviter knows it' },
  ]
  for (const body of asked) {
    const invited = await stage.call('POST', '/users', { ...here, body })
    expect(invited.status).toBe(201)
    const elsewhere = { ...there, body: { email: body.email, role: 'owner' } }
    expect(await stage.call('POST', '/users', elsewhere)).toMatchObject({
      status: 409,
      body: { code: 'invited_elsewhere' },
    })
    const owned = { name: 'Third', slug: 'third', ownerEmail: body.email }
    await expect(createOrg(stage.runtime, owned)).rejects.toMatchObject({
      code: 'invited_elsewhere',
    })
    // Once they have a password of their own, they are let in as everybody is.
    const token = invited.body['invitation']?.token as string | undefined
    if (token)
      await stage.call('POST', '/auth/password-reset/confirm', {
        body: { token, password: PASSWORD },
      })
    else {
      const changed = { password: body.password, newPassword: PASSWORD }
      const { body: session } = await stage.logIn(body.email, { password: body.password })
      const bearer = String(session['accessToken'])
      await stage.call('POST', '/auth/password', { bearer, body: changed })
    }
    expect(await stage.call('POST', '/users', elsewhere)).toMatchObject({ status: 201 })
  }
})

test('a language that somebody chose is theirs at the next sign-in, and nobody else’s', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const me = await stage.signedIn(email)
  const chosen = await stage.call('PATCH', '/auth/me', { ...me, body: { language: 'hi' } })
  expect(chosen).toMatchObject({ status: 200, body: { user: { name: 'viewer', language: 'hi' } } })
  const unknown = await stage.call('PATCH', '/auth/me', { ...me, body: { language: 'xx' } })
  expect(unknown).toMatchObject({ status: 400 })
  expect(await stage.logIn(email)).toMatchObject({ body: { user: { language: 'hi' } } })
  expect(await stage.logIn(OWNER)).toMatchObject({ body: { user: { language: null } } })
})
