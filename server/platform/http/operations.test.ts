import { Readable } from 'node:stream'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { httpStage, OWNER, READER } from '#tests/http/stage.ts'
import { createLog } from '../log.ts'
import type { Routes } from '../routes.ts'
import type { Check } from './server.ts'

const routes: Routes = (app) => {
  app.get('/mugs/:id', { config: { permission: 'mugs.read' } }, () => ({ ok: true }))
  app.post('/mugs', {
    config: { permission: 'mugs.write', idempotency: 'required' },
    schema: {
      tags: ['mugs'],
      summary: 'Make a mug',
      body: z.strictObject({ name: z.string() }).meta({ id: 'NewMug' }),
      response: { 201: z.object({ id: z.string() }).meta({ id: 'Mug' }) },
    },
    handler: async (_request, reply) => reply.code(201).send({ id: '1' }),
  })
  const described = { consumes: ['text/csv'], body: z.string(), response: { 202: z.string() } }
  app.post('/mugs/import', {
    config: { permission: 'mugs.write', described },
    schema: { summary: 'Import mugs' },
    handler: async (_request, reply) => reply.code(202).send(),
  })
  const config = { permission: 'anyone' }
  const long = 'x'.repeat(5_000)
  app.get('/large', { config }, () => ({ text: long }))
  app.get('/small', { config }, () => ({ text: 'x' }))
  app.get('/stream', { config }, (_request, reply) =>
    reply.type('text/csv; charset=utf-8').send(Readable.from([long, long])),
  )
  app.get('/picture', { config }, (_request, reply) =>
    reply.type('image/png').send(Buffer.from(long)),
  )
}

test('it lives as long as the process does, whatever else is broken', async () => {
  const broken = async (): Promise<never> => {
    throw new Error('away')
  }
  await using stage = await httpStage(
    routes,
    {},
    {
      defaultOrg: broken,
      authenticate: broken,
      ready: broken,
    },
  )
  for (const url of ['/livez', '/healthz']) {
    const reply = await stage.app.inject({ url, headers: OWNER })
    expect([reply.statusCode, reply.json()]).toEqual([200, { status: 'ok' }])
  }
  expect((await stage.app.inject('/readyz')).json()).toMatchObject({
    status: 503,
    code: 'not_ready',
  })
})

test('it is ready when all its parts are, and tells which is not', async () => {
  let checks: Check[] = [{ name: 'database', ok: true }]
  await using stage = await httpStage(routes, {}, { ready: async () => checks })
  expect((await stage.app.inject('/readyz')).json()).toEqual({ status: 'ready' })
  expect((await stage.app.inject('/readyz?verbose')).json()).toEqual({ status: 'ready', checks })
  checks = [{ name: 'database', ok: false, detail: 'It does not answer.' }]
  const verbose = async () => (await stage.app.inject('/readyz?verbose')).json()
  await expect.poll(verbose).toMatchObject({ status: 503, code: 'not_ready', checks })
})

test('it is not ready once it has begun to stop', async () => {
  await using stage = await httpStage(routes)
  expect((await stage.app.inject('/readyz')).statusCode).toBe(200)
  stage.app.stopping()
  const reply = await stage.app.inject('/readyz')
  expect([reply.statusCode, reply.headers['connection']]).toEqual([503, 'close'])
  expect((await stage.app.inject('/livez')).statusCode).toBe(200)
})

test('many who ask whether it is ready cost one question', async () => {
  const ready = vi.fn(async () => [{ name: 'database', ok: true }])
  await using stage = await httpStage(routes, {}, { ready })
  await Promise.all(Array.from({ length: 20 }, () => stage.app.inject('/readyz')))
  expect(ready).toHaveBeenCalledTimes(1)
})

test('requests are counted by route, never by address', async () => {
  await using stage = await httpStage(routes)
  await stage.app.inject({ url: '/api/v1/mugs/1', headers: READER })
  await stage.app.inject({ url: '/api/v1/mugs/2', headers: READER })
  await stage.app.inject({ url: '/nowhere/3' })
  const { body } = await stage.app.inject('/metrics')
  expect(body).toContain(
    'http_request_duration_seconds_count{method="GET",route="/api/v1/mugs/:id",status="200"} 2',
  )
  expect(body).not.toContain('nowhere')
})

test.for<[rule: string, call: object, status: number]>([
  ['this machine reads them', {}, 200],
  ['others do not', { remoteAddress: '198.51.100.1' }, 401],
  ['nor through a proxy on this machine', { headers: { 'x-forwarded-for': '198.51.100.1' } }, 401],
  ['somebody without the permission', { remoteAddress: '198.51.100.1', headers: READER }, 403],
  ['somebody with it', { remoteAddress: '198.51.100.1', headers: OWNER }, 200],
])('metrics: %s', async ([, call, status]) => {
  await using stage = await httpStage(routes)
  expect((await stage.app.inject({ url: '/metrics', ...call })).statusCode).toBe(status)
})

