import { afterAll, beforeAll, expect, test } from 'vitest'
import { permissionCatalog } from '#access'
import { newId } from '#platform/random.ts'
import { type Product, signIn, startProduct } from '../product.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Route = { method: Method; name: string; permission: string; own: string | undefined }
type Headers = { authorization?: string }

let product: Product
let routes: Route[]
let owner: Headers

beforeAll(async () => {
  product = await startProduct({ PENSTOCK_ROLES: 'api' })
  routes = await readRoutes()
  owner = await signIn(product)
})

afterAll(() => product.stop())

async function readRoutes(): Promise<Route[]> {
  const { paths } = (await product.app.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, Record<string, string>>>
  }>()
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as Method,
      name: `${method.toUpperCase()} ${path.replace('/api/v1', '')}`,
      permission: operation['x-permission']!,
      own: operation['x-own-permission'],
    })),
  )
}

/** What no reference tells of: pages, files, and the numbers of the process. */
const NOT_DESCRIBED = /^GET (\/docs|\/openapi\.json$|\/metrics$|\*)/

/** The routes that the server really has, from the tree that it prints. */
function registered(): string[] {
  const above: string[] = []
  return product.app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, part, methods] = /^([│├└─ ]*)(\S.*?) \((.*)\)$/.exec(line) ?? []
      if (part === undefined) return []
      const depth = indent!.length / 4 - 1
      const path = (above[depth - 1] ?? '') + part
      above.splice(depth, above.length, path)
      return methods!.split(', ').map((method) => `${method} ${path}`)
    })
    .filter((route) => !route.startsWith('HEAD ') && !NOT_DESCRIBED.test(route))
}

test('the reference tells of every route that the server has', () => {
  const plain = (name: string) => name.replace('/api/v1', '').replaceAll(/:[\w|:]+|\{\w+\}/g, ':')
  const told = routes.map(({ name }) => plain(name))
  expect(told.toSorted()).toEqual(registered().map(plain).toSorted())
  expect(told.length).toBeGreaterThan(150)
})

async function call({ name }: Route, headers: Headers) {
  const [method, path] = name.split(' ') as [Method, string]
  const url = `/api/v1${path.replaceAll(/\{\w+\}/g, newId())}`
  const reply = await product.app.inject({ method, url, headers })
  const { code, permission } = reply.body.startsWith('{') ? reply.json() : {}
  return { status: reply.statusCode, code, permission }
}

const WIDE = new Set(['anyone', 'signed_in'])

test('each route refuses whoever has every right but the one that it asks for', async () => {
  const keys = new Map<string, Headers>()
  const keyWithout = async (...without: string[]) => {
    const known = keys.get(without.join())
    if (known) return known
    const scopes = [...permissionCatalog].filter((name) => !without.includes(name))
    const payload = { name: without.join(), scopes }
    const url = '/api/v1/api-keys'
    const reply = await product.app.inject({ method: 'POST', url, headers: owner, payload })
    const key = { authorization: `Bearer ${reply.json<{ secret: string }>().secret}` }
    keys.set(without.join(), key)
    return key
  }
  for (const route of routes) {
    const { name, permission, own } = route
    if (permission === 'anyone') continue
    expect([name, await call(route, {})]).toMatchObject([name, { status: 401 }])
    if (WIDE.has(permission)) continue
    const key = await keyWithout(permission, ...(own ? [own] : []))
    const refused = { status: 403, code: 'forbidden', permission }
    expect([name, await call(route, key)]).toEqual([name, refused])
  }
})

/** Nothing of the shop changes by these: they look, or keep something for oneself. */
const OF_READERS = [
  'DELETE /order-views/{viewId}',
  'PATCH /order-views/{viewId}',
  'POST /integrity/runs',
  'POST /live/tickets',
  'POST /order-views',
  'POST /orders/{orderId}/cancellations/preview',
]

const OF_CUSTOMERS = [
  'DELETE /me/addresses/{addressId}',
  'DELETE /me/erasure',
  'GET /me/customer',
  'GET /me/export',
  'GET /me/orders',
  'GET /orders/{orderId}',
  'GET /orders/{orderId}/parcels',
  'GET /orders/{orderId}/status',
  'PATCH /me/customer',
  'POST /me/addresses',
  'POST /orders',
  'PUT /me/addresses/{addressId}',
  'PUT /me/erasure',
  'PUT /orders/{orderId}/cancel',
]

