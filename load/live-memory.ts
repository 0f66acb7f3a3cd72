import { setTimeout as delay } from 'node:timers/promises'
import { WATCHED, watchers } from './live-watchers.ts'
import { metricOf, runningProduct } from './running-product.ts'

/**
 * What a wave of sign-ins needed for a moment, V8 gives back after some idle seconds: nobody may
 * ask for anything meanwhile, not even for the metrics.
 */
const IDLE_MS = 40_000

/** What the server keeps for each socket on which nothing happens. */
export async function liveMemory(
  url: string,
  { sockets }: { sockets: number },
): Promise<Record<string, number>> {
  const product = await runningProduct(url, WATCHED)
  const watching = watchers(product)
  try {
    const before = await atRest(product.address)
    await watching.open(sockets)
    const after = await atRest(product.address)
    const each = (bytes: number) => Number((bytes / sockets / 1_024).toFixed(1))
    return {
      idleSockets: sockets,
      'resident KB per idle socket': each(after.resident - before.resident),
      'heap KB per idle socket': each(after.heap - before.heap),
    }
  } finally {
    await watching.stop()
    await product.stop()
  }
}

async function atRest(address: string): Promise<{ resident: number; heap: number }> {
  await delay(IDLE_MS)
  const metric = await metricOf(address)
  return {
    resident: metric('process_resident_memory_bytes'),
    heap: metric('nodejs_heap_size_used_bytes'),
  }
}
