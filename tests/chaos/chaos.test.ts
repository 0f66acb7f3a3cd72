import { expect, test } from 'vitest'
import { inTransaction } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { startAll } from '#simulators/all.ts'
import { standardGoods } from '#simulators/frame/goods.ts'
import { booksOf } from '../../load/books.ts'
import { falseClaims, judgeStores, unlanded, unproven } from '../../load/chaos-judge.ts'
import { type Call, connectStores } from '../../load/chaos-stores.ts'
import { makeChaos } from '../../load/chaos.ts'
import { seeded } from '../../load/random.ts'
import { given } from '../given.ts'
import { signIn, startProduct } from '../product.ts'
import { openPool } from '../../load/open-pool.ts'

const SEED = Number(process.env['PENSTOCK_SEED'] ?? Math.floor(Math.random() * 1e9))
const MINUTE_MS = 60_000
const PATIENCE = { timeout: 50_000, interval: 200 }
/** The platforms that tell little by webhook are asked for each order, at the pace they allow. */
const ORDERS = { shopify: 40, website: 40, woocommerce: 15, blinkit: 5, amazon: 6, bigcommerce: 3 }
const ROUNDS = 8

test(`what six platforms do wrong costs no order and doubles none (seed ${SEED})`, async () => {
  await using stage = await sixPlatforms()
  const { simulators, pool, call, stores, pass, begin } = stage
  // Who looks whether a store is well ends its rest after many failures.
  const askAll = async () => {
    for (const { id } of stores) {
      await call('POST', `/stores/${id}/test`, {})
      await call('POST', `/stores/${id}/sync`, {})
    }
  }
  await makeChaos(stores, call, {
    ...{ orders: ORDERS, rounds: ROUNDS, pauseMs: 100, changesPerOrder: 1 },
    random: seeded(SEED),
    betweenRounds: async (round) => {
      if (round !== ROUNDS / 2) return
      await pass(3 * MINUTE_MS)
      await askAll()
    },
  })
  await Promise.all(simulators.map((simulator) => simulator.settled()))
  // Repeats of the platforms come, and what nobody accepts in time ends.
  await pass(10 * MINUTE_MS)
  const end = new Date(Math.max(...simulators.map(({ clock }) => clock.now().getTime())))
  await pass(10 * MINUTE_MS)
  expect(await falseClaims(pool, stores, call)).toEqual([])
  await askAll()
  await expect.poll(() => unproven(stores, call, end), PATIENCE).toEqual([])
  expect(await falseClaims(pool, stores, call)).toEqual([])
  // As the clock does each minute: parts that had come before their orders.
  await begin('intake.finish_messages')
  await expect.poll(() => unlanded(stores, call), PATIENCE).toEqual([])
  expect(await judgeStores(pool, stores)).toEqual([])
  expect(await booksOf(stage.databaseUrl)).toEqual([])
})

async function sixPlatforms() {
  const all = await startAll({ port: 0, seed: SEED, rate: 1, everyMs: 0 })
  let ahead = 0
  const clock = { now: () => new Date(Date.now() + ahead) }
  const settings = {
    PENSTOCK_ROLES: 'api,worker',
    PENSTOCK_OUTBOUND_PRIVATE: new URL(all.url).host,
  }
  const product = await startProduct(settings, { clock })
  const pool = openPool(product.databaseUrl)
  const words = given(pool, { orgId: product.orgId })
  for (const { sku } of standardGoods()) await words.product(sku, 10_000)
  let owner = await signIn(product)
  const call: Call = async (method, path, payload) => {
    const reply = await product.app.inject({
      ...{ method, url: `/api/v1${path}`, ...(payload && { payload }) },
      headers: { ...owner, host: new URL(product.url).host },
    })
    return { status: reply.statusCode, json: reply.body ? reply.json() : undefined }
  }
  const stores = await connectStores(all.simulators, call)
  const simulators = [...all.simulators.values()]
  return {
    ...{ pool, call, stores, simulators, databaseUrl: product.databaseUrl },
    /** For the platforms and for us. */
    pass: async (ms: number) => {
      ahead += ms
      await Promise.all(simulators.map((simulator) => simulator.clock.advance(ms)))
      await Promise.all(simulators.map((simulator) => simulator.settled()))
      owner = await signIn(product)
    },
    begin: (name: string) =>
      inTransaction(product.runtime.db, (tx) => enqueue(tx, name, {}, { orgId: product.orgId })),
    [Symbol.asyncDispose]: async () => {
      await all.stop()
      await pool.end()
      await product.stop()
    },
  }
}