const OF_ANYONE = [
  ...['GET /healthz', 'GET /images/{imageId}', 'GET /livez', 'GET /products'],
  ...['GET /products/{productId}', 'GET /readyz', 'POST /auth/login'],
  ...['POST /auth/password-reset', 'POST /auth/password-reset/confirm', 'POST /auth/refresh'],
  ...['POST /auth/register', 'POST /import-orders', 'POST /import-orders/{storeKey}'],
]

const OF_WHOEVER_IS_SIGNED_IN = [
  ...['DELETE /auth/sessions/{id}', 'DELETE /auth/totp', 'GET /auth/me', 'GET /auth/sessions'],
  ...['GET /orders', 'GET /permissions', 'PATCH /auth/me', 'POST /auth/logout'],
  ...['POST /auth/logout-everywhere', 'POST /auth/org', 'POST /auth/password'],
  ...['POST /auth/totp', 'POST /auth/totp/confirm'],
]

const namesOf = (some: Route[]) => some.map(({ name }) => name).toSorted()
const asking = (permission: string) => routes.filter((route) => route.permission === permission)

test('few routes are open, few are the customers’ own, and whoever only reads changes nothing', () => {
  expect(namesOf(asking('anyone'))).toEqual(OF_ANYONE)
  expect(namesOf(asking('signed_in'))).toEqual(OF_WHOEVER_IS_SIGNED_IN)
  const ofCustomers = routes.filter(({ permission, own }) => own ?? permission.endsWith('_own'))
  expect(namesOf(ofCustomers)).toEqual(OF_CUSTOMERS)
  const changing = routes.filter(
    ({ method, permission }) => method !== 'GET' && permission.endsWith('.read'),
  )
  expect(namesOf(changing)).toEqual(OF_READERS)
})

/** Rights over money, people, credentials and what is gone for good, with all that they open. */
const OF_FEW: Record<string, string[]> = {
  'customers.erase': ['GET /customers/erasure-requests', 'POST /customers/{customerId}/erasure'],
  'customers.export': ['GET /customers/{customerId}/export'],
  'customers.merge': [
    'DELETE /customers/{customerId}/merges/{mergeId}',
    'POST /customers/{customerId}/merges',
  ],
  'channels.manage': [
    'DELETE /stores/{storeId}',
    'PATCH /stores/{storeId}',
    'POST /orders/{orderId}/outgoing/{outgoingId}/pushes',
    'POST /stores',
    'POST /stores/{storeId}/credentials',
    'POST /stores/{storeId}/listings/sync',
    'POST /stores/{storeId}/listings/{listingId}/pushes',
    'POST /stores/{storeId}/sync',
    'POST /stores/{storeId}/test',
    'POST /stores/{storeId}/webhooks',
  ],
  'jobs.manage': [
    'POST /admin/dead-letters/retries',
    'POST /admin/dead-letters/{id}/discards',
    'POST /admin/dead-letters/{id}/retries',
  ],
  'keys.manage': [
    'DELETE /api-keys/{id}',
    'GET /api-keys',
    'POST /api-keys',
    'POST /api-keys/{id}/rotate',
  ],
  'messages.replay': [
    'GET /messages/{messageId}/comparison',
    'POST /messages/{messageId}/discard',
    'POST /messages/{messageId}/replay',
  ],
  'payments.refund': [
    'GET /orders/{orderId}/refunds',
    'POST /orders/{orderId}/refunds',
    'POST /orders/{orderId}/refunds/{outgoingId}/pushes',
  ],
  'roles.manage': ['DELETE /roles/{id}', 'PATCH /roles/{id}', 'POST /roles'],
  'settings.edit': ['DELETE /demo', 'POST /demo', 'PUT /flags/{key}', 'PUT /settings/{key}'],
  'stock.adjust': [
    'DELETE /stock/takes/{id}',
    'PATCH /locations/{id}',
    'PATCH /stock/levels',
    'PATCH /stock/{sku}/levels/{location}',
    'POST /locations',
    'POST /stock/import',
    'POST /stock/takes',
    'POST /stock/takes/{id}/close',
    'PUT /stock/takes/{id}/lines',
    'PUT /stock/{sku}/backorder',
  ],
  'users.manage': [
    'DELETE /users/{id}',
    'DELETE /users/{id}/totp',
    'PATCH /users/{id}',
    'POST /users',
    'POST /users/{id}/reset-link',
  ],
}

test.for(Object.entries(OF_FEW))(
  '%s opens what it says, and nothing else',
  ([permission, opens]) => {
    expect(namesOf(asking(permission))).toEqual(opens)
  },
)