test('there is one line for each request, without its query, its body and its token', async () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } })
  await using stage = await httpStage(routes, {}, { log })
  const headers = { ...READER, 'x-request-id': 'r1', cookie: 'a=canary-1' }
  const reply = await stage.app.inject({ url: '/api/v1/mugs/1?reset=canary-2', headers })
  await expect.poll(() => lines.length).toBe(1)
  expect(JSON.parse(lines[0]!)).toMatchObject({
    msg: 'http.request',
    method: 'GET',
    route: '/api/v1/mugs/:id',
    status: 200,
    ms: expect.any(Number),
    requestId: 'r1',
    actor: 'id-of-reader',
    traceId: String(reply.headers['traceparent']).split('-')[1],
  })
  expect(lines[0]).not.toMatch(/canary|Bearer/)
})

test('OpenAPI 3.1 tells what a route takes, refuses and needs', async () => {
  await using stage = await httpStage(routes)
  const api = (await stage.app.inject('/openapi.json')).json()
  expect(api.openapi).toBe('3.1.1')
  const operation = api.paths['/api/v1/mugs'].post
  expect(operation).toMatchObject({
    'x-permission': 'mugs.write',
    security: [{ bearer: [] }, { session: [] }],
  })
  expect(operation.requestBody.content['application/json'].schema).toEqual({
    $ref: '#/components/schemas/NewMug',
  })
  expect(api.components.schemas.NewMug.additionalProperties).toBe(false)
  expect(operation.parameters).toContainEqual(
    expect.objectContaining({ in: 'header', name: 'idempotency-key', required: true }),
  )
  expect(operation.responses.default.content['application/problem+json'].schema).toEqual({
    $ref: '#/components/schemas/Problem',
  })
  const read = api.paths['/api/v1/mugs/import'].post
  expect(Object.keys(read.requestBody.content)).toEqual(['text/csv'])
  expect(Object.keys(read.responses)).toEqual(['202', 'default'])
  expect(Object.keys(api.paths)).not.toContain('/openapi.json')
})

test('the documentation is a page without scripts of its own', async () => {
  await using stage = await httpStage(routes)
  const page = await stage.app.inject('/docs/')
  expect(page.statusCode).toBe(200)
  expect(page.body).not.toMatch(/<script>|onload=/)
  expect(page.body).toContain('<title>Penstock API</title>')
  expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/)
  const script = await stage.app.inject('/docs/static/swagger-ui-bundle.js')
  expect(script.statusCode).toBe(200)
})

test('only over https does a browser learn to insist on https', async () => {
  await using plain = await httpStage(routes)
  const over = (await plain.app.inject('/livez')).headers
  expect(over['strict-transport-security']).toBeUndefined()
  expect(over['content-security-policy']).not.toMatch(/upgrade-insecure|unsafe-eval/)
  await using safe = await httpStage(routes, { PENSTOCK_PUBLIC_URL: 'https://hub.example' })
  const { headers } = await safe.app.inject('/livez')
  expect(headers['strict-transport-security']).toMatch(/max-age=31536000/)
  expect(headers['content-security-policy']).toMatch(/upgrade-insecure-requests/)
  expect(headers['content-security-policy']).toMatch(/wss:\/\/hub\.example;/)
})

test('pages of the origins that are named may call, those of others may not', async () => {
  const settings = { PENSTOCK_CORS_ORIGINS: 'https://shop.example/' }
  await using stage = await httpStage(routes, settings)
  const allowed = async (origin: string, method = 'GET') => {
    const headers = { origin, 'access-control-request-method': 'POST' }
    const reply = await stage.app.inject({
      url: '/api/v1/mugs/1',
      method: method as 'GET',
      headers,
    })
    return [reply.statusCode, reply.headers['access-control-allow-origin']]
  }
  expect(await allowed('https://shop.example', 'OPTIONS')).toEqual([204, 'https://shop.example'])
  expect(await allowed('https://shop.example')).toEqual([401, 'https://shop.example'])
  expect((await allowed('https://evil.example', 'OPTIONS'))[1]).toBeUndefined()
  expect((await allowed('https://evil.example'))[1]).toBeUndefined()
})

test('a large answer is packed for those who can unpack it', async () => {
  await using stage = await httpStage(routes)
  const ask = (name: string, accepted?: string) =>
    stage.app.inject({
      url: `/api/v1/${name}`,
      headers: { ...(accepted && { 'accept-encoding': accepted }) },
    })
  const packed = await ask('large', 'br')
  expect(packed.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' })
  expect(packed.headers['content-length']).toBe(String(packed.rawPayload.length))
  expect(packed.rawPayload.length).toBeLessThan(200)
  expect(brotliDecompressSync(packed.rawPayload).toString()).toBe((await ask('large')).payload)
  const streamed = await ask('stream', 'gzip;q=0.8, br;q=0.1')
  expect(streamed.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(streamed.rawPayload).toString()).toBe((await ask('stream')).payload)

  for (const accepted of [undefined, 'identity', 'br;q=0']) {
    expect((await ask('large', accepted)).headers['content-encoding']).toBeUndefined()
  }
  // Neither what is too small, nor what a packer would only make larger.
  for (const name of ['small', 'picture']) {
    expect((await ask(name, 'br')).headers['content-encoding']).toBeUndefined()
  }
})
