import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as access from '#access'
import { newId } from '#platform/random.ts'
import { given } from '../given.ts'
import { type Product, signIn, startProduct } from '../product.ts'
import { anOrder } from '../shop.ts'
import { openPool } from '../../load/open-pool.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Operation = { method: Method; path: string; parameters: string[]; schema: Schema | undefined }
type Schema = { $ref?: string }
type ApiOperation = {
  requestBody?: { content?: { 'application/json'?: { schema?: Schema } } }
}

let product: Product
let pool: pg.Pool
let insider: { authorization: string }
let stranger: { authorization: string }
/** By the part of the address that names the kind of thing: an id of the other org's. */
let others: Record<string, string>

beforeAll(async () => {
  product = await startProduct({ PENSTOCK_ROLES: 'api' })
  pool = openPool(product.databaseUrl)
  const { runtime, email } = product
  const other = { name: 'Other', slug: 'other', ownerEmail: email }
  const { id: otherOrg } = await access.createOrg(runtime, other)
  stranger = await signIn(product)
  insider = await switchedTo(otherOrg)
  others = await fill(otherOrg)
})

afterAll(async () => {
  await pool.end()
  await product.stop()
})

/** The same person works for both orgs, so only the session says whose data may be seen. */
async function switchedTo(orgId: string) {
  const headers = await signIn(product)
  const reply = await product.app.inject({
    ...{ method: 'POST', url: '/api/v1/auth/org', headers, payload: { orgId } },
  })
  expect(reply.statusCode).toBe(204)
  return headers
}

async function fill(orgId: string): Promise<Record<string, string>> {
  const make = async (url: string, payload: object) => {
    const reply = await product.app.inject({ method: 'POST', url, payload, headers: insider })
    expect([url, reply.statusCode]).toEqual([url, 201])
    const body = reply.json<Record<string, { id?: string } | undefined> & { id?: string }>()
    return body.id ?? body['key']?.id ?? body['apiKey']?.id ?? body['user']?.id ?? ''
  }
  await given(pool, { orgId }).product('MUG', 10)
  const deadLetter = newId()
  await pool.query(
    `insert into dead_letters (org_id, id, job, payload, attempts, error, made_at)
     values ($1, $2, 'payments.settle_charge', '{}', 1, '{"message": "x"}', now())`,
    [orgId, deadLetter],
  )
  const bulk = newId()
  await pool.query(
    `insert into order_bulk_runs
       (org_id, id, command, state, asked_by, works_for, created_at)
     values ($1, $2, '{"action": "hold", "reason": "manual"}', 'done', '{}', '{}', now())`,
    [orgId, bulk],
  )
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  const reservation = { sku: 'MUG', quantity: 1, reason: 'photo', expiresAt: soon }
  const cup = { sku: 'CUP', priceMinor: 100, currency: 'INR' }
  const productId = await make('/api/v1/products', { name: 'Cup', variants: [cup] })
  return {
    'orders/bulk': bulk,
    orders: await make('/api/v1/orders', anOrder(['MUG', 1])),
    customers: await theirOwn(orgId, 'customers'),
    stores: await theirOwn(orgId, 'stores'),
    'me/addresses': await theirAddress(orgId),
    messages: await theirMessage(orgId),
    users: await make('/api/v1/users', { email: 'in@other.example', role: 'viewer' }),
    roles: await make('/api/v1/roles', { name: 'theirs', permissions: ['orders.read'] }),
    'api-keys': await make('/api/v1/api-keys', { name: 'theirs', scopes: ['orders.read'] }),
    'admin/dead-letters': deadLetter,
    products: productId,
    images: await make(`/api/v1/products/${productId}/images`, {
      url: 'https://a.example/cup.png',
    }),
    'products/imports': await theirImport(),
    'order-views': await make('/api/v1/order-views', { name: 'Theirs', shared: true }),
    locations: await make('/api/v1/locations', { code: 'theirs', name: 'Theirs' }),
    stock: 'CUP',
    'stock/takes': await make('/api/v1/stock/takes', {}),
    'stock/reservations': await make('/api/v1/stock/reservations', reservation),
  }
}

async function theirImport(): Promise<string> {
  const headers = { ...insider, 'content-type': 'text/csv' }
  const url = '/api/v1/products/import'
  const reply = await product.app.inject({ method: 'POST', url, headers, payload: 'sku,name\n' })
  return reply.json<{ id: string }>().id
}

async function theirAddress(orgId: string): Promise<string> {
  const id = newId()
  const customerId = await theirOwn(orgId, 'customers')
  await pool.query(
    `insert into customer_addresses (org_id, id, customer_id, address) values ($1, $2, $3, '{}')`,
    [orgId, id, customerId],
  )
  return id
}

async function theirMessage(orgId: string): Promise<string> {
  const id = newId()
  await pool.query(
    `insert into messages
       (org_id, id, received_at, store_id, platform, source, body_bytes, digest, verdict)
     values ($1, $2, now(), $3, 'website', 'sent', 0, '', 'parked')`,
    [orgId, id, await theirOwn(orgId, 'stores')],
  )
  return id
}

