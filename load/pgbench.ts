import { spawnSync } from 'node:child_process'
import path from 'node:path'

const SCRIPT = path.resolve(import.meta.dirname, 'place-order.pgbench.sql')

type Plan = { run: number; clients: number; hot: boolean; seconds: number }
type Rate = { perSecond: number; meanMs: number }

/**
 * Writes the same rows as the engine with pgbench, one transaction for each order. Debian has it in
 * postgresql-contrib.
 */
export const pgbench = (url: string, { run, clients, hot, seconds }: Plan): Rate =>
  pgbenchScript(url, {
    ...{ script: SCRIPT, clients, seconds },
    variables: { run, hot: hot ? 1 : 0, n: 0 },
  })

export function pgbenchScript(
  url: string,
  plan: {
    script: string
    clients: number
    seconds: number
    variables: Record<string, string | number>
  },
): Rate {
  const { script, clients, seconds, variables } = plan
  const args = ['-n', '-M', 'prepared', '-f', script, '-T', String(seconds)]
  args.push('-c', String(clients), '-j', String(Math.min(clients, 2)))
  for (const [name, value] of Object.entries(variables)) args.push('-D', `${name}=${value}`)
  const { stdout, stderr, error } = spawnSync('pgbench', [...args, url], { encoding: 'utf8' })
  const perSecond = Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
  const meanMs = Number(/latency average = ([\d.]+) ms/.exec(stdout)?.[1])
  if (error || !perSecond) {
    throw new Error(`pgbench is needed and failed: ${error?.message ?? stderr}`)
  }
  return { perSecond, meanMs }
}
