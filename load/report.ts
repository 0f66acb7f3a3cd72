import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import path from 'node:path'
import { version } from '../server/version.ts'
import type { BenchResult } from './bench.ts'

type Report = BenchResult & { bench: string; version: string; machine: string; short: boolean }

const REPORTS = path.resolve(import.meta.dirname, 'reports')

export function reportOf(bench: string, result: BenchResult & { short: boolean }): Report {
  const [cpu] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const machine = `${cpus().length} cores, ${memory}, ${cpu?.model ?? ''}`
  return { bench, version, machine, ...result }
}

export async function keepReport(name: string, report: Report): Promise<void> {
  await mkdir(REPORTS, { recursive: true })
  const day = new Date().toISOString().slice(0, 10)
  const taken = (await readdir(REPORTS)).filter((file) => file.startsWith(`${name}-${day}`)).length
  const file = path.join(REPORTS, `${name}-${day}${taken > 0 ? `-${taken + 1}` : ''}.json`)
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
  process.stderr.write(`kept in load/reports/${path.basename(file)}\n`)
}

/** Compares figures with goals such as `<= 10`, `>= 2` or `= 0`, by name. */
export function judge(figures: Record<string, number>, goals: Record<string, string>): BenchResult {
  const met = Object.entries(goals).every(([name, goal]) => isMet(figures[name], goal))
  return { figures, goals, met }
}

function isMet(figure: number | undefined, goal: string): boolean {
  const [relation, limit] = [goal.split(' ')[0], Number(goal.split(' ')[1])]
  if (figure === undefined) return false
  if (relation === '<=') return figure <= limit
  if (relation === '>=') return figure >= limit
  return figure === limit
}

/** A table of the figures, which says for each goal whether it is met. */
export function tableOf({ figures, goals }: BenchResult): string {
  const width = Math.max(...Object.keys(figures).map((name) => name.length))
  const lines = Object.entries(figures).map(([name, figure]) => {
    const goal = goals[name]
    const verdict = goal === undefined ? '' : isMet(figure, goal) ? 'met' : 'MISSED'
    return `${name.padEnd(width)}  ${String(figure).padStart(10)}  ${(goal ?? '').padEnd(10)}  ${verdict}`
  })
  return `\n${lines.map((line) => line.trimEnd()).join('\n')}\n\n`
}
