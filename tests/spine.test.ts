import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOrder } from './shop.ts'
import { given } from './given.ts'
import type pg from 'pg'
import { type Product, signIn, startProduct } from './product.ts'
import { openPool } from '../load/open-pool.ts'

let product: Product
let pool: pg.Pool
let headers: { authorization: string }

beforeAll(async () => {
  product = await startProduct()
  pool = openPool(product.databaseUrl)
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
    .poll(async () => (await read(`/api/v1/orders/${id}/status`)).json())
    .toMatchObject({ status: 'CONFIRMED', payment: 'paid' })
  const again = await post('/api/v1/orders', body, { 'idempotency-key': 'k1' })
  expect([again.statusCode, again.json().id]).toEqual([200, id])
})

test('a declined card cancels the order and gives the stock back', async () => {
  await given(pool, { orgId: product.orgId }).product('CUP', 5)
  const body = { ...anOrder(['CUP', 2]), payment: { method: 'test', token: 'decline' } }
  const { id } = (await post('/api/v1/orders', body)).json<{ id: string }>()
  await expect
    .poll(async () => (await read(`/api/v1/orders/${id}/status`)).json())
    .toMatchObject({ status: 'CANCELLED', payment: 'declined' })
  const { rows } = await pool.query(`select reserved from stock_levels where sku = 'CUP'`)
  expect(rows).toEqual([{ reserved: 0 }])
})

const read = (url: string) => product.app.inject({ url, headers })

test('a paid order that is cancelled gets its money back once, and the books balance', async () => {
  await given(pool, { orgId: product.orgId }).product('POT', 5, 900)
  const body = { ...anOrder(['POT', 2]), payment: { method: 'test' } }
  const { id } = (await post('/api/v1/orders', body)).json<{ id: string }>()
  const status = async () => (await read(`/api/v1/orders/${id}/status`)).json()
  await expect.poll(status).toMatchObject({ payment: 'paid' })
  await put(`/api/v1/orders/${id}/cancel`, { reason: 'changed mind' })
  await put(`/api/v1/orders/${id}/cancel`, { reason: 'changed mind' })
  await expect.poll(status).toMatchObject({ status: 'CANCELLED', payment: 'refunded' })
  const { rows } = await pool.query(
    `select account, sum(amount_minor)::int as sum, count(*)::int as entries
     from money_entries where order_id = $1 group by account order by account`,
    [id],
  )
  expect(rows).toEqual([
    { account: 'customer', sum: 0, entries: 2 },
    { account: 'provider', sum: 0, entries: 2 },
  ])
})

test('pieces are cancelled once for each key, and what was paid for them goes back', async () => {
  await given(pool, { orgId: product.orgId }).product('JUG', 5, 900)
  const body = { ...anOrder(['JUG', 3]), payment: { method: 'test' } }
  const { id } = (await post('/api/v1/orders', body)).json<{ id: string }>()
  const order = async () => (await read(`/api/v1/orders/${id}`)).json()
  await expect.poll(order).toMatchObject({ status: 'CONFIRMED' })
  const url = `/api/v1/orders/${id}/cancellations`
  const one = { lines: [{ line: 1, quantity: 1 }], reason: 'broken' }
  const stale = await post(url, one, { 'if-match': '"1"' })
  expect([stale.statusCode, stale.json().code]).toEqual([412, 'order_changed'])
  const { version, totals } = await order()
  for (const _twice of [1, 2]) {
    const reply = await post(url, one, { 'if-match': `"${version}"`, 'idempotency-key': 'one-jug' })
    expect(reply.statusCode, reply.body).toBe(200)
    expect(reply.json()).toMatchObject({
      ...{ status: 'CONFIRMED', lines: [{ cancelledQuantity: 1 }] },
      totals: { cancelledMinor: 900, grandTotalMinor: totals.grandTotalMinor - 900 },
    })
  }
  await expect
    .poll(order)
    .toMatchObject({ payment: 'partly_refunded', totals: { refundedMinor: 900 } })
  const tooMany = await post(url, { ...one, lines: [{ line: 1, quantity: 3 }] })
  expect(tooMany.statusCode).toBe(409)
  expect(tooMany.json()).toMatchObject({
    ...{ code: 'pieces_not_open', lines: [{ line: 1, quantity: 2 }] },
  })
  const { rows } = await pool.query(
    `select action, actor_name <> '' as named from audit_log where subject_id = $1
       and action = 'order.lines_cancelled'`,
    [id],
  )
  expect(rows).toEqual([{ action: 'order.lines_cancelled', named: true }])
})

test('cash that was not paid yet is not asked for after a cancellation', async () => {
  await given(pool, { orgId: product.orgId }).product('PAN', 5)
  const { id } = (await post('/api/v1/orders', anOrder(['PAN', 1]))).json<{ id: string }>()
  await put(`/api/v1/orders/${id}/cancel`, { reason: 'no' })
  await expect
    .poll(async () => (await read(`/api/v1/orders/${id}/status`)).json())
    .toMatchObject({ status: 'CANCELLED', payment: 'voided' })
})

const put = (url: string, payload: object) =>
  product.app.inject({ method: 'PUT', url, payload, headers })
