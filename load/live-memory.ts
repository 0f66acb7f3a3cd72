import { setTimeout as delay } from 'node:timers/promises'
import { WATCHED, watchers } from './live-watchers.ts'
import { metricOf, runningProduct } from './running-product.ts'

/**
 * Memory that many sign-ins needed for a moment is given back by V8 after some idle seconds, during
 * which nothing may be requested, not even the metrics.
 */
const IDLE_MS = 40_000

/** What idle sockets cost: memory for each of them, and processor time for all. */
export async function liveMemory(
  url: string,
  { sockets }: { sockets: number },
): Promise<Record<string, number>> {
  const product = await runningProduct(url, WATCHED)
  const watching = watchers(product)
  try {
    await watching.admit(sockets)
    const before = await atRest(product.address)
    await watching.open(sockets)
    const after = await atRest(product.address)
    const each = (bytes: number) => Number((bytes / sockets / 1_024).toFixed(1))
    return {
      idleSockets: sockets,
      'resident KB per idle socket': each(after.resident - before.resident),
      'heap KB per idle socket': each(after.heap - before.heap),
      'CPU % without sockets': before.cpuPercent,
      'CPU % with idle sockets': after.cpuPercent,
    }
  } finally {
    await watching.stop()
    await product.stop()
  }
}

async function atRest(
  address: string,
): Promise<{ resident: number; heap: number; cpuPercent: number }> {
  const earlier = await metricOf(address)
  await delay(IDLE_MS)
  const metric = await metricOf(address)
  const cpuS = metric('process_cpu_seconds_total') - earlier('process_cpu_seconds_total')
  return {
    cpuPercent: Number(((cpuS * 100_000) / IDLE_MS).toFixed(1)),
    resident: metric('process_resident_memory_bytes'),
    heap: metric('nodejs_heap_size_used_bytes'),
  }
}
