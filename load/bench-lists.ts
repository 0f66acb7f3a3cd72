import type pg from 'pg'
import { migrate } from '#platform/migrate.ts'
import type { BenchResult } from './bench.ts'
import { httpLoad } from './http-load.ts'
import { type Case, casesOf } from './lists-cases.ts'
import { seeded } from './random.ts'
import { judge } from './report.ts'
import { runningProduct } from './running-product.ts'
import { seedOrders } from './seed-lists.ts'
import { hasOrders, indexAll } from './seeded-shop.ts'
import { openPool } from './open-pool.ts'

const SEED = 7

/**
 * Measures lists, counts and searches of a shop with a million orders over HTTP, with one caller at
 * a time. Each request of a kind asks for something else. The goals are for the 95th percentile.
 */
export async function benchLists(
  url: string,
  { short, orders = short ? 100_000 : 1_000_000 }: { short: boolean; orders?: number | undefined },
): Promise<BenchResult> {
  await migrate(url)
  const pool = openPool(url)
  const filled = await fill(pool, url, orders)
  await warm(pool)
  // Started only now, because filling in five million orders takes longer than a sign-in is valid.
  const product = await runningProduct(url, { PENSTOCK_ROLES: 'api' })
  try {
    const cases = await casesOf(pool, seeded(SEED))
    // What the machine and the connection alone cost, for comparison.
    const nothing: Case = { name: 'no question', maxMs: Infinity, path: () => '/auth/me' }
    const figures: Record<string, number> = { orders, ...filled }
    figures['no question p95 ms'] = await p95Of(product, nothing, short)
    for (const one of cases) figures[`${one.name} p95 ms`] = await p95Of(product, one, short)
    figures['deep pages p95 ms'] = await deepPages(product, short ? 200 : 1_000)
    return judge(figures, {
      ...(filled.indexedPerS && { indexedPerS: `>= ${INDEXED_MIN}` }),
      ...Object.fromEntries(cases.map(({ name, maxMs }) => [`${name} p95 ms`, `<= ${maxMs}`])),
      'deep pages p95 ms': `<= ${DEEP_MAX_MS}`,
    })
  } finally {
    await pool.end()
    await product.stop()
  }
}

const INDEXED_MIN = 5_000
const DEEP_MAX_MS = 10

/** Fills in the orders and then the words of the search, unless `--data` has them already. */
async function fill(pool: pg.Pool, url: string, orders: number): Promise<{ indexedPerS?: number }> {
  if (await hasOrders(url, orders)) return {}
  // The first start creates the org.
  await (await runningProduct(url)).stop()
  const { rows } = await pool.query<{ id: string }>(
    'select id from orgs order by created_at limit 1',
  )
  await seedOrders(pool, rows[0]!.id, orders)
  return { indexedPerS: await indexAll(url, orders) }
}

/** Reads the tables into memory, as on a server that has run for a while. */
async function warm(pool: pg.Pool): Promise<void> {
  await pool.query('create extension if not exists pg_prewarm')
  for (const [table, mode] of [
    ['orders', 'read'],
    ['order_lines', 'read'],
    ['order_search', 'buffer'],
    ['order_search_codes', 'buffer'],
  ]) {
    await pool.query(
      `select pg_prewarm(c.oid, $2) from pg_class c left join pg_index i on i.indexrelid = c.oid
       where coalesce(i.indrelid, c.oid) = $1::regclass order by i.indexrelid is null`,
      [table, mode],
    )
  }
}

type Server = { address: string; headers: Record<string, string> }

async function p95Of({ address, headers }: Server, one: Case, short: boolean): Promise<number> {
  const load = (durationMs: number) =>
    httpLoad({
      ...{ url: address, headers, connections: 1, durationMs },
      next: () => ({ method: 'GET', path: `/api/v1${one.path()}` }),
    })
  await load(short ? 200 : 1_000) // The figures are those of a server that has been asked before.
  const { p95Ms, statuses } = await load(short ? 600 : 3_000)
  const refused = Object.keys(statuses).filter((status) => status !== '200')
  if (refused.length > 0) throw new Error(`${one.name} was answered ${refused.join(', ')}.`)
  return p95Ms
}

/**
 * Pages through the list with the cursor from the newest order on. Only the last tenth of the pages
 * counts.
 */
async function deepPages({ address, headers }: Server, pages: number): Promise<number> {
  const times: number[] = []
  let cursor = ''
  for (let page = 1; page <= pages; page++) {
    const startedAt = performance.now()
    const reply = await fetch(`${address}/api/v1/orders?limit=50${cursor}`, { headers })
    const { pagination } = (await reply.json()) as { pagination: { nextCursor: string } }
    times.push(performance.now() - startedAt)
    cursor = `&cursor=${pagination.nextCursor}`
  }
  const last = times.slice(-pages / 10).toSorted((a, b) => a - b)
  return Number(last[Math.floor(0.95 * last.length)]!.toFixed(2))
}