/** Whoever the order was placed for, and the website that it was placed on. */
async function theirOwn(orgId: string, table: 'customers' | 'stores'): Promise<string> {
  const found = `select id from ${table} where org_id = $1`
  return (await pool.query<{ id: string }>(found, [orgId])).rows[0]!.id
}

/** Names that are the same in each org, or that are checked against the person and not the org. */
const NOT_AN_ID = new RegExp(
  [
    String.raw`/(settings|flags)/\{key\}`,
    String.raw`/auth/sessions/\{id\}`,
    String.raw`/product-types/\{name\}`,
    // Opens nothing by itself: what comes there must be signed.
    String.raw`/import-orders/\{storeKey\}`,
    String.raw`/stock/\{sku\}/movements`,
  ].join('|'),
)

test('an id of another org is answered as if there were nothing, on every route', async () => {
  const operations = await readOperations()
  const withId = operations.filter(
    ({ path, parameters }) => parameters.length > 0 && !NOT_AN_ID.test(path),
  )
  expect(withId.length).toBeGreaterThan(10)
  for (const operation of withId) {
    const kind = operation.path.split('/{')[0]!.replace(/^\/api\/v1\/(admin\/(?=orders))?/, '')
    const id = others[kind]
    expect(
      id,
      `${operation.path}: say here which id of the other org belongs into it`,
    ).toBeDefined()
    const reply = await send(operation, id!)
    expect([operation.method, operation.path, reply.statusCode]).toEqual([
      ...[operation.method, operation.path, 404],
    ])
  }
})

test('what belongs to another org stands in no list', async () => {
  const lists = (await readOperations()).filter(
    ({ method, path, parameters }) =>
      method === 'GET' && parameters.length === 0 && path.startsWith('/api/v1/'),
  )
  for (const { path } of lists) {
    const { statusCode, body } = await product.app.inject({ url: path, headers: stranger })
    expect([path, statusCode < 500]).toEqual([path, true])
    const leaked = Object.values(others).filter((id) => body.includes(id))
    expect([path, leaked]).toEqual([path, []])
  }
})

async function readOperations(): Promise<Operation[]> {
  const api = (await product.app.inject('/openapi.json')).json()
  const schemas = api.components?.schemas ?? {}
  return Object.entries<Record<string, ApiOperation>>(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => {
      const schema = requestBody?.content?.['application/json']?.schema
      const named = schema?.$ref ? schemas[schema.$ref.split('/').at(-1)!] : schema
      const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
      return { method: method.toUpperCase() as Method, path, parameters, schema: named }
    }),
  )
}

/** A body that passes the checks of form, so that the answer is about the id. */
const BODIES: [when: RegExp, body: object][] = [
  [/cancel$/, { reason: 'x' }],
  [/cancellations$/, { lines: [{ line: 1, quantity: 1 }], reason: 'x' }],
  [/status$/, { status: 'CONFIRMED' }],
  [/rotate$/, {}],
  [/returns$/, { goods: 'restock' }],
  [/refunds$/, { amountMinor: 1, reason: 'x' }],
  [/notes$/, { text: 'x' }],
  [/discards$/, { reason: 'x' }],
  [/discard$/, { reason: 'x' }],
  [/merges$/, { from: newId() }],
  [/addresses/, { address: anOrder(['MUG', 1]).shippingAddress }],
  [/customers/, { name: 'mine' }],
  [/users/, { active: false }],
  [/roles/, { name: 'mine' }],
  [/variants$/, { sku: 'NEW', priceMinor: 1, currency: 'INR' }],
  [/prices$/, { prices: [{ currency: 'INR', priceMinor: 1 }] }],
  [/images\/order$/, { ids: [newId()] }],
  [/images$/, { url: 'https://a.example/mine.png' }],
  [/lines$/, { lines: [{ sku: 'MUG', counted: 1 }] }],
  [/levels/, { safetyStock: 1 }],
  [/backorder$/, { limit: 1 }],
  [/credentials$/, { credentials: { webhookSecret: 'x' } }],
  [/listings$/, { externalId: '1', sku: null }],
]

function send({ method, path, schema }: Operation, id: string) {
  // Further parameters, such as the reason of a hold, are words that fit any order.
  const ids = path.replace(/\{\w+\}/, id).replaceAll(/\{\w+Id\}/g, id)
  const url = ids
    .replace('{sku}', 'CUP')
    .replace('{location}', 'main')
    .replaceAll(/\{\w+\}/g, 'manual')
  const payload = schema && (BODIES.find(([when]) => when.test(path))?.[1] ?? {})
  const headers = { ...stranger, 'if-match': '"1"', 'idempotency-key': newId() }
  return product.app.inject({ method, url, headers, ...(payload && { payload }) })
}
