import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { requireIfMatch } from '#platform/http/etag.ts'
import { decodePosition } from '#platform/http/position.ts'
import type { Routes } from '#platform/routes.ts'
import { fuzzApp } from './fuzz.ts'
import { httpStage, OWNER, READER } from './stage.ts'

const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

const Line = z.strictObject({ sku: z.string().min(1).max(64), quantity: z.int().min(1).max(1_000) })
const NewOrder = z
  .strictObject({
    lines: z.array(Line).min(1).max(200),
    customer: z.strictObject({ name: z.string().max(200), email: z.email().optional() }),
    payment: z.union([
      z.strictObject({ method: z.literal('cod') }),
      z.strictObject({ method: z.literal('card'), token: z.string().max(200) }),
    ]),
  })
  .meta({ id: 'NewOrder' })

/** Writes what it gets into the database, which is where bad input shows. */
const shop: Routes = (app) => {
  app.post('/orders', {
    config: { permission: 'mugs.write', idempotency: 'optional' },
    schema: { body: NewOrder, response: { 201: z.object({ echo: z.unknown() }) } },
    handler: async ({ ctx, body }, reply) => {
      const { rows } = await sql<{ echo: unknown }>`
        select ${JSON.stringify(body)}::jsonb as echo, ${body.customer.name}::text as name
      `.execute(ctx.db)
      return reply.code(201).send({ echo: rows[0]?.echo })
    },
  })
  app.get('/orders/:orderId', {
    config: { permission: 'mugs.read' },
    schema: {
      params: z.object({ orderId: z.uuid() }),
      querystring: z.object({ at: z.iso.datetime().optional(), after: z.string().optional() }),
    },
    handler: async ({ ctx, params, query }) => {
      if (query.after) decodePosition(query.after, z.object({ id: z.uuid() }))
      const at = query.at ?? null
      await sql`select ${params.orderId}::uuid, ${at}::timestamptz`.execute(ctx.db)
      return params
    },
  })
  app.put('/mugs/:name', {
    config: { permission: 'mugs.write' },
    schema: {
      params: z.object({ name: z.string() }),
      body: z.strictObject({ note: z.string().max(500) }),
    },
    handler: async (request) => {
      const { ctx, params, body } = request
      await sql`select ${params.name}::text, ${body.note}::text`.execute(ctx.db)
      return { version: requireIfMatch(request) }
    },
  })
}

const careless: Routes = (app) => {
  app.get('/careless', {
    config: { permission: 'anyone' },
    schema: { querystring: z.object({ id: z.string() }) },
    handler: ({ query }) => {
      if (query.id.includes("'")) throw new Error('syntax error at or near')
      return query
    },
  })
  app.get('/chatty', {
    config: { permission: 'anyone' },
    schema: { querystring: z.object({ id: z.string() }) },
    handler: ({ query }, reply) => {
      if (query.id === '*')
        return reply.code(400).send({ error: 'invalid input syntax for type uuid' })
      return query
    },
  })
}

const QUIET = { PENSTOCK_RATE_LIMITS: 'off', PENSTOCK_LOG_LEVEL: 'silent' }

test(`whatever is sent is answered properly (seed ${SEED})`, async () => {
  await using stage = await httpStage(shop, QUIET)
  const report = await fuzzApp(stage.app, {
    seed: SEED,
    requests: 2_000,
    identityHeaders: [OWNER, READER],
  })
  expect(report.findings).toEqual([])
  expect(report.sent).toBeGreaterThanOrEqual(2_000)
  // It has come through to the handlers, and has met the checks on the way.
  for (const status of ['200', '201', '400', '401', '403', '415', '428']) {
    expect(report.byStatus[status] ?? 0, `answers of ${status}`).toBeGreaterThan(0)
  }
})

test('it finds a route that breaks, and one that says too much', async () => {
  await using stage = await httpStage(careless, QUIET)
  const { findings } = await fuzzApp(stage.app, { seed: 1, requests: 3_000 })
  const found = new Set(findings.map(({ rule, operation }) => `${operation}: ${rule}`))
  expect([...found].toSorted()).toEqual([
    'GET /api/v1/careless: never a 5xx',
    'GET /api/v1/chatty: a problem document',
    'GET /api/v1/chatty: no words of SQL or of a stack',
  ])
})

test('the same seed sends the same requests', async () => {
  await using stage = await httpStage(shop, QUIET)
  const run = async () => (await fuzzApp(stage.app, { seed: 7, requests: 200 })).byStatus
  expect(await run()).toEqual(await run())
})
