import { expect, test } from 'vitest'
import { accessStage, PASSWORD } from './stage.ts'

test('a refresh token works once, and the second time ends the session for both', async () => {
  await using stage = await accessStage()
  const { id, email } = await stage.person('viewer')
  const first = await stage.signedIn(email)
  const refresh = (refreshToken: string) =>
    stage.call('POST', '/auth/refresh', { body: { refreshToken } })

  const next = await refresh(first.refreshToken)
  expect(next.status).toBe(200)
  const bearer = String(next.body['accessToken'])
  expect(await stage.call('GET', '/auth/me', { bearer })).toMatchObject({ status: 200 })

  expect(await refresh(first.refreshToken)).toMatchObject({ status: 401 })
  expect(await stage.call('GET', '/auth/me', { bearer })).toMatchObject({ status: 401 })
  expect(await stage.call('GET', '/auth/me', first)).toMatchObject({ status: 401 })
  expect(await refresh(String(next.body['refreshToken']))).toMatchObject({ status: 401 })

  await refresh(first.refreshToken)
  const written = await stage.world.rows(
    `select actor_id from audit_log where org_id = $1 and action = 'refresh_token.reused'`,
    [stage.orgId],
  )
  expect(written).toEqual([{ actor_id: id }])
})

test('of twenty that refresh at once with one token exactly one wins, and the session ends', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const { refreshToken } = await stage.signedIn(email)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      stage.call('POST', '/auth/refresh', { body: { refreshToken } }),
    ),
  )
  const won = answers.filter(({ status }) => status === 200)
  expect(won).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(19)
  const bearer = String(won[0]!.body['accessToken'])
  expect(await stage.call('GET', '/auth/me', { bearer })).toMatchObject({ status: 401 })
})

test('a session ends after its time, however often it is renewed', async () => {
  await using stage = await accessStage({ PENSTOCK_SESSION_TTL_S: '3600' })
  const { email } = await stage.person('viewer')
  let { refreshToken } = await stage.signedIn(email)
  for (let quarter = 1; quarter < 4; quarter++) {
    stage.world.pass(900_000)
    const next = await stage.call('POST', '/auth/refresh', { body: { refreshToken } })
    expect(next.status).toBe(200)
    refreshToken = String(next.body['refreshToken'])
  }
  stage.world.pass(900_001)
  expect(await stage.call('POST', '/auth/refresh', { body: { refreshToken } })).toMatchObject({
    status: 401,
  })
})

test('the cookie of a browser is safe: no script, no other site, no plain http', async () => {
  await using stage = await accessStage({ PENSTOCK_PUBLIC_URL: 'https://shop.example' })
  const { email } = await stage.person('viewer')
  const reply = await stage.logIn(email, { session: 'cookie' })
  const cookie = String(reply.headers['set-cookie'])
  expect(cookie).toMatch(/^__Host-penstock=[\w-]{43}; Path=\/;/)
  for (const flag of ['HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie).toContain(`; ${flag}`)
  expect(cookie).not.toContain('Domain')
  expect(Object.keys(reply.body)).toEqual(['user'])
  expect(reply.headers['cache-control']).toBe('no-store')
  const me = await stage.call('GET', '/auth/me', { cookie: cookie.split(';', 1)[0]! })
  expect(me).toMatchObject({ status: 200, body: { user: { email } } })
  const out = await stage.call('POST', '/auth/logout', { cookie: cookie.split(';', 1)[0]! })
  expect(String(out.headers['set-cookie'])).toMatch(/^__Host-penstock=; .*Max-Age=0/)
})

test('a planted cookie never becomes the session of whoever signs in with it', async () => {
  await using stage = await accessStage()
  const [victim, attacker] = [await stage.person('viewer'), await stage.person('viewer')]
  const planted = String(
    (await stage.logIn(attacker.email, { session: 'cookie' })).headers['set-cookie'],
  ).split(';', 1)[0]!
  for (const cookie of [planted, 'penstock_session=chosen-by-the-attacker-0123456789']) {
    const reply = await stage.call('POST', '/auth/login', {
      cookie,
      body: { email: victim.email, password: PASSWORD, session: 'cookie' },
    })
    const given = String(reply.headers['set-cookie']).split(';', 1)[0]!
    expect(given).not.toBe(cookie)
    expect((await stage.call('GET', '/auth/me', { cookie: given })).body).toMatchObject({
      user: { id: victim.id },
    })
    const mine = await stage.call('GET', '/auth/me', { cookie })
    expect(mine.body['user']?.id).not.toBe(victim.id)
  }
})

test('a change by cookie from a foreign page is refused, and so are two cookies', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const reply = await stage.logIn(email, { session: 'cookie' })
  const cookie = String(reply.headers['set-cookie']).split(';', 1)[0]!
  const foreign = { cookie, headers: { 'sec-fetch-site': 'cross-site' } }
  expect(await stage.call('POST', '/auth/logout-everywhere', foreign)).toMatchObject({
    status: 403,
  })
  const twice = { cookie: `${cookie}; penstock_session=planted` }
  expect(await stage.call('GET', '/auth/me', twice)).toMatchObject({ status: 401 })
  expect(await stage.call('GET', '/auth/me', { cookie })).toMatchObject({ status: 200 })
})

test('a cookie is no bearer, a bearer no cookie, and a refresh token neither', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const { bearer, refreshToken } = await stage.signedIn(email)
  const reply = await stage.logIn(email, { session: 'cookie' })
  const secret = /=([^;]+)/.exec(String(reply.headers['set-cookie']))![1]!
  for (const shown of [
    { bearer: secret },
    { bearer: refreshToken },
    { cookie: `penstock_session=${bearer}` },
    { cookie: `penstock_session=${refreshToken}` },
  ]) {
    expect(await stage.call('GET', '/auth/me', shown)).toMatchObject({ status: 401 })
  }
})

