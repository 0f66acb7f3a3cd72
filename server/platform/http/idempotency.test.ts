import { expect, test } from 'vitest'
import { z } from 'zod'
import { httpStage, OWNER, READER } from '#tests/http/stage.ts'
import { CommitUnknown } from '../database-errors.ts'
import { defineProblems } from '../problem.ts'
import type { Routes } from '../routes.ts'
import { forgetIdempotencyKeys } from './idempotency-store.ts'

const Sold = defineProblems({ out_of_stock: [409, 'Sold out.'], too_often: [429, 'Too often.'] })

/** Counts how often its work is done; the name in the body says how it ends. */
function potter() {
  let done = 0
  let release = () => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  const routes: Routes = (app) => {
    const config = { permission: 'mugs.read', idempotency: 'optional' } as const
    const body = z.strictObject({ name: z.string().min(1), note: z.string().optional() })
    app.post('/mugs', {
      config,
      schema: { body },
      handler: async (request, reply) => {
        const run = ++done
        const { name } = request.body
        if (name === 'slow' && run === 1) await gate
        if (name === 'sold out') throw Sold.out_of_stock({ sku: 'MUG' })
        if (name === 'too often') throw Sold.too_often()
        if (name === 'lost') throw new CommitUnknown('cut')
        if (name === 'broken' && run === 1) throw new Error('broken')
        reply.code(201).header('location', `/mugs/${run}`)
        return { name, run }
      },
    })
    app.post('/cups', {
      config: { ...config, idempotency: 'required' },
      schema: { body },
      handler: ({ body: { name } }) => {
        const run = ++done
        if (name === 'lost') throw new CommitUnknown('cut')
        return { done: run }
      },
    })
  }
  return { routes, done: () => done, release }
}

type Call = { key?: string; url?: string; headers?: Record<string, string> }

const sender =
  (app: Awaited<ReturnType<typeof httpStage>>['app']) =>
  async (body: object, { key = 'k1', url = '/api/v1/mugs', headers = OWNER }: Call = {}) => {
    const withKey = { ...headers, 'idempotency-key': key }
    const reply = await app.inject({ method: 'POST', url, headers: withKey, payload: body })
    const { location, 'idempotency-replayed': replayed } = reply.headers
    return { status: reply.statusCode, location, replayed, body: reply.json() }
  }

test('the same key gets the same answer, and the work is done once', async () => {
  const { routes, done } = potter()
  await using stage = await httpStage(routes)
  const send = sender(stage.app)
  const first = await send({ name: 'Blue', note: 'x' })
  expect(first).toMatchObject({ status: 201, location: '/mugs/1', replayed: undefined })
  const again = await send({ note: 'x', name: 'Blue' })
  expect(again).toEqual({ ...first, replayed: 'true' })
  expect(done()).toBe(1)
})

test('a refusal is an answer too, and is given again', async () => {
  const { routes, done } = potter()
  await using stage = await httpStage(routes)
  const send = sender(stage.app)
  const first = await send({ name: 'sold out' })
  expect(first).toMatchObject({ status: 409, body: { code: 'out_of_stock', sku: 'MUG' } })
  expect(await send({ name: 'sold out' })).toEqual({ ...first, replayed: 'true' })
  expect(done()).toBe(1)
})

test('the answer survives a restart', async () => {
  const before = potter()
  const after = potter()
  await using stage = await httpStage(before.routes)
  const first = await sender(stage.app)({ name: 'Blue' })
  const { createHttpServer } = await import('./server.ts')
  const parts = {
    authenticate: async () => ({
      orgId: stage.world.ctx.orgId,
      actor: { type: 'user', id: 'id-of-owner', name: 'owner' } as const,
      permissions: new Set(['mugs.read']),
      via: 'bearer' as const,
    }),
    defaultOrg: async () => stage.world.ctx.orgId,
    permissions: new Set(['mugs.read']),
    ready: async () => [],
    routes: [after.routes],
  }
  const { createMetrics } = await import('../metrics.ts')
  const next = createHttpServer({ ...stage.world.runtime, metrics: createMetrics() }, parts)
  expect(await sender(next)({ name: 'Blue' })).toEqual({ ...first, replayed: 'true' })
  expect(after.done()).toBe(0)
  await next.close()
})

test('fifty at once with one key do the work once, and the others are told to wait', async () => {
  const { routes, done, release } = potter()
  await using stage = await httpStage(routes)
  const send = sender(stage.app)
  const crowd = Array.from({ length: 50 }, () => send({ name: 'slow' }))
  await expect
    .poll(async () => (await stage.world.rows('select from idempotency_keys')).length)
    .toBe(1)
  expect(await send({ name: 'slow' })).toMatchObject({
    status: 409,
    body: { code: 'idempotency_running' },
  })
  release()
  const statuses = (await Promise.all(crowd)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0)
  expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([])
  expect(done()).toBe(1)
})

