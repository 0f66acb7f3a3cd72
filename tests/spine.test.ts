import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrder } from './shop.ts'
import { given } from './given.ts'
import pg from 'pg'
import { type Product, signIn, startProduct } from './product.ts'

let product: Product
let pool: pg.Pool
let headers: { authorization: string }

beforeAll(async () => {
  product = await startProduct()
  pool = new pg.Pool({ connectionString: product.databaseUrl, max: 2 })
  headers = await signIn(product)
})

afterAll(async () => {
  await pool.end()
  await product.stop()
})

const post = (url: string, payload: object, more: object = {}) =>
  product.app.inject({ method: 'POST', url, payload, headers: { ...headers, ...more } })

test('an order goes from the request to confirmed by itself once it is paid', async () => {
  await given(pool, { orgId: product.orgId }).product('MUG', 5)
  const body = { ...anOrder(['MUG', 1]), payment: { method: 'test' } }
  const placed = await post('/api/v1/orders', body, { 'idempotency-key': 'k1' })
  expect([placed.statusCode, placed.json().status]).toEqual([201, 'PLACED'])
  const { id } = placed.json<{ id: string }>()
  await expect
    .poll(async () => (await read(`/api/v1/orders/${id}/status`)).json(), { timeout: 15_000 })
    .toMatchObject({ status: 'CONFIRMED', payment: 'paid' })
  const again = await post('/api/v1/orders', body, { 'idempotency-key': 'k1' })
  expect([again.statusCode, again.json().id]).toEqual([200, id])
})

test('a declined card cancels the order and gives the stock back', async () => {
  await given(pool, { orgId: product.orgId }).product('CUP', 5)
  const body = { ...anOrder(['CUP', 2]), payment: { method: 'test', token: 'decline' } }
  const { id } = (await post('/api/v1/orders', body)).json<{ id: string }>()
  await expect
    .poll(async () => (await read(`/api/v1/orders/${id}/status`)).json(), { timeout: 15_000 })
    .toMatchObject({ status: 'CANCELLED', payment: 'declined' })
  const { rows } = await pool.query(`select reserved from stock_levels where sku = 'CUP'`)
  expect(rows).toEqual([{ reserved: 0 }])
})

const read = (url: string) => product.app.inject({ url, headers })
