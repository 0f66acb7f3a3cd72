import { expect, test } from 'vitest'
import { accessStage, PASSWORD, type Stage } from './stage.ts'

const OWNER = 'owner@shop.example'
const HOUR_MS = 3_600_000

async function issue(stage: Stage, scopes: string[], more: object = {}) {
  const owner = await stage.signedIn(OWNER)
  const { status, body } = await stage.call('POST', '/api-keys', {
    ...owner,
    body: { name: 'Warehouse', scopes, ...more },
  })
  return { owner, status, id: String(body['apiKey']?.id), bearer: String(body['secret']) }
}

const statusOf = async (stage: Stage, path: string, bearer: string) =>
  (await stage.call('GET', path, { bearer })).status

test('a key may do what it was issued for, and nothing else', async () => {
  await using stage = await accessStage()
  const { bearer, id } = await issue(stage, ['users.read'])
  expect(bearer).toMatch(/^pk_[0-9a-f]{8}_[\w-]{43}$/)
  expect(await statusOf(stage, '/users', bearer)).toBe(200)
  expect(await statusOf(stage, '/api-keys', bearer)).toBe(403)
  expect((await stage.call('GET', '/auth/me', { bearer })).body).toMatchObject({
    user: null,
    key: { id, name: 'Warehouse' },
    permissions: ['users.read'],
  })
})

test('a key has no password, no sessions and no second factor', async () => {
  await using stage = await accessStage()
  const { bearer } = await issue(stage, ['users.read'])
  for (const path of ['/auth/totp', '/auth/logout', '/auth/logout-everywhere']) {
    const sent = path === '/auth/totp' ? { bearer, body: { password: PASSWORD } } : { bearer }
    const { status, body } = await stage.call('POST', path, sent)
    expect([path, status, body['code']]).toEqual([path, 403, 'person_required'])
  }
  expect(await statusOf(stage, '/auth/sessions', bearer)).toBe(403)
})

test('a key that is nearly right is not right', async () => {
  await using stage = await accessStage()
  const { bearer } = await issue(stage, ['users.read'])
  const last = bearer.at(-1) === 'A' ? 'B' : 'A'
  for (const wrong of [bearer.slice(0, -1), bearer.slice(0, -1) + last, `${bearer}A`]) {
    expect(await statusOf(stage, '/users', wrong)).toBe(401)
  }
  const [row] = await stage.world.rows<object>('select * from api_keys where org_id is not null')
  expect(JSON.stringify(row)).not.toContain(bearer.slice(12))
})

test('a key that is revoked is worth nothing, at once', async () => {
  await using stage = await accessStage()
  const { owner, id, bearer } = await issue(stage, ['users.read'])
  expect(await statusOf(stage, '/users', bearer)).toBe(200)
  expect(await stage.call('DELETE', `/api-keys/${id}`, owner)).toMatchObject({ status: 204 })
  expect(await statusOf(stage, '/users', bearer)).toBe(401)
  const again = { ...owner, body: {} }
  expect(await stage.call('POST', `/api-keys/${id}/rotate`, again)).toMatchObject({ status: 409 })
})

test('a key ends on its day', async () => {
  await using stage = await accessStage()
  const { bearer } = await issue(stage, ['users.read'], { expiresInDays: 1 })
  stage.world.pass(24 * HOUR_MS - 1)
  expect(await statusOf(stage, '/users', bearer)).toBe(200)
  stage.world.pass(1)
  expect(await statusOf(stage, '/users', bearer)).toBe(401)
})

test('a replaced key works until the overlap is over, its successor from the start', async () => {
  await using stage = await accessStage()
  const { owner, id, bearer: old } = await issue(stage, ['users.read'], { expiresInDays: 30 })
  expect(await statusOf(stage, '/users', old)).toBe(200)
  const path = `/api-keys/${id}/rotate`
  const rotated = await stage.call('POST', path, { ...owner, body: { overlapHours: 2 } })
  const next = String(rotated.body['secret'])
  expect(rotated.body['apiKey']).toMatchObject({ name: 'Warehouse', scopes: ['users.read'] })
  expect(await stage.call('POST', path, { ...owner, body: {} })).toMatchObject({
    status: 409,
    body: { code: 'key_not_active' },
  })
  stage.world.pass(2 * HOUR_MS - 1)
  expect([await statusOf(stage, '/users', old), await statusOf(stage, '/users', next)]).toEqual([
    200, 200,
  ])
  stage.world.pass(1)
  expect([await statusOf(stage, '/users', old), await statusOf(stage, '/users', next)]).toEqual([
    401, 200,
  ])
})

test('without an overlap the old key ends with the rotation', async () => {
  await using stage = await accessStage()
  const { owner, id, bearer } = await issue(stage, ['users.read'])
  expect(await statusOf(stage, '/users', bearer)).toBe(200)
  const body = { overlapHours: 0 }
  await stage.call('POST', `/api-keys/${id}/rotate`, { ...owner, body })
  expect(await statusOf(stage, '/users', bearer)).toBe(401)
})

test('it is seen when a key was used last, and written at most once a minute', async () => {
  await using stage = await accessStage()
  const { bearer } = await issue(stage, ['users.read'])
  const lastUsed = async () =>
    (
      await stage.world.rows<{ at: Date | null }>(
        'select last_used_at as at from api_keys where org_id is not null',
      )
    )[0]!.at?.toISOString()
  expect(await lastUsed()).toBeUndefined()
  await statusOf(stage, '/users', bearer)
  expect(await lastUsed()).toBe('2026-01-15T12:00:00.000Z')
})

test('a scope that does not exist is refused', async () => {
  await using stage = await accessStage()
  expect((await issue(stage, ['users.raed'])).status).toBe(422)
  expect((await issue(stage, [])).status).toBe(400)
})
