import type { BenchResult } from './bench.ts'
import { races } from './races.ts'
import { judge } from './report.ts'

const TANGLE_MS = 30_000
const TANGLE_SHORT_MS = 5_000

type Options = { short: boolean; seed: number | undefined }

export async function benchRaces(url: string, options: Options): Promise<BenchResult> {
  const { short, seed = Math.floor(Math.random() * 1e9) } = options
  process.stderr.write(`races at three processes, seed ${seed}\n`)
  const result = await races(url, { tangleMs: short ? TANGLE_SHORT_MS : TANGLE_MS, seed })
  for (const fault of result.faults) process.stderr.write(`  ${fault}\n`)
  const { lastPieces, sameKey, tangled, faults } = result
  const figures = {
    ...{ placed: lastPieces['done'] ?? 0, outOfStock: lastPieces['out_of_stock'] ?? 0 },
    ...{ idsOfOneKey: sameKey.ids, madeByOneKey: sameKey.made },
    ...{ tangledOrders: tangled.orders, tangledSteps: tangled.steps },
    ...{ faults: faults.length, seed },
  }
  return judge(figures, {
    ...{ placed: '= 50', outOfStock: '= 950' },
    ...{ idsOfOneKey: '= 1', madeByOneKey: '= 1', faults: '= 0' },
  })
}
