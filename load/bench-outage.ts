import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { migrate } from '#platform/migrate.ts'
import { faultProxy } from '#tests/fault-proxy.ts'
import type { BenchResult } from './bench.ts'
import { stockShop } from './bench-place-order.ts'
import { orderServer } from './place-order-callers.ts'
import { judge } from './report.ts'
import { type Loaded, shopifyLoad } from './shopify-load.ts'
import { openPool } from './open-pool.ts'

/** Five minutes at 200 webhooks a second, sent as fast as they are accepted. */
const MESSAGES = 60_000
const SLICE_S = 5
const DRAIN_MS_MAX = 10 * 60_000
const GIVE_UP_MS = 120_000

/**
 * Makes PostgreSQL unreachable, as behind a dead switch, while webhooks arrive. All must be
 * accepted, and once it is back all must land exactly once, without help.
 */
export async function benchOutage(
  url: string,
  { short }: { short: boolean },
): Promise<BenchResult> {
  await migrate(url)
  const pool = openPool(url)
  await stockShop(pool)
  const behind = new URL(url)
  const proxy = await faultProxy({ host: behind.hostname, port: Number(behind.port) })
  behind.host = `127.0.0.1:${proxy.port}`
  const server = await orderServer(behind.href, {
    PENSTOCK_DATABASE_WAIT_MS: '2000',
    PENSTOCK_DATABASE_QUERY_TIMEOUT_MS: '4000',
  })
  try {
    const load = await shopifyLoad(server)
    mustBe(await load.send(1), '200')

    proxy.blackHole(true)
    const away = await sendWhileAway(load.send, short ? 3_000 : MESSAGES)
    proxy.blackHole(false)
    proxy.cut()
    const drained = await untilDrained(pool, load.made())
    return judged({ ...away, ...drained })
  } finally {
    proxy.blackHole(false)
    proxy.cut()
    await server.stop()
    await proxy.close()
    await pool.end()
  }
}

async function sendWhileAway(
  send: (seconds: number) => Promise<Loaded>,
  wanted: number,
): Promise<{ made: number; messages: number; takenPerSecond: number; p95Ms: number }> {
  let [made, messages, slices, p95Ms] = [0, 0, 0, 0]
  while (messages < wanted) {
    const loaded = await send(SLICE_S)
    mustBe(loaded, '202')
    made += loaded.made
    messages += loaded.made + loaded.repeated
    slices++
    // The first slice contains the callers who had to wait until the outage was noticed.
    if (slices > 1 || p95Ms === 0) p95Ms = loaded.p95Ms
  }
  return { made, messages, takenPerSecond: Math.round(messages / (slices * SLICE_S)), p95Ms }
}

/** Gives up when nothing has landed for a long time: what is then missing is lost. */
async function untilDrained(pool: pg.Pool, wanted: number) {
  const startedAt = performance.now()
  let [landed, movedAt] = [-1, startedAt]
  for (;;) {
    const now = performance.now()
    const { orders, different } = await countOrders(pool)
    if (orders > landed) [landed, movedAt] = [orders, now]
    const isOver = now - movedAt > GIVE_UP_MS || now - startedAt > DRAIN_MS_MAX
    if (landed < wanted && !isOver) {
      await delay(1_000)
      continue
    }
    const drainedS = Math.round((movedAt - startedAt) / 1_000)
    return { orders, lost: wanted - different, doubled: orders - different, drainedS }
  }
}

async function countOrders(pool: pg.Pool): Promise<{ orders: number; different: number }> {
  const { rows } = await pool.query<{ orders: number; different: number }>(
    `select count(*)::int as orders, count(distinct external_id)::int as different from orders`,
  )
  return rows[0]!
}

function judged(figures: Record<string, number>): BenchResult {
  return judge(figures, { lost: '= 0', doubled: '= 0' })
}

function mustBe({ statuses }: Loaded, wanted: string): void {
  const others = Object.keys(statuses).filter((status) => status !== wanted)
  if (others.length > 0) throw new Error(`Answers: ${JSON.stringify(statuses)}`)
}
