import pg from 'pg'
import { migrate } from '#platform/migrate.ts'
import { stockShop } from './bench-place-order.ts'
import type { BenchResult } from './bench.ts'
import { liveCuts } from './live-cuts.ts'
import { liveLatency } from './live-latency.ts'
import { liveMemory } from './live-memory.ts'
import { judge } from './report.ts'

type Options = { short: boolean; seed: number | undefined }

/** How soon the live feed tells, what a socket costs, and whether cuts lose or double a word. */
export async function benchLive(url: string, options: Options): Promise<BenchResult> {
  const { short, seed = Math.floor(Math.random() * 1e9) } = options
  await migrate(url)
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  try {
    await stockShop(pool)
    const latency = await liveLatency(url, pool, { seconds: short ? 5 : 20 })
    const memory = await liveMemory(url, { sockets: short ? 1_000 : 5_000 })
    const plan = short ? { events: 4_000, restarts: 1 } : { events: 50_000, restarts: 6 }
    process.stderr.write(`random cuts, seed ${seed}\n`)
    const cuts = await liveCuts(url, pool, { ...plan, seed })
    const named = Object.entries(cuts).map(([name, value]) => [`cuts: ${name}`, value] as const)
    return judge({ ...latency, ...memory, ...Object.fromEntries(named), seed }, GOALS)
  } finally {
    await pool.end()
  }
}

const GOALS = {
  ...{ ordersPerS: '>= 195', 'commit → client p95 ms': '<= 100', missing: '= 0', doubled: '= 0' },
  'resident KB per idle socket': '<= 20',
  ...{ 'cuts: missing': '= 0', 'cuts: doubled': '= 0', 'cuts: unordered': '= 0' },
  'cuts: forbidden': '= 0',
}
