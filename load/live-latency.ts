import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { WATCHED, watchers } from './live-watchers.ts'
import { runningProduct, type RunningProduct } from './running-product.ts'

const WATCHERS = 1_000
const PER_SECOND = 200
const WARM_S = 4
/** How long the last event may take before it counts as lost. */
const LAST_MS = 2_000

/**
 * Places orders at a steady rate, whether or not earlier ones are answered, while a thousand
 * sockets watch. The time starts when PostgreSQL commits, as it records itself.
 */
export async function liveLatency(
  url: string,
  pool: pg.Pool,
  { seconds }: { seconds: number },
): Promise<Record<string, number>> {
  const product = await runningProduct(url, WATCHED)
  const watching = watchers(product)
  try {
    await watching.open(WATCHERS)
    await placeSteadily(product, WARM_S)
    const ids = await placeSteadily(product, seconds)
    await delay(LAST_MS)
    const committed = await commitsOf(pool, ids)
    const { missing, doubled, latencies } = await watching.seen(committed)
    const at = (part: number) => Math.round(latencies[Math.floor(part * latencies.length)]!)
    const [first, last] = [committed[0]![1], committed.at(-1)![1]]
    return {
      ...{ watchers: WATCHERS, ordersPerS: Math.round((1_000 * ids.length) / (last - first)) },
      ...{ 'commit → client p50 ms': at(0.5), 'commit → client p95 ms': at(0.95) },
      ...{ 'commit → client p99 ms': at(0.99), missing, doubled },
    }
  } finally {
    await watching.stop()
    await product.stop()
  }
}

const SKUS = 10_000

export const anOrder = (): object => ({
  lines: [{ sku: `SKU-${Math.floor(Math.random() * SKUS)}`, quantity: 1 }],
  customer: { name: 'Asha Rao', email: `asha${Math.floor(Math.random() * 100_000)}@example.com` },
  shippingAddress: { line1: '1 MG Road', city: 'Pune', postcode: '411001', country: 'IN' },
  payment: { method: 'cod' },
})

async function placeSteadily({ call }: RunningProduct, seconds: number): Promise<string[]> {
  const startedAt = performance.now()
  const placed: Promise<{ id: string }>[] = []
  for (let n = 0; n < seconds * PER_SECOND; n++) {
    const early = startedAt + (n * 1_000) / PER_SECOND - performance.now()
    if (early > 0) await delay(early)
    placed.push(call('/orders', anOrder()))
  }
  return (await Promise.all(placed)).map(({ id }) => id)
}

/**
 * When each of these orders was committed, as PostgreSQL recorded it, in the order of their
 * commits.
 */
export async function commitsOf(
  pool: pg.Pool,
  ids: string[],
): Promise<[orderId: string, ms: number][]> {
  const { rows } = await pool.query<{ id: string; ms: number }>(
    `/* across orgs */
     select subject_id as id,
       (extract(epoch from pg_xact_commit_timestamp(xid::xid)) * 1000)::float8 as ms
     from history where type = 'order.placed' and subject_id = any($1) order by 2`,
    [ids],
  )
  return rows.map(({ id, ms }) => [id, ms])
}
