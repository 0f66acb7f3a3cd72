import type { Answer, Call, Line } from './race-calls.ts'

const BUYERS_PER_PROCESS = 8
const SKUS = 12
const LINES_MAX = 5

type Tangled = { orders: number; steps: number; faults: string[] }

/** The answers that a caller may get. A deadlock or another internal error is none of them. */
const FAIR = new Set(['done', 'out_of_stock', 'step_not_allowed'])

/**
 * Places orders of several lines, with their SKUs in any order, at all processes at once; some are
 * cancelled or shipped at another process right away. Code that locks rows in the order of the
 * lines deadlocks within moments.
 */
export async function tangle(
  calls: Call[],
  { random, ms }: { random: () => number; ms: number },
): Promise<Tangled> {
  const result: Tangled = { orders: 0, steps: 0, faults: [] }
  const end = performance.now() + ms
  const judge = ({ word, status }: Answer): boolean => {
    if (!FAIR.has(word)) result.faults.push(`a caller was answered ${status} ${word}`)
    return word === 'done'
  }
  const buy = async (buyer: number): Promise<void> => {
    const mine = calls[buyer % calls.length]!
    for (let n = 0; performance.now() < end; n++) {
      const placed = await mine.place(linesOf(random), `tangle-${buyer}-${n}`)
      if (!judge(placed)) continue
      result.orders++
      const other = calls[Math.floor(random() * calls.length)]!
      const what = random()
      if (what < 0.3) judge(await other.step(placed.id, 'CANCELLED'))
      else if (what < 0.5) {
        judge(await other.step(placed.id, 'CONFIRMED'))
        judge(await mine.step(placed.id, 'SHIPPED'))
      }
      if (what < 0.5) result.steps++
    }
  }
  const buyers = Array.from({ length: calls.length * BUYERS_PER_PROCESS }, (_, i) => buy(i))
  await Promise.all(buyers)
  return result
}

function linesOf(random: () => number): Line[] {
  const skus = Array.from({ length: SKUS }, (_, n) => ({ sku: `T-${n}`, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, 2 + Math.floor(random() * (LINES_MAX - 1)))
  return skus.map(({ sku }) => ({ sku, quantity: 1 + Math.floor(random() * 3) }))
}