test('another body with the same key is refused', async () => {
  const { routes, done } = potter()
  await using stage = await httpStage(routes)
  const send = sender(stage.app)
  await send({ name: 'Blue' })
  expect(await send({ name: 'Red' })).toMatchObject({
    status: 422,
    body: { code: 'idempotency_mismatch' },
  })
  expect(done()).toBe(1)
})

test.for<[rule: string, other: Call]>([
  ['another person', { headers: READER }],
  ['another route', { url: '/api/v1/cups' }],
  ['another key', { key: 'k2' }],
])('%s does not meet the answers of the first', async ([, other]) => {
  const { routes, done } = potter()
  await using stage = await httpStage(routes)
  const send = sender(stage.app)
  await send({ name: 'Blue' })
  expect((await send({ name: 'Blue' }, other)).replayed).toBeUndefined()
  expect(done()).toBe(2)
})

test.for<[rule: string, name: string, status: number]>([
  ['our own fault', 'broken', 500],
  ['a plea to wait', 'too often', 429],
])('%s is not kept, so a repeat does the work', async ([, name, status]) => {
  const { routes, done } = potter()
  await using stage = await httpStage(routes)
  const send = sender(stage.app)
  expect((await send({ name })).status).toBe(status)
  expect((await send({ name })).replayed).toBeUndefined()
  expect(done()).toBe(2)
})

test.for<[rule: string, name: string, settings: Record<string, string>, code: string]>([
  ['took too long', 'slow', { PENSTOCK_REQUEST_TIMEOUT_MS: '1000' }, 'took_too_long'],
  ['was lost on its way to the database', 'lost', {}, 'outcome_unknown'],
])('work that %s is not done again by its key, unless it knows the key itself', async (given) => {
  const [, name, settings, code] = given
  const { routes, done, release } = potter()
  await using stage = await httpStage(routes, settings)
  const send = sender(stage.app)
  const first = await send({ name })
  expect(first).toMatchObject({ status: 503, body: { code } })
  expect(await send({ name })).toMatchObject({ ...first, replayed: 'true' })
  expect(done()).toBe(1)
  release()
  const cups = { url: '/api/v1/cups' }
  expect((await send({ name: 'lost' }, cups)).status).toBe(503)
  expect((await send({ name: 'lost' }, cups)).replayed).toBeUndefined()
  expect(done()).toBe(3)
})

test('nothing is kept of a request that was not valid', async () => {
  const { routes, done } = potter()
  await using stage = await httpStage(routes)
  const send = sender(stage.app)
  expect((await send({ name: '' })).status).toBe(400)
  expect((await send({ name: 'Blue' })).status).toBe(201)
  expect(done()).toBe(1)
})

test('a key that is required, too long or unprintable is asked for', async () => {
  await using stage = await httpStage(potter().routes)
  const send = sender(stage.app)
  const cups = { url: '/api/v1/cups' }
  expect((await send({ name: 'A' }, { ...cups, key: '' })).body.code).toBe(
    'idempotency_key_missing',
  )
  expect((await send({ name: 'A' }, { ...cups, key: 'k'.repeat(255) })).status).toBe(200)
  expect((await send({ name: 'A' }, { ...cups, key: 'k'.repeat(256) })).status).toBe(400)
  expect((await send({ name: 'A' }, { ...cups, key: 'ü' })).status).toBe(400)
})

test('work whose process died is taken over when its lease has ended', async () => {
  const { routes, done, release } = potter()
  await using stage = await httpStage(routes)
  const send = sender(stage.app)
  const dead = send({ name: 'slow' })
  await expect.poll(done).toBe(1)
  expect((await send({ name: 'slow' })).status).toBe(409)
  await stage.world.rows(`update idempotency_keys set leased_until = now() - interval '1 s'`)
  const heir = await send({ name: 'slow' })
  expect(heir).toMatchObject({ status: 201, location: '/mugs/2' })
  // The first one was not dead after all; what it brings now is too late to be kept.
  release()
  expect(await dead).toMatchObject({ location: '/mugs/1' })
  expect(await send({ name: 'slow' })).toEqual({ ...heir, replayed: 'true' })
  expect(done()).toBe(2)
})

test('old keys are forgotten, young ones are not', async () => {
  const { routes, done } = potter()
  await using stage = await httpStage(routes)
  const send = sender(stage.app)
  await send({ name: 'Blue' })
  await send({ name: 'Blue' }, { key: 'k2' })
  await stage.world.rows(
    `update idempotency_keys set created_at = now() - interval '3 d' where key = 'k1'`,
  )
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000)
  expect(await forgetIdempotencyKeys(stage.world.runtime.db, twoDaysAgo)).toBe(1)
  expect((await send({ name: 'Blue' }, { key: 'k2' })).replayed).toBe('true')
  expect((await send({ name: 'Blue' })).replayed).toBeUndefined()
  expect(done()).toBe(3)
})
