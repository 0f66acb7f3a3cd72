import { migrate } from '#platform/migrate.ts'
import { stockShop } from './bench-place-order.ts'
import type { BenchResult } from './bench.ts'
import { liveCuts } from './live-cuts.ts'
import { liveLatency } from './live-latency.ts'
import { liveMemory } from './live-memory.ts'
import { judge } from './report.ts'
import { openPool } from './open-pool.ts'

type Options = { short: boolean; seed: number | undefined; rounds: number | undefined }

/**
 * Measures how soon the live feed delivers events, what a socket costs, and whether connections
 * that are cut lose or repeat events.
 */
export async function benchLive(url: string, options: Options): Promise<BenchResult> {
  const { short, seed = Math.floor(Math.random() * 1e9) } = options
  const events = (options.rounds ?? (short ? 4 : 20)) * EVENTS_PER_ROUND
  await migrate(url)
  const pool = openPool(url)
  try {
    await stockShop(pool)
    const latency = await liveLatency(url, pool, { seconds: short ? 5 : 20 })
    process.stderr.write(`${JSON.stringify(latency)}\n`)
    const memory = await liveMemory(url, { sockets: short ? 1_000 : 5_000 })
    process.stderr.write(`${JSON.stringify(memory)}\n`)
    process.stderr.write(`random cuts, seed ${seed}\n`)
    const restarts = short ? 1 : 4
    const cuts = await liveCuts(url, pool, { events, restarts, seed })
    const named = Object.entries(cuts).map(([name, value]) => [`cuts: ${name}`, value] as const)
    return judge({ ...latency, ...memory, ...Object.fromEntries(named), seed }, GOALS)
  } finally {
    await pool.end()
  }
}

const EVENTS_PER_ROUND = 1_000

const GOALS = {
  ...{ ordersPerS: '>= 195', 'commit → client p95 ms': '<= 100', missing: '= 0', doubled: '= 0' },
  'resident KB per idle socket': '<= 20',
  ...{ 'cuts: missing': '= 0', 'cuts: doubled': '= 0', 'cuts: unordered': '= 0' },
  'cuts: forbidden': '= 0',
}
