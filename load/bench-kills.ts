import type { BenchResult } from './bench.ts'
import { killRounds } from './kills.ts'
import { judge } from './report.ts'

const ROUNDS = 200
const ROUNDS_SHORT = 10

/** Kills the program at random moments. The seed of an earlier report repeats them. */
export async function benchKills(options: {
  short: boolean
  seed?: number | undefined
  rounds?: number | undefined
}): Promise<BenchResult> {
  const { short, seed = Math.floor(Math.random() * 1e9) } = options
  const rounds = options.rounds ?? (short ? ROUNDS_SHORT : ROUNDS)
  process.stderr.write(`kill -9, ${rounds} times, seed ${seed}\n`)
  const { kills, acknowledged, faults } = await killRounds({ rounds, seed })
  for (const fault of faults) process.stderr.write(`  ${fault}\n`)
  return judge({ kills, acknowledged, faults: faults.length, seed }, { faults: '= 0' })
}
