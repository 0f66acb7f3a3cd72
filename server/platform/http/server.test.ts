import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { httpStage, OWNER, READER } from '#tests/http/stage.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../routes.ts'

const Mug = z.strictObject({
  name: z.string().min(1),
  sizes: z.array(z.strictObject({ ml: z.int().min(1) })).optional(),
})

const mugs: Routes = (app) => {
  app.post('/mugs', {
    config: { permission: 'mugs.write' },
    schema: { body: Mug, response: { 201: z.object({ name: z.string() }) } },
    handler: ({ body }, reply) => {
      void reply.code(201)
      return Object.assign({ ...body }, { secret: 'x' })
    },
  })
  app.post('/mugs/wash', {
    config: { permission: 'mugs.write' },
    schema: { body: z.strictObject({ degrees: z.int().optional() }) },
    handler: ({ body }) => body,
  })
  app.get('/mugs/:id', {
    config: { permission: 'mugs.read' },
    schema: { params: z.object({ id: z.coerce.number().int() }) },
    handler: ({ ctx, params }) => ({ ...params, org: ctx.orgId, by: ctx.actor.name }),
  })
  app.get('/open', {
    config: { permission: 'anyone' },
    handler: ({ ctx }) => ({ by: ctx.actor.type, cause: ctx.cause }),
  })
  app.get('/bug', {
    config: { permission: 'anyone' },
    handler: () => {
      throw new Error('select * from secrets')
    },
  })
  app.get('/refused', {
    config: { permission: 'anyone' },
    handler: () => {
      throw new Problem('out_of_stock', 409, 'Sold out.', { sku: 'MUG', retryAfterS: 7 })
    },
  })
  app.get('/class-22', {
    config: { permission: 'anyone' },
    handler: () => {
      throw Object.assign(new Error('invalid byte sequence'), { code: '22021' })
    },
  })
  app.get('/away', {
    config: { permission: 'anyone' },
    handler: () => {
      throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    },
  })
}

let shared: Awaited<ReturnType<typeof httpStage>>
beforeAll(async () => {
  shared = await httpStage(mugs, { PENSTOCK_RATE_LIMITS: 'off' })
})
afterAll(() => shared[Symbol.asyncDispose]())

test('a reply holds what its schema names and nothing else', async () => {
  const reply = await shared.app.inject({
    method: 'POST',
    url: '/api/v1/mugs',
    headers: OWNER,
    payload: { name: 'Blue' },
  })
  expect([reply.statusCode, reply.json()]).toEqual([201, { name: 'Blue' }])
})

