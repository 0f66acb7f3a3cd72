import type pg from 'pg'
import { migrate } from '#platform/migrate.ts'
import type { BenchResult } from './bench.ts'
import { pgbench } from './pgbench.ts'
import { inProcess, orderServer } from './place-order-callers.ts'
import { withFaults } from './place-order-faults.ts'
import { judge } from './report.ts'
import { medians } from './rounds.ts'
import { makeUsedLog } from './used-log.ts'
import { openPool } from './open-pool.ts'

const ORG = 'b0000000-0000-7000-8000-000000000001'
const SKUS = 10_000
const WARM_S = 4

type Figures = Record<string, number>

/**
 * Compares, in one run on one server: pgbench with one transaction for each order, our engine in
 * this process, and our engine over HTTP. Repeated three times; each figure is the median.
 */
export async function benchPlaceOrder(
  url: string,
  { short }: { short: boolean },
): Promise<BenchResult> {
  await migrate(url)
  const pool = openPool(url)
  await stockShop(pool)
  await makeUsedLog(pool)
  const faults = await withFaults(url, pool, { seconds: short ? 2 : 6 })
  const server = await orderServer(url)
  const seconds = short ? 2 : 8
  const rounds: Figures[] = []
  try {
    // The server is warmed up before it is measured, so that its code is compiled, as pgbench is.
    await server.load({ hot: false, seconds: WARM_S, connections: 64 })
    for (let round = 1; round <= (short ? 1 : 3); round++) {
      const figures: Figures = {}
      for (const hot of [false, true]) {
        const name = hot ? 'Hot' : 'Uniform'
        Object.assign(figures, pgbenchBest(url, { hot, seconds, round, name }))
        const { perSecond, p50Ms } = await inProcess(url, { hot, seconds, callers: 256 })
        Object.assign(figures, { [`engine${name}`]: perSecond, [`engine${name}P50Ms`]: p50Ms })
        for (const connections of [64, 256]) {
          const result = await server.load({ hot, seconds, connections })
          const key = `http${name}${connections}`
          Object.assign(figures, {
            ...{
              [key]: result.perSecond,
              [`${key}P95Ms`]: result.p95Ms,
              [`${key}P99Ms`]: result.p99Ms,
            },
          })
        }
      }
      rounds.push(figures)
      process.stderr.write(`${JSON.stringify(figures)}\n`)
    }
  } finally {
    await server.stop()
    await pool.end()
  }
  return judged({ ...medians(rounds), ...faults })
}

function pgbenchBest(
  url: string,
  { hot, seconds, round, name }: { hot: boolean; seconds: number; round: number; name: string },
): Figures {
  const rates = [8, 32, 64].map((clients) => {
    const run = round * 1_000 + clients * 2 + (hot ? 1 : 0)
    return Math.round(pgbench(url, { run, clients, hot, seconds }).perSecond)
  })
  return { [`pgbench${name}`]: Math.max(...rates), [`pgbench${name}64`]: rates[2]! }
}

const GOALS: [name: string, least: number, value: (figures: Figures) => number][] = [
  ['engine ÷ pgbench, uniform', 4, (f) => f['engineUniform']! / f['pgbenchUniform']!],
  ['engine ÷ pgbench, hot', 10, (f) => f['engineHot']! / f['pgbenchHot']!],
  ['http ÷ pgbench, uniform', 2.5, (f) => f['httpUniform256']! / f['pgbenchUniform']!],
  ['http ÷ pgbench, hot', 6, (f) => f['httpHot256']! / f['pgbenchHot']!],
  ['http ÷ pgbench with 64 clients, hot', 15, (f) => f['httpHot256']! / f['pgbenchHot64']!],
  ['hot ÷ uniform, http', 0.9, (f) => f['httpHot256']! / f['httpUniform256']!],
  ['0.1 % bad commands ÷ clean', 0.75, (f) => f['withBadPerSecond']! / f['cleanPerSecond']!],
  ['5 % repeats ÷ clean', 0.9, (f) => f['withRepeatsPerSecond']! / f['cleanPerSecond']!],
  ['one alone: pgbench p50 ÷ engine p50', 1, (f) => f['pgbenchOneMs']! / f['engineOneP50Ms']!],
  ['normal p99 × 5 ÷ p99 with a held row', 1, (f) => (f['normalP99Ms']! * 5) / f['heldP99Ms']!],
]
const LIMITS: [name: string, most: number][] = [
  ['httpUniform64P95Ms', 20],
  ['httpUniform256P99Ms', 50],
]

function judged(figures: Figures): BenchResult {
  const ratios = GOALS.map(([name, , value]) => [name, Number(value(figures).toFixed(2))])
  const goals = [
    ...GOALS.map(([name, least]) => [name, `>= ${least}`]),
    ...LIMITS.map(([name, most]) => [name, `<= ${most}`]),
  ]
  return judge({ ...figures, ...Object.fromEntries(ratios) }, Object.fromEntries(goals))
}

/** Creates one org and one location, with enough stock of every SKU that none runs out. */
export async function stockShop(pool: pg.Pool): Promise<void> {
  const product = 'b0000000-0000-7000-8000-000000000008'
  const location = 'b0000000-0000-7000-8000-000000000009'
  const statements = [
    `insert into orgs (id, slug, name) values ('${ORG}', 'main', 'Main')`,
    `insert into locations (org_id, id, code, name) values ('${ORG}', '${location}', 'main', 'Main')`,
    `insert into products (org_id, id, name, state) values ('${ORG}', '${product}', 'Mug', 'published')`,
    `insert into variants (org_id, sku, product_id)
       select '${ORG}', 'SKU-' || g, '${product}' from generate_series(0, ${SKUS - 1}) g`,
    `insert into prices select '${ORG}', 'SKU-' || g, 'INR', 1000 from generate_series(0, ${SKUS - 1}) g`,
    `insert into stock_levels (org_id, sku, location_id, on_hand)
       select '${ORG}', 'SKU-' || g, '${location}', 1000000000 from generate_series(0, ${SKUS - 1}) g`,
    `insert into stock_movements (org_id, sku, location_id, id, type, on_hand_delta, actor_type)
       select '${ORG}', 'SKU-' || g, '${location}', gen_random_uuid(), 'received', 1000000000, 'system'
       from generate_series(0, ${SKUS - 1}) g`,
    'analyze',
  ]
  for (const statement of statements) await pool.query(statement)
}
