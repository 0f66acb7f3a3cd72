import { execFile } from 'node:child_process'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { rebuildOrderSearch } from '#orders'
import { openDatabase } from '#platform/database.ts'
import { isBehind } from '#platform/follow-history.ts'
import { inherited } from './product-process.ts'
import { runningProduct } from './running-product.ts'

const CLI = path.resolve(import.meta.dirname, '../server/cli.ts')
const SEED = '7'

/**
 * Runs `./penstock seed` on this database unless an earlier run did so, and waits for all followers
 * of the history.
 */
export async function seedShop(url: string, orders: number): Promise<Record<string, number>> {
  if (await hasOrders(url, orders)) return {}
  // The first start creates the org. It is stopped again, so that nothing else works while the
  // orders are written.
  await (await runningProduct(url)).stop()
  const args = [CLI, 'seed', '--orders', String(orders), '--seed', SEED, '--yes', '--json']
  const env = { ...inherited(), DATABASE_URL: url }
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  const { ordersPerSecond } = JSON.parse(stdout) as { ordersPerSecond: number }
  const indexedPerS = await indexAll(url, orders)
  const product = await runningProduct(url)
  await untilFollowed(url)
  await product.stop()
  return { seededPerS: ordersPerSecond, indexedPerS }
}

/** The orders that the benches place themselves are less than one in a hundred. */
const MORE_MAX = 1.01

/** Whether the database of `--data` already holds as many orders as wanted. */
export async function hasOrders(url: string, wanted: number): Promise<boolean> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ orders: number }>(
      '/* across orgs */ select count(*)::int as orders from orders',
    )
    const { orders } = rows[0]!
    if (orders > 0 && (orders < wanted || orders > wanted * MORE_MAX)) {
      throw new Error(`There are ${orders} orders, and not ${wanted}: take another --data folder.`)
    }
    return orders > 0
  } finally {
    await client.end()
  }
}

/**
 * Indexes the words of the search with the worker's own statement. Gives how many orders a second.
 */
export async function indexAll(url: string, orders: number): Promise<number> {
  const { db, pool, close } = openDatabase(url, LIMITS)
  try {
    const startedAt = performance.now()
    await rebuildOrderSearch(db)
    const seconds = (performance.now() - startedAt) / 1_000
    await pool.query('vacuum analyze')
    return Math.round(orders / seconds)
  } finally {
    await close()
  }
}

const LIMITS = { poolMax: 2, waitMs: 5_000, queryTimeoutMs: 300_000 }
const LOOK_EVERY_MS = 500

async function untilFollowed(url: string): Promise<void> {
  const { db, pool, close } = openDatabase(url, LIMITS)
  try {
    const { rows } = await pool.query<{ name: string }>('select name from dispatch_positions')
    for (const { name } of rows) while (await isBehind(db, name)) await delay(LOOK_EVERY_MS)
  } finally {
    await close()
  }
}
