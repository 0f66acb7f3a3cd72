import { createHmac } from 'node:crypto'
import { SignJWT } from 'jose'
import pg from 'pg'
import { createAuthenticator } from '#access'
import { openDatabase } from '#platform/database.ts'
import { expect, test } from 'vitest'
import { accessStage, anotherOrg, PASSWORD, type Stage, until } from './stage.ts'
import { PATIENCE } from '#tests/patience.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as object

/** A real token, and what it takes to make others that look like it. */
async function forge(stage: Stage) {
  const { id, email } = await stage.person('owner')
  const { bearer } = await stage.signedIn(email)
  const [head, payload, signature] = bearer.split('.') as [string, string, string]
  const [current] = stage.runtime.secrets.signingKeys('access-token')
  const claims = read(payload) as Record<string, unknown>
  const now = Math.floor(stage.runtime.clock.now().getTime() / 1_000)
  const sign = (changes: object, header: object = {}, key = current!.key) =>
    new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: current!.id, ...header })
      .sign(key)
  return { id, bearer, head, payload, signature, header: read(head), sign, now, current: current! }
}

test('only a token that we have signed, for now and for this API, opens the door', async () => {
  await using stage = await accessStage()
  const { bearer, head, payload, signature, header, sign, now, current } = await forge(stage)
  const otherKey = new Uint8Array(32).fill(7)
  const hmac = (key: Uint8Array | string, text: string) =>
    createHmac('sha256', key).update(text).digest('base64url')
  const raised = part({ ...read(payload), sub: '00000000-0000-7000-8000-000000000000' })
  const empty = hmac('', `${head}.${payload}`)
  const forged: Record<string, string> = {
    'alg none': `${part({ ...header, alg: 'none' })}.${payload}.`,
    'alg NONE': `${part({ ...header, alg: 'NONE' })}.${payload}.${signature}`,
    'alg HS512 with our key': await sign({}, { alg: 'HS512' }),
    'another key': await sign({}, {}, otherKey),
    'an empty key': `${head}.${payload}.${empty}`,
    'signature cut': bearer.slice(0, -4),
    'signature gone': `${head}.${payload}.`,
    'payload changed': `${head}.${raised}.${signature}`,
    'kid unknown': await sign({}, { kid: 'nobody' }),
    'kid is a path': await sign({}, { kid: '../../../../dev/null' }, new Uint8Array(1)),
    'kid is SQL': await sign({}, { kid: `x' union select 'AAAA` }, otherKey),
    'kid is of an object': await sign({}, { kid: '__proto__' }, otherKey),
    'kid is a list': `${part({ ...header, kid: [current.id] })}.${payload}.${signature}`,
    'jwk brought along': await sign({}, { jwk: { kty: 'oct', k: 'AAAA' } }, otherKey),
    'jku brought along': await sign({}, { jku: 'https://evil.example' }, otherKey),
    'crit unknown': `${part({ ...header, crit: ['exp'] })}.${payload}.${signature}`,
    expired: await sign({ exp: now - 61 }),
    'not yet valid': await sign({ nbf: now + 61 }),
    'without an end': await sign({ exp: undefined }),
    'another issuer': await sign({ iss: 'evil' }),
    'another audience': await sign({ aud: 'evil' }),
    'another type': await sign({}, { typ: 'JWT' }),
    'sid of nobody': await sign({ sid: '00000000-0000-7000-8000-000000000000' }),
    'sid is no id': await sign({ sid: `' or true --` }),
    'session of another': await sign({ sub: '00000000-0000-7000-8000-000000000000' }),
    'the key for another purpose': await sign(
      {},
      {},
      stage.runtime.secrets.signingKeys('reset')[0]!.key,
    ),
    'very long': `${head}.${payload}${'A'.repeat(3_000)}.${signature}`,
  }
  expect(await stage.call('GET', '/auth/me', { bearer })).toMatchObject({ status: 200 })
  expect(await stage.call('GET', '/auth/me', { bearer: await sign({}) })).toMatchObject({
    status: 200,
  })
  for (const [trick, token] of Object.entries(forged)) {
    const { status } = await stage.call('GET', '/auth/me', { bearer: token })
    expect([trick, status]).toEqual([trick, 401])
  }
})

test('a clock may be half a minute off, and a token ends with its time', async () => {
  await using stage = await accessStage()
  const { bearer, sign, now } = await forge(stage)
  const askWith = async (token: string) =>
    (await stage.call('GET', '/auth/me', { bearer: token })).status
  expect(await askWith(await sign({ exp: now - 20 }))).toBe(200)
  expect(await askWith(await sign({ nbf: now + 20 }))).toBe(200)
  expect(await askWith(bearer)).toBe(200)
  stage.world.pass(900_000 + 31_000)
  expect(await askWith(bearer)).toBe(401)
})

test('a token is worth nothing after logout, here at once', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const { bearer, refreshToken } = await stage.signedIn(email)
  expect(await stage.call('GET', '/auth/me', { bearer })).toMatchObject({ status: 200 })
  expect(await stage.call('POST', '/auth/logout', { bearer })).toMatchObject({ status: 204 })
  expect(await stage.call('GET', '/auth/me', { bearer })).toMatchObject({ status: 401 })
  const again = await stage.call('POST', '/auth/refresh', { body: { refreshToken } })
  expect(again).toMatchObject({ status: 401, body: { code: 'session_ended' } })
})

