import { randomBytes } from 'node:crypto'
import path from 'node:path'
import type pg from 'pg'
import { migrate } from '#platform/migrate.ts'
import type { BenchResult } from './bench.ts'
import { stockShop } from './bench-place-order.ts'
import { pgbenchScript } from './pgbench.ts'
import { orderServer } from './place-order-callers.ts'
import { judge } from './report.ts'
import { medians } from './rounds.ts'
import { type Loaded, shopifyLoad } from './shopify-load.ts'
import { makeUsedLog } from './used-log.ts'
import { openPool } from './open-pool.ts'

const CONNECTIONS = 64
const SCRIPT = path.resolve(import.meta.dirname, 'import.pgbench.sql')

/** Messages need a store to belong to. */
const STORE_OF_PGBENCH = `
  insert into stores (org_id, id, key, platform, uid, name)
  values ('b0000000-0000-7000-8000-000000000001', 'b0000000-0000-7000-8000-000000000002', 'pgbench',
    'shopify', 'pgbench.myshopify.com', 'pgbench')`

type Sizes = { original: number; canonical: number }

/**
 * Measures signed webhooks of Shopify over HTTP, nine new ones and one repeat of ten, each original
 * stored, against pgbench that writes the same rows with one transaction for each order.
 */
export async function benchImport(
  url: string,
  { short }: { short: boolean },
): Promise<BenchResult> {
  await migrate(url)
  const pool = openPool(url)
  await stockShop(pool)
  await pool.query(STORE_OF_PGBENCH)
  await makeUsedLog(pool)
  const server = await orderServer(url)
  const seconds = short ? 5 : 15
  const rounds: Record<string, number>[] = []
  try {
    const load = await shopifyLoad(server)
    await load.send(2) // As any server that has been up for longer than a moment.
    for (let round = 1; round <= (short ? 1 : 3); round++) {
      const loaded = await load.send(seconds)
      await mustHaveAll(pool, load.made())
      const rows = pgbenchBest(url, { round, seconds, sizes: await sizesOf(pool) })
      rounds.push({ ...figuresOf(loaded), ...rows })
      process.stderr.write(`${JSON.stringify(rounds.at(-1))}\n`)
    }
  } finally {
    await server.stop()
    await pool.end()
  }
  return judged(medians(rounds))
}

function figuresOf({ perSecond, p50Ms, p95Ms, p99Ms, statuses, made, repeated }: Loaded) {
  const refused = Object.keys(statuses).filter((status) => status !== '200')
  if (refused.length > 0) throw new Error(`Answers: ${JSON.stringify(statuses)}`)
  // Only new messages write the rows that pgbench writes.
  const ordersPerSecond = Math.round((perSecond * made) / (made + repeated))
  return { messagesPerSecond: perSecond, ordersPerSecond, p50Ms, p95Ms, p99Ms }
}

/** Checks that each order is there once, and has its original. */
async function mustHaveAll(pool: pg.Pool, orders: number): Promise<void> {
  const { rows } = await pool.query<{ orders: number; originals: number }>(
    `select (select count(*)::int from orders where number not like 'PB-%') as orders,
       (select count(*)::int from messages m where verdict = 'created' and body_sealed is not null
          and exists (select 1 from orders o where o.id = m.order_id and o.number not like 'PB-%'))
         as originals`,
  )
  const [found] = rows
  // Requests at the very end may have been cut off.
  const isRight = found!.orders === found!.originals && Math.abs(found!.orders - orders) <= 500
  if (!isRight) throw new Error(`Sent ${orders}, and there are ${JSON.stringify(found)}.`)
}

async function sizesOf(pool: pg.Pool): Promise<Sizes> {
  const { rows } = await pool.query<Sizes>(
    `select avg(octet_length(m.body_sealed))::int as original,
       avg(octet_length(c.canonical::text))::int as canonical
     from (select * from messages where verdict = 'created' limit 1000) m
     join channel_orders c on c.org_id = m.org_id and c.order_id = m.order_id`,
  )
  return rows[0]!
}

function pgbenchBest(
  url: string,
  { round, seconds, sizes }: { round: number; seconds: number; sizes: Sizes },
): Record<string, number> {
  const texts = {
    original: `aa${randomBytes(sizes.original - 1).toString('hex')}`,
    canonical: `a${randomBytes(sizes.canonical >> 1).toString('hex')}`,
  }
  const rates = [8, 32, CONNECTIONS].map((clients) => {
    const variables = { run: round * 1_000 + clients, n: 0, ...texts }
    const run = { script: SCRIPT, clients, seconds: Math.ceil(seconds / 2), variables }
    return Math.round(pgbenchScript(url, run).perSecond)
  })
  return { pgbench: Math.max(...rates), pgbench64: rates[2]!, originalBytes: sizes.original }
}

function judged(figures: Record<string, number>): BenchResult {
  const ratio = Number((figures['ordersPerSecond']! / figures['pgbench']!).toFixed(2))
  figures['import ÷ pgbench'] = ratio
  return judge(figures, { 'import ÷ pgbench': '>= 1.5', p95Ms: '<= 30' })
}