test('whoever was put out and is let in again signs in anew', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn('owner@shop.example')
  const { id, email } = await stage.person('packer')
  const putOut: [string, () => Promise<unknown>][] = [
    [
      'deactivated',
      () => stage.call('PATCH', `/users/${id}`, { ...owner, body: { active: false } }),
    ],
    ['removed', () => stage.call('DELETE', `/users/${id}`, owner)],
  ]
  for (const [how, out] of putOut) {
    const { bearer, refreshToken } = await stage.signedIn(email)
    expect([how, await stage.call('GET', '/auth/me', { bearer })]).toMatchObject([
      how,
      { status: 200 },
    ])
    await out()
    await stage.call('PATCH', `/users/${id}`, { ...owner, body: { active: true } })
    await stage.call('POST', '/users', { ...owner, body: { email, role: 'packer' } })
    const again = await stage.call('POST', '/auth/refresh', { body: { refreshToken } })
    expect([how, again]).toMatchObject([how, { status: 401 }])
    const old = await stage.call('GET', '/auth/me', { bearer })
    expect([how, old]).toMatchObject([how, { status: 401 }])
  }
  expect(await stage.logIn(email)).toMatchObject({ status: 200 })
})

test('one sees and ends one’s own sessions; those of others do not exist', async () => {
  await using stage = await accessStage()
  const [one, other] = [await stage.person('viewer'), await stage.person('owner')]
  const mine = await stage.signedIn(one.email)
  const second = await stage.signedIn(one.email)
  const theirs = await stage.signedIn(other.email)
  const list = async (who: { bearer: string }) =>
    (await stage.call('GET', '/auth/sessions?limit=50', who)).body['sessions'] as {
      id: string
      current: boolean
    }[]
  const sessions = await list(mine)
  expect(sessions.map(({ current }) => current)).toEqual([false, true])
  const [foreign] = await list(theirs)
  expect(await stage.call('DELETE', `/auth/sessions/${foreign!.id}`, mine)).toMatchObject({
    status: 404,
  })
  expect(await stage.call('GET', '/auth/me', theirs)).toMatchObject({ status: 200 })
  expect(await stage.call('DELETE', `/auth/sessions/${sessions[0]!.id}`, mine)).toMatchObject({
    status: 204,
  })
  expect(await stage.call('GET', '/auth/me', second)).toMatchObject({ status: 401 })
})

test('a header that is no token leaves the cookie its word, also where the session ends', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const { headers } = await stage.logIn(email, { session: 'cookie' })
  const [cookie] = String(headers['set-cookie']).split(';')
  const basic = { cookie: cookie!, headers: { authorization: 'Bearer of,nothing' } }
  expect(await stage.call('GET', '/auth/me', basic)).toMatchObject({ status: 200 })
  const { body } = await stage.call('GET', '/auth/sessions', basic)
  expect(body['sessions']).toMatchObject([{ current: true }])
  expect(await stage.call('POST', '/auth/logout', basic)).toMatchObject({ status: 204 })
})
