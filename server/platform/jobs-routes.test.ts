import { expect, test } from 'vitest'
import { httpStage } from '#tests/http/stage.ts'
import type { Scene } from '#tests/scene.ts'
import { jobsRoutes } from './jobs-routes.ts'
import { newId } from './random.ts'

const READER = ['jobs.read']
const MANAGER = ['jobs.read', 'jobs.manage']

test('a failed job is found, shown and started again', async () => {
  await using stage = await stageFor(MANAGER)
  const id = await bury(stage.world)
  const list = await stage.get('/admin/dead-letters?job=bell.ring')
  expect(list).toMatchObject({
    status: 200,
    body: { deadLetters: [{ id, message: 'torn' }], pagination: { limit: 50, nextCursor: null } },
  })
  expect(await stage.get(`/admin/dead-letters/${id}`)).toMatchObject({
    status: 200,
    body: { payload: { number: 1 }, error: { stack: 'at the rope' } },
  })
  expect(await stage.post(`/admin/dead-letters/${id}/retries`, {})).toEqual({
    status: 202,
    body: { job: 'bell.ring' },
  })
  expect(await stage.get(`/admin/dead-letters/${id}`)).toMatchObject({
    status: 404,
    body: { code: 'dead_letter_not_found' },
  })
})

test('all of a kind are started again, or one is discarded with a reason', async () => {
  await using stage = await stageFor(MANAGER)
  const [id] = [await bury(stage.world), await bury(stage.world)]
  const discards = `/admin/dead-letters/${id}/discards`
  expect((await stage.post(discards, { reason: ' ' })).status).toBe(400)
  expect((await stage.post(discards, { reason: 'The bell was sold.' })).status).toBe(204)
  expect(await stage.post('/admin/dead-letters/retries', { job: 'bell.ring' })).toEqual({
    status: 202,
    body: { retried: 1, more: false },
  })
})

test('who may only read changes nothing', async () => {
  await using stage = await stageFor(READER)
  const id = await bury(stage.world)
  for (const [path, body] of [
    [`/admin/dead-letters/${id}/retries`, {}],
    [`/admin/dead-letters/${id}/discards`, { reason: 'x' }],
    ['/admin/dead-letters/retries', { job: 'bell.ring' }],
  ] as const) {
    expect((await stage.post(path, body)).status).toBe(403)
  }
  expect((await stage.get(`/admin/dead-letters/${id}`)).status).toBe(200)
})

test('the queues are shown as they are', async () => {
  await using stage = await stageFor(READER)
  await bury(stage.world)
  await stage.world.rows(`select penstock_jobs.create_queue('bell.ring', '{"policy": "standard"}')`)
  await stage.world.rows(`
    insert into penstock_jobs.job (name, start_after, state) values
      ('bell.ring', now() - interval '1 minute', 'created'), ('bell.ring', now(), 'retry'),
      ('bell.ring', now() + interval '1 day', 'created'), ('bell.ring', now(), 'active'),
      ('bell.ring', now(), 'completed')`)

  const { body } = await stage.get('/admin/queues')
  expect(body).toEqual({
    queues: [
      {
        job: 'bell.ring',
        waiting: 2,
        scheduled: 1,
        running: 1,
        dead: 1,
        oldestWaitingS: expect.any(Number),
      },
    ],
  })
  expect(body.queues[0].oldestWaitingS).toBeGreaterThanOrEqual(60)
})

test('a position that nobody has given is refused', async () => {
  await using stage = await stageFor(READER)
  for (const after of ['x', 'e30', encodeURIComponent('😀')]) {
    expect((await stage.get(`/admin/dead-letters?after=${after}`)).status).toBe(400)
  }
})

async function stageFor(permissions: string[]) {
  const granted = new Set(permissions)
  const actor = { type: 'user' as const, id: newId(), name: 'Ada' }
  let orgId = ''
  const stage = await httpStage(
    jobsRoutes,
    {},
    {
      permissions: new Set(MANAGER),
      authenticate: async () => ({ orgId, actor, permissions: granted, via: 'bearer' }),
    },
  )
  orgId = stage.world.ctx.orgId
  const ask = async (method: 'GET' | 'POST', path: string, payload?: object) => {
    const headers = { authorization: 'Bearer ada' }
    const url = `/api/v1${path}`
    const reply = await stage.app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: reply.statusCode, body: reply.body ? JSON.parse(reply.body) : undefined }
  }
  return {
    ...stage,
    get: (path: string) => ask('GET', path),
    post: (path: string, payload: object) => ask('POST', path, payload),
  }
}

async function bury({ ctx, rows }: Scene): Promise<string> {
  const id = newId()
  await rows(
    `insert into dead_letters (org_id, id, job, payload, attempts, error, made_at)
    values ($1, $2, 'bell.ring', '{"number": 1}', 3, $3, now())`,
    [ctx.orgId, id, { message: 'torn', stack: 'at the rope' }],
  )
  return id
}
