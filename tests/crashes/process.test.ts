import { expect, test } from 'vitest'
import { killRounds } from '../../load/kills.ts'
import { prepareShop } from '../../load/prepare-shop.ts'
import { startProcess } from '../../load/product-process.ts'
import { dropDatabase, emptyDatabase } from '../scene.ts'
import { openPool } from '../../load/open-pool.ts'

const EMAIL = 'owner@penstock.test'
const PASSWORD = 'correct horse battery staple'

const settingsFor = (databaseUrl: string, more: Record<string, string> = {}) => ({
  DATABASE_URL: databaseUrl,
  PENSTOCK_HTTP_PORT: '0',
  PENSTOCK_ADMIN_EMAIL: EMAIL,
  PENSTOCK_ADMIN_PASSWORD: PASSWORD,
  PENSTOCK_LOG_LEVEL: 'warn',
  PENSTOCK_SECRET_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
  ...more,
})

test('kill -9 at any moment loses no order and no job, and leaves nothing behind', async () => {
  const seed = Math.floor(Math.random() * 1e9)
  const { faults, acknowledged } = await killRounds({ rounds: 2, seed, aliveMsMax: 1_000 })
  expect(faults, `seed ${seed}`).toEqual([])
  expect(acknowledged).toBeGreaterThan(0)
})

test('two processes that start on an empty database at once share the work', async () => {
  const url = await emptyDatabase('template0')
  const both = [settingsFor(url), settingsFor(url)].map(startProcess)
  const addresses = await Promise.all(both.map(({ ready }) => ready))
  const replies = await Promise.all(addresses.map((address) => fetch(`${address}/readyz`)))
  expect(replies.map(({ status }) => status)).toEqual([200, 200])
  const pool = openPool(url, 1)
  expect((await pool.query('select slug from orgs')).rows).toEqual([{ slug: 'main' }])
  await pool.end()
  for (const { child } of both) child.kill('SIGTERM')
  expect(await Promise.all(both.map(({ exited }) => exited))).toEqual([0, 0])
  await dropDatabase(url)
})

test('a stop under load finishes what was accepted and leaves in time', async () => {
  const url = await emptyDatabase()
  const product = startProcess(settingsFor(url))
  const address = await product.ready
  const shop = await prepareShop(url, { email: EMAIL, password: PASSWORD, skus: 3 })
  const headers = await shop.signIn(address)
  const statuses: number[] = []
  const placed: string[] = []
  let isStopping = false
  const buyers = Array.from({ length: 16 }, async (_, buyer) => {
    for (let n = 0; ; n++) {
      const wasStopping = isStopping
      const reply = await shop.place(address, headers, `stop-${buyer}-${n}`).catch(() => undefined)
      // Refused connections are fine once it was told to stop; cut answers are not.
      if (!reply) return expect(isStopping).toBe(true)
      statuses.push(reply.status)
      if (reply.status === 201) placed.push(reply.id)
      if (wasStopping && reply.status !== 201) return
    }
  })
  await expect.poll(() => placed.length > 100 || tally(statuses)).toBe(true)
  isStopping = true
  product.child.kill('SIGTERM')
  const startedAt = performance.now()
  expect(await product.exited).toBe(0)
  expect(performance.now() - startedAt).toBeLessThan(20_000)
  await Promise.all(buyers)
  expect(statuses.filter((status) => ![201, 503].includes(status))).toEqual([])

  const pool = openPool(url, 1)
  const { rows } = await pool.query<{ id: string }>('select id from orders')
  expect(new Set(placed).difference(new Set(rows.map(({ id }) => id)))).toEqual(new Set())
  // What was committed was also answered: nobody is left who does not know about the own order.
  expect(rows.length).toBe(placed.length)
  await pool.end()
  await dropDatabase(url)
})

/** How often each status was answered. */
const tally = (statuses: number[]) =>
  Object.fromEntries([...Map.groupBy(statuses, String)].map(([one, all]) => [one, all.length]))