test.for<[rule: string, call: object, status: number, code: string, more?: object]>([
  ['no credentials are a 401', { url: '/api/v1/mugs/1' }, 401, 'unauthenticated'],
  ['worthless ones too', { url: '/api/v1/mugs/1', headers: bearer('x') }, 401, 'unauthenticated'],
  [
    'a missing permission is a 403',
    post({ name: 'A' }, READER),
    403,
    'forbidden',
    { permission: 'mugs.write' },
  ],
  [
    'a wrong type is a 400 with a pointer',
    post({ name: 1 }),
    400,
    'invalid_request',
    at('/body/name'),
  ],
  ['so is an unknown field', post({ name: 'A', a: 1 }), 400, 'invalid_request', at('/body/a')],
  [
    'and one that is deep inside',
    post({ name: 'A', sizes: [{ ml: 1, oz: 1 }] }),
    400,
    'invalid_request',
    at('/body/sizes/0/oz'),
  ],
  ['a missing body is a 400', post(undefined), 400, 'invalid_request', at('/body/name')],
  [
    'a wrong parameter is a 400',
    { url: '/api/v1/mugs/x', headers: OWNER },
    400,
    'invalid_request',
    at('/path/id'),
  ],
  ['malformed JSON is a 400', post('{"name":'), 400, 'malformed_json'],
  [
    'bytes that are not UTF-8 are a 400',
    post(Buffer.from([0x22, 0xff, 0x22])),
    400,
    'malformed_json',
  ],
  ['a NUL is a 400', post('{"name":"a\\u0000"}'), 400, 'invalid_request', at('/body/name')],
  [
    'half a surrogate is a 400',
    post('{"name":"\\ud800"}'),
    400,
    'invalid_request',
    at('/body/name'),
  ],
  [
    'a NUL in the path is a 400',
    { url: '/api/v1/mugs/%00', headers: OWNER },
    400,
    'invalid_request',
    at('/path'),
  ],
  [
    'so is one in the query',
    { url: '/api/v1/mugs/1?a=%00', headers: OWNER },
    400,
    'invalid_request',
  ],
  [
    'a prototype is a 400',
    post('{"name":"a","__proto__":{"a":1}}'),
    400,
    'invalid_request',
    at('/body/__proto__'),
  ],
  [
    'a constructor too',
    post('{"name":"a","constructor":{"prototype":{}}}'),
    400,
    'invalid_request',
    at('/body/constructor'),
  ],
  ['JSON that is too deep is a 400', post('['.repeat(40) + ']'.repeat(40)), 400, 'invalid_request'],
  ['even 100,000 levels', post('['.repeat(1e5) + ']'.repeat(1e5)), 400, 'invalid_request'],
  ['too many fields are a 400', post(fields(10_001)), 400, 'invalid_request', at('/body')],
  [
    'too many items are a 400',
    post({ sizes: Array(20_001).fill(0) }),
    400,
    'invalid_request',
    at('/body'),
  ],
  ['a body over the limit is a 413', post({ name: 'a'.repeat(3e6) }), 413, 'body_too_large'],
  [
    'another content type is a 415',
    post('a=1', { ...OWNER, 'content-type': 'text/plain' }),
    415,
    'unsupported_media_type',
  ],
  ['none at all too', post('{}', { ...OWNER, 'content-type': '' }), 415, 'unsupported_media_type'],
  [
    'a packed body too',
    post('{}', { ...OWNER, 'content-encoding': 'gzip' }),
    415,
    'unsupported_media_type',
  ],
  ['an unknown address is a 404', { url: '/api/v1/cups' }, 404, 'not_found'],
  ['whatever is sent there', { ...post('{'), url: '/api/v1/cups' }, 404, 'not_found'],
  [
    'a wrong method is a 405',
    { url: '/api/v1/mugs/1', method: 'DELETE' },
    405,
    'method_not_allowed',
  ],
  ['a bad escape is a 400', { url: '/api/v1/mugs/%E0%A4' }, 400, 'invalid_request'],
  [
    'a parameter that is too long is a 414',
    { url: `/api/v1/mugs/${'1'.repeat(600)}` },
    414,
    'uri_too_long',
  ],
  [
    'a refusal says what it knows',
    { url: '/api/v1/refused' },
    409,
    'out_of_stock',
    { sku: 'MUG', detail: 'Sold out.' },
  ],
  ['a bug says nothing', { url: '/api/v1/bug' }, 500, 'internal'],
  ['what the database cannot store is a 400', { url: '/api/v1/class-22' }, 400, 'invalid_request'],
  ['a database that is away is a 503', { url: '/api/v1/away' }, 503, 'database_unavailable'],
])('%s', async ([, call, status, code, more = {}]) => {
  const reply = await shared.app.inject({ url: '/api/v1/mugs', ...call })
  expect(reply.json()).toMatchObject({ status, code, ...more })
  expect(reply.json().requestId).toBe(reply.headers['x-request-id'])
  expect([reply.statusCode, reply.headers['content-type']]).toEqual([
    status,
    'application/problem+json',
  ])
  expect(reply.headers).toHaveProperty('content-security-policy')
  expect(reply.body).not.toMatch(/secrets|node_modules|byte sequence/)
})

test('headers say what to do about a refusal', async () => {
  const headersOf = async (call: object) => (await shared.app.inject(call)).headers
  expect(await headersOf({ url: '/api/v1/refused' })).toMatchObject({ 'retry-after': '7' })
  expect(await headersOf({ url: '/api/v1/mugs/1' })).toMatchObject({
    'www-authenticate': 'Bearer realm="penstock"',
  })
  expect(await headersOf({ url: '/api/v1/mugs/1', method: 'DELETE' })).toMatchObject({
    allow: 'GET, HEAD',
  })
})

test('the request id and the trace go in and come out', async () => {
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const reply = await shared.app.inject({
    url: '/api/v1/open',
    headers: { 'x-request-id': 'my-id', traceparent: `00-${trace}-b7ad6b7169203331-01` },
  })
  expect(reply.headers).toMatchObject({ 'x-request-id': 'my-id' })
  expect(reply.headers['traceparent']).toContain(trace)
  expect(reply.json()).toEqual({
    by: 'nobody',
    cause: { requestId: 'my-id', traceparent: reply.headers['traceparent'] },
  })
  const bad = await shared.app.inject({ url: '/api/v1/open', headers: { 'x-request-id': 'a b\t' } })
  expect(bad.headers['x-request-id']).toMatch(/^[\w-]{36}$/)
})

test('whoever signs in is in the context of the work', async () => {
  const reply = await shared.app.inject({ url: '/api/v1/mugs/7', headers: READER })
  expect(reply.json()).toEqual({ id: 7, org: shared.world.ctx.orgId, by: 'reader' })
})

