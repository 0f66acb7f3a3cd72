import { expect, test } from 'vitest'
import { faultProxy } from '../fault-proxy.ts'
import { given } from '../given.ts'
import { signIn, startProduct } from '../product.ts'
import { emptyDatabase } from '../scene.ts'
import { anOrder } from '../shop.ts'
import { openPool } from '../../load/open-pool.ts'

const WAIT_MS = 500
const QUERY_MS = 700

async function behindProxy() {
  const direct = await emptyDatabase()
  const address = new URL(direct)
  const proxy = await faultProxy({ host: address.hostname, port: Number(address.port) })
  address.port = String(proxy.port)
  const product = await startProduct({
    DATABASE_URL: address.href,
    PENSTOCK_DATABASE_WAIT_MS: String(WAIT_MS),
    PENSTOCK_DATABASE_QUERY_TIMEOUT_MS: String(QUERY_MS),
    PENSTOCK_DATABASE_POOL_MAX: '4',
    PENSTOCK_ROLES: 'api',
  })
  const pool = openPool(direct)
  await given(pool, { orgId: product.orgId }).product('MUG', 100)
  return {
    product,
    proxy,
    stop: async () => {
      await pool.end()
      await product.stop()
      await proxy.close()
    },
  }
}

test('a database that swallows packets: 503 in time, nothing hangs, and it heals by itself', async () => {
  const { product, proxy, stop } = await behindProxy()
  const headers = await signIn(product)
  const place = () =>
    product.app.inject({
      method: 'POST',
      url: '/api/v1/orders',
      headers,
      payload: anOrder(['MUG', 1]),
    })
  const list = () => product.app.inject({ url: '/api/v1/users', headers })
  expect((await place()).statusCode).toBe(201)

  proxy.blackHole(true)
  const startedAt = performance.now()
  const replies = await Promise.all([...Array.from({ length: 12 }, list), place(), place()])
  const tookMs = performance.now() - startedAt
  expect(new Set(replies.map(({ statusCode }) => statusCode))).toEqual(new Set([503]))
  expect(replies.every(({ headers: { 'retry-after': after } }) => after !== undefined)).toBe(true)
  // The statement's limit, the driver's half second above it, and a second to answer.
  expect(tookMs).toBeLessThan(WAIT_MS + 2 * (QUERY_MS + 500) + 1_000)
  expect((await product.app.inject('/livez')).statusCode).toBe(200)
  expect((await product.app.inject('/readyz')).statusCode).toBe(503)

  proxy.blackHole(false)
  proxy.cut()
  await expect.poll(async () => (await list()).statusCode).toBe(200)
  await expect.poll(async () => (await place()).statusCode).toBe(201)
  await expect.poll(async () => (await product.app.inject('/readyz')).statusCode).toBe(200)
  await stop()
})
