import type { BenchResult } from './bench.ts'
import { killRounds } from './kills.ts'

const ROUNDS = 200
const ROUNDS_SHORT = 10

export async function benchKills({ short }: { short: boolean }): Promise<BenchResult> {
  const seed = Math.floor(Math.random() * 1e9)
  const rounds = short ? ROUNDS_SHORT : ROUNDS
  process.stderr.write(`kill -9, ${rounds} times, seed ${seed}\n`)
  const { kills, acknowledged, faults } = await killRounds({ rounds, seed })
  for (const fault of faults) process.stderr.write(`  ${fault}\n`)
  return {
    figures: { kills, acknowledged, faults: faults.length, seed },
    goals: { faults: '= 0' },
    met: faults.length === 0,
  }
}