test('a change of the password ends all other sessions and keeps this one', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const mine = await stage.signedIn(email)
  const thief = await stage.signedIn(email)
  const change = (password: string) =>
    stage.call('POST', '/auth/password', {
      bearer: mine.bearer,
      body: { password, newPassword: 'another long password' },
    })
  expect(await change('not the password')).toMatchObject({ status: 403 })
  expect(await stage.call('GET', '/auth/me', thief)).toMatchObject({ status: 200 })
  expect(await change(PASSWORD)).toMatchObject({ status: 204 })
  expect(await stage.call('GET', '/auth/me', mine)).toMatchObject({ status: 200 })
  expect(await stage.call('GET', '/auth/me', thief)).toMatchObject({ status: 401 })
  const { refreshToken } = thief
  expect(await stage.call('POST', '/auth/refresh', { body: { refreshToken } })).toMatchObject({
    status: 401,
  })
  expect(await stage.logIn(email)).toMatchObject({ status: 401 })
})

test('a sign-in with the old password that is under way does not outlive the change', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const mine = await stage.signedIn(email)
  const brake = new pg.Client(stage.world.url)
  await brake.connect()
  // Where a sign-in has checked the password already, and its session is nearly there.
  await brake.query('begin; lock table known_addresses in exclusive mode')
  const waiting = (count: number) =>
    expect
      .poll(() =>
        stage.world.rows(`select from pg_stat_activity where wait_event_type = 'Lock'
        and datname = current_database()`),
      )
      .toHaveLength(count)
  const thief = stage.logIn(email, {}, '198.51.100.7')
  await waiting(1)
  const body = { password: PASSWORD, newPassword: 'another long password' }
  const change = stage.call('POST', '/auth/password', { ...mine, body })
  await Promise.race([change, waiting(2)])
  await brake.query('commit')
  await brake.end()
  expect(await change).toMatchObject({ status: 204 })
  const bearer = String((await thief).body['accessToken'])
  expect(await stage.call('GET', '/auth/me', { bearer })).toMatchObject({ status: 401 })
})

test('logout everywhere ends every session of the person and of nobody else', async () => {
  await using stage = await accessStage()
  const [one, other] = [await stage.person('viewer'), await stage.person('viewer')]
  const sessions = [await stage.signedIn(one.email), await stage.signedIn(one.email)]
  const stranger = await stage.signedIn(other.email)
  await stage.call('POST', '/auth/logout-everywhere', sessions[0])
  for (const session of sessions) {
    expect(await stage.call('GET', '/auth/me', session)).toMatchObject({ status: 401 })
  }
  expect(await stage.call('GET', '/auth/me', stranger)).toMatchObject({ status: 200 })
})

test('what ends in one process has ended in all of them within two seconds', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const { bearer } = await stage.signedIn(email)
  const limits = { poolMax: 2, ...PATIENCE }
  const database = openDatabase(stage.world.url, limits)
  try {
    const elsewhere = createAuthenticator({ ...stage.runtime, db: database.db })
    const ask = () => elsewhere({ bearer })
    expect(await ask()).toMatchObject({ orgId: stage.orgId })
    await stage.call('POST', '/auth/logout', { bearer })
    expect(await until(async () => (await ask()) === undefined, 2_000)).toBe(true)
  } finally {
    await database.close()
  }
})

test('another role works at once, in sessions that are open', async () => {
  await using stage = await accessStage()
  const { id, email } = await stage.person('manager')
  const theirs = await stage.signedIn(email)
  const owner = await stage.signedIn('owner@shop.example')
  expect(await stage.call('GET', '/users', theirs)).toMatchObject({ status: 200 })
  const change = { ...owner, body: { role: 'viewer' } }
  expect(await stage.call('PATCH', `/users/${id}`, change)).toMatchObject({ status: 200 })
  expect(await stage.call('GET', '/users', theirs)).toMatchObject({ status: 403 })
  await stage.call('PATCH', `/users/${id}`, { ...owner, body: { active: false } })
  expect(await stage.call('GET', '/auth/me', theirs)).toMatchObject({ status: 401 })
  expect(await stage.logIn(email)).toMatchObject({ status: 401 })
})

test('a person works in one org at a time, and only in those they belong to', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn('owner@shop.example')
  const otherOrg = await anotherOrg(stage)
  const { email } = await stage.person('viewer')
  const viewer = await stage.signedIn(email)
  const move = (who: { bearer: string }, orgId: string) =>
    stage.call('POST', '/auth/org', { ...who, body: { orgId } })
  expect(await move(viewer, otherOrg)).toMatchObject({ status: 404 })
  expect(await move(owner, otherOrg)).toMatchObject({ status: 204 })
  const me = await stage.call('GET', '/auth/me', owner)
  expect(me.body).toMatchObject({ org: { id: otherOrg }, orgs: [{}, {}], role: 'owner' })
})
