import { setTimeout as delay } from 'node:timers/promises'
import { migrate } from '#platform/migrate.ts'
import { stockShop } from './bench-place-order.ts'
import type { BenchResult } from './bench.ts'
import { orderServer } from './place-order-callers.ts'
import { judge } from './report.ts'
import { metricOf } from './running-product.ts'
import { openPool } from './open-pool.ts'

const SAMPLE_EVERY_MS = 1_000
const GROWTH_MAX = 1.1

type Sample = { heapMb: number; residentMb: number }

/**
 * Places orders over HTTP for five minutes, as fast as possible. Memory counts as flat when its
 * last fifth is not above its second one; the first fills the caches. For the heap, the lowest
 * points count, because between two collections its size only says how long ago the last one was.
 */
export async function benchOrderMemory(
  url: string,
  { short }: { short: boolean },
): Promise<BenchResult> {
  await migrate(url)
  const pool = openPool(url, 1)
  await stockShop(pool)
  await pool.end()
  const server = await orderServer(url)
  const seconds = short ? 30 : 300
  const over = new AbortController()
  try {
    const sampling = sampleUntil(over.signal, server.address)
    // A failure is reported by the load; the samples end with it.
    sampling.catch(() => {})
    const load = await server.load({ hot: false, seconds, connections: 64 })
    over.abort()
    return judged(await sampling, { seconds, ordersPerSecond: load.perSecond })
  } finally {
    over.abort()
    await server.stop()
  }
}

async function sampleUntil(over: AbortSignal, address: string): Promise<Sample[]> {
  const samples: Sample[] = []
  while (!over.aborted) {
    const metric = await metricOf(address)
    samples.push({
      heapMb: Math.round(metric('nodejs_heap_size_used_bytes') / 2 ** 20),
      residentMb: Math.round(metric('process_resident_memory_bytes') / 2 ** 20),
    })
    await delay(SAMPLE_EVERY_MS, undefined, { signal: over }).catch(() => {})
  }
  return samples
}

function judged(samples: Sample[], about: Record<string, number>): BenchResult {
  const fifth = Math.ceil(samples.length / 5)
  const [second, last] = [samples.slice(fifth, 2 * fifth), samples.slice(-fifth)]
  const lowest = (of: Sample[]) => Math.min(...of.map(({ heapMb }) => heapMb))
  const mean = (of: Sample[]) => of.reduce((sum, one) => sum + one.residentMb, 0) / of.length
  const heap = Number((lowest(last) / lowest(second)).toFixed(2))
  const resident = Number((mean(last) / mean(second)).toFixed(2))
  const figures = {
    ...about,
    heapMb: lowest(last),
    residentMb: Math.round(mean(last)),
    'heap, last ÷ second fifth': heap,
    'resident, last ÷ second fifth': resident,
  }
  const goal = `<= ${GROWTH_MAX}`
  return judge(figures, {
    'heap, last ÷ second fifth': goal,
    'resident, last ÷ second fifth': goal,
  })
}