test.for<[rule: string, headers: Record<string, string>, status: number]>([
  ['our own page may', { 'sec-fetch-site': 'same-origin' }, 201],
  ['a person who typed the address may', { 'sec-fetch-site': 'none' }, 201],
  ['an old browser says its origin', { origin: 'http://shop.test' }, 201],
  ['another site may not', { 'sec-fetch-site': 'cross-site', origin: 'http://shop.test' }, 403],
  ['a neighbour of the same domain may not', { 'sec-fetch-site': 'same-site' }, 403],
  ['a foreign origin may not', { origin: 'http://evil.test' }, 403],
  ['nor one that is hidden', { origin: 'null' }, 403],
  ['nor one that says nothing', {}, 403],
])('with the session cookie, %s', async ([, headers, status]) => {
  const reply = await shared.app.inject({
    method: 'POST',
    url: '/api/v1/mugs',
    headers: { host: 'shop.test', cookie: 'a=b; penstock_session=owner', ...headers },
    payload: { name: 'Blue' },
  })
  expect(reply.statusCode).toBe(status)
  if (status === 403) expect(reply.json().code).toBe('csrf')
})

test('reading with the cookie needs no proof, and two cookies are none', async () => {
  const read = async (cookie: string) =>
    (await shared.app.inject({ url: '/api/v1/mugs/1', headers: { cookie } })).statusCode
  expect(await read('penstock_session=owner')).toBe(200)
  expect(await read('penstock_session=owner; penstock_session=reader')).toBe(401)
})

test.for<[fault: string, routes: Routes, words: RegExp]>([
  ['says no permission', (app) => app.get('/x', () => 1), /does not say/],
  [
    'names an unknown permission',
    (app) => app.get('/x', { config: { permission: 'mugs.smash' } }, () => 1),
    /mugs\.smash/,
  ],
  [
    'would overlook unknown fields',
    (app) =>
      app.post('/x', {
        config: { permission: 'anyone' },
        schema: { body: z.strictObject({ a: z.array(z.object({ b: z.string() })).optional() }) },
        handler: () => 1,
      }),
    /strictObject at body\.a/,
  ],
])('a route that %s stops the start', async ([, routes, words]) => {
  await expect(httpStage(routes)).rejects.toThrow(words)
})

test('more requests than can be served are refused at once, and health still answers', async () => {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  const slow: Routes = (app) => {
    app.get('/slow', { config: { permission: 'anyone' } }, () => held.then(() => 'done'))
  }
  await using stage = await httpStage(slow, { PENSTOCK_IN_FLIGHT_MAX: '10' })
  const underWay = Array.from({ length: 10 }, () => stage.app.inject({ url: '/api/v1/slow' }))
  await wait(10)
  const refused = await stage.app.inject({ url: '/api/v1/slow' })
  expect(refused.json()).toMatchObject({ status: 503, code: 'overloaded' })
  expect(refused.headers['retry-after']).toBe('1')
  expect((await stage.app.inject({ url: '/livez' })).statusCode).toBe(200)
  letGo()
  expect((await Promise.all(underWay)).map(({ body }) => body)).toEqual(Array(10).fill('done'))
  expect((await stage.app.inject({ url: '/api/v1/slow' })).statusCode).toBe(200)
})

test('an event loop that lags behind refuses as well', async () => {
  await using stage = await httpStage(mugs, {}, { overrides: { lagMs: () => 2_000 } })
  expect((await stage.app.inject({ url: '/api/v1/open' })).json().code).toBe('overloaded')
})

test('work that takes too long is answered, and a late result hurts nobody', async () => {
  const never: Routes = (app) => {
    app.get('/late', { config: { permission: 'anyone' } }, () => wait(2_500).then(() => 'late'))
  }
  await using stage = await httpStage(never, { PENSTOCK_REQUEST_TIMEOUT_MS: '1000' })
  const reply = await stage.app.inject({ url: '/api/v1/late' })
  expect(reply.json()).toMatchObject({ status: 503, code: 'took_too_long' })
})

function bearer(token: string) {
  return { authorization: `Bearer ${token}` }
}
function at(pointer: string) {
  return { errors: [expect.objectContaining({ pointer })] }
}
function post(payload: unknown, headers: Record<string, string> = OWNER) {
  const isText = typeof payload === 'string' || Buffer.isBuffer(payload)
  const type = isText ? { 'content-type': 'application/json' } : {}
  return { method: 'POST', payload, headers: { ...type, ...headers } }
}
function fields(count: number) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]))
}

test('a body that may be empty may be left out', async () => {
  const send = (url: string, more = {}) =>
    shared.app.inject({ method: 'POST', url: `/api/v1${url}`, headers: OWNER, ...more })
  expect((await send('/mugs/wash')).json()).toEqual({})
  const headers = { ...OWNER, 'content-type': 'application/json' }
  expect((await send('/mugs/wash', { headers })).json()).toEqual({})
  // What is needed is named, as in a body that lacks it.
  expect((await send('/mugs')).json()).toMatchObject({
    ...{ status: 400, errors: [{ pointer: '/body/name' }] },
  })
  expect((await send('/mugs', { payload: [] })).json()).toMatchObject({
    errors: [{ pointer: '/body' }],
  })
})
