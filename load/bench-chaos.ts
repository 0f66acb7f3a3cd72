import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { migrate } from '#platform/migrate.ts'
import { startAll } from '#simulators/all.ts'
import { hasRedis, startRedis } from '#tests/redis.ts'
import type { BenchResult } from './bench.ts'
import { booksOf } from './books.ts'
import { falseClaims, judgeStores, unlanded, unproven } from './chaos-judge.ts'
import { type ChaosProduct, startChaosProduct } from './chaos-product.ts'
import { type ChaosStore, connectStores } from './chaos-stores.ts'
import { makeChaos } from './chaos.ts'
import { loseDatabase } from './kills.ts'
import { judge } from './report.ts'
import { seeded } from './random.ts'
import { openPool } from './open-pool.ts'

/**
 * The share of orders of each platform. Platforms with few webhooks are asked for each order, at
 * the rate that they allow.
 */
const SHARES = {
  ...{ shopify: 0.45, website: 0.4, woocommerce: 0.13 },
  ...{ blinkit: 0.0075, amazon: 0.0075, bigcommerce: 0.005 },
}
const KILLS = 5
const DATABASE_KILLS = 2
/** The slowest list is complete after two minutes and may be asked for every three minutes. */
const HEAL_MS_MAX = 30 * 60_000
const ASK_EVERY_MS = 20_000

type Happening = 'kill' | 'database' | 'redis' | 'claims'

/**
 * Runs six simulated platforms with faults against the program as an operator runs it, which is
 * killed five times, its PostgreSQL twice, and its Redis flushed if there is one. In the end every
 * order must be here, once, as the platforms have it.
 */
export async function benchChaos(
  url: string,
  options: { short: boolean; seed?: number | undefined; dataDir: string },
): Promise<BenchResult> {
  const { short, seed = Math.floor(Math.random() * 1e9) } = options
  const [orders, rounds] = short ? [1_000, 40] : [20_000, 240]
  process.stderr.write(`${orders} orders at six platforms, seed ${seed}\n`)
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-chaos-'))
  const redis = hasRedis ? await startRedis() : undefined
  const all = await startAll({ port: 0, seed, rate: 1, everyMs: 0 })
  const settings = {
    DATABASE_URL: url,
    PENSTOCK_SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    PENSTOCK_DATA_DIR: path.join(folder, 'data'),
    PENSTOCK_OUTBOUND_PRIVATE: new URL(all.url).host,
    ...(redis && { REDIS_URL: redis.url }),
  }
  await migrate(url)
  const pool = openPool(url)
  const product = await startChaosProduct(settings, pool)
  try {
    const stores = await connectStores(all.simulators, product.call)
    const happenings = planOf(rounds)
    const faults: string[] = []
    const claims = () => patiently(() => falseClaims(pool, stores, product.call))
    const happen = async (round: number): Promise<void> => {
      for (const what of happenings.get(round) ?? []) {
        process.stderr.write(`  round ${round}: ${what}\n`)
        if (what === 'kill') await product.kill()
        if (what === 'database') await loseDatabase(options.dataDir)
        if (what === 'redis') await redis?.flush()
        if (what === 'claims') faults.push(...(await claims()))
      }
    }
    const shares = Object.entries(SHARES).map(([name, share]) => [name, Math.ceil(orders * share)])
    await makeChaos(stores, product.call, {
      ...{ orders: Object.fromEntries(shares) as Record<string, number>, rounds, pauseMs: 500 },
      ...{ changesPerOrder: 1, random: seeded(seed), betweenRounds: happen },
    })
    const { healedS, open } = await heal(stores, product, new Date())
    faults.push(...open)
    faults.push(...(await claims()))
    faults.push(...(await judgeStores(pool, stores)), ...(await booksOf(url)))
    for (const fault of faults.slice(0, 100)) process.stderr.write(`  ${fault}\n`)
    const made = stores.reduce((sum, { simulator }) => sum + simulator.orders().length, 0)
    const figures = {
      ...{ orders: made, kills: KILLS, databaseKills: DATABASE_KILLS, redis: redis ? 1 : 0 },
      ...{ healedS, faults: faults.length, seed },
    }
    return judge(figures, { faults: '= 0' })
  } finally {
    await all.stop()
    await pool.end()
    await product.stop()
    await redis?.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

const TRIES = 120

/** Repeats a query while the database may be starting again. */
async function patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries === TRIES) throw error
      await delay(500)
    }
  }
}

/** Spreads the kills evenly over the rounds, never two at once. */
function planOf(rounds: number): Map<number, Happening[]> {
  const plan = new Map<number, Happening[]>()
  const spread = (what: Happening, times: number, shift: number) => {
    for (let time = 0; time < times; time++) {
      const round = Math.floor(((time + 0.5) * rounds) / times) + shift
      plan.set(round, [...(plan.get(round) ?? []), what])
    }
  }
  spread('kill', KILLS, 0)
  spread('database', DATABASE_KILLS, 2)
  spread('redis', 1, -2)
  spread('claims', 4, -1)
  return plan
}

/**
 * Waits until everything has landed. It only asks for a sync, which the product would do by itself
 * a little later. Whatever is still missing at the end counts as a fault.
 */
async function heal(stores: ChaosStore[], { call }: ChaosProduct, until: Date) {
  const startedAt = performance.now()
  for (let asked = 0; ; asked++) {
    const open = [...(await unproven(stores, call, until)), ...(await unlanded(stores, call))]
    const passedMs = performance.now() - startedAt
    if (open.length === 0 || passedMs > HEAL_MS_MAX) {
      return { healedS: Math.round(passedMs / 1_000), open }
    }
    if (asked % 5 === 0) process.stderr.write(`  ${open.join('; ')}\n`)
    for (const { id } of stores) await call('POST', `/stores/${id}/sync`, {})
    await delay(ASK_EVERY_MS)
  }
}
