import { setTimeout as delay } from 'node:timers/promises'
import { WATCHED, watchers } from './live-watchers.ts'
import { metricOf, runningProduct } from './running-product.ts'

const SAMPLES = 10
const SAMPLE_EVERY_MS = 1_000

/** What the server keeps for each socket on which nothing happens. */
export async function liveMemory(
  url: string,
  { sockets }: { sockets: number },
): Promise<Record<string, number>> {
  const product = await runningProduct(url, WATCHED)
  const watching = watchers(product)
  try {
    // The room for what is made and forgotten at so many sign-ins is no room for what stays.
    await watching.open(sockets)
    await watching.closeAll()
    const before = await least(product.address)
    await watching.open(sockets)
    const after = await least(product.address)
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

/** The least of some seconds: in between there is what the last collection has left. */
async function least(address: string): Promise<{ resident: number; heap: number }> {
  let [resident, heap] = [Infinity, Infinity]
  for (let sample = 0; sample < SAMPLES; sample++) {
    await delay(SAMPLE_EVERY_MS)
    const metric = await metricOf(address)
    resident = Math.min(resident, metric('process_resident_memory_bytes'))
    heap = Math.min(heap, metric('nodejs_heap_size_used_bytes'))
  }
  return { resident, heap }
}
