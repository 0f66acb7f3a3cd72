import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import type { Runtime } from '#platform/context.ts'
import { inTransaction, openDatabase } from '#platform/database.ts'
import { scoped } from '#platform/events.ts'
import { job, type Jobs } from '#platform/jobs.ts'
import { createWorker } from '#platform/jobs-runtime/worker.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { migrate } from '#platform/migrate.ts'
import { ensureMonths } from '#platform/partitions.ts'
import { killJobs } from '#tests/crashes/kill-jobs.ts'
import type { BenchResult } from './bench.ts'
import { judge } from './report.ts'

const ORG = '00000000-0000-7000-8000-000000000001'
const LATENCY_P95_MAX_MS = 50
const DRAIN_MIN_PER_S = 5_000

/**
 * Measures the time from an event to the start of its job on an idle system, and how fast many
 * waiting jobs are done. Uses a database of its own beside the one of `url`, which is left alone.
 */
export async function benchJobs(
  url: string,
  { short = false, kills = 0, seed = Math.floor(Math.random() * 1e9) } = {},
): Promise<BenchResult> {
  const figures = {
    ...(await inOwnDatabase(url, (own) => latency(own, short ? 100 : 500))),
    ...(await inOwnDatabase(url, (own) => drain(own, short ? 20_000 : 100_000))),
    ...(kills > 0 && (await inOwnDatabase(url, (own) => killing(own, kills, seed)))),
  } as Record<string, number>
  return judge(figures, {
    historyToStartP95Ms: `<= ${LATENCY_P95_MAX_MS}`,
    drainedPerS: `>= ${DRAIN_MIN_PER_S}`,
    ...(kills > 0 && { missing: '= 0', twice: '= 0', invented: '= 0', deadLetters: '= 0' }),
  })
}

type Own = { url: string; runtime: Runtime; pool: pg.Pool }

/** Emits one event after the other at random moments. The commit is part of the time. */
async function latency({ runtime, url }: Own, count: number): Promise<Record<string, number>> {
  const starts = new Map<number, number>()
  const jobs: Jobs = {
    'bench.note': job({
      payload: z.object({ number: z.int() }),
      attemptsMax: 3,
      run: async (_ctx, { number }) => void starts.set(number, performance.now()),
    }),
  }
  const worker = createWorker(runtime, {
    jobs,
    subscriptions: { 'bench.noted': ['bench.note'] },
    directUrl: url,
  })
  await worker.start()
  const ctx = scoped(runtime, { orgId: ORG, actor: { type: 'system', id: null, name: 'bench' } })
  const times: number[] = []
  for (let number = -10; number < count; number++) {
    await wait(5 + Math.random() * 20)
    const began = performance.now()
    const event = { type: 'bench.noted', subject: { type: 'bench', id: 'bench' }, data: { number } }
    await inTransaction(runtime.db, (tx) => ctx.emit(tx, event))
    while (!starts.has(number)) await wait(1)
    if (number >= 0) times.push(starts.get(number)! - began)
  }
  await worker.stop({ timeoutMs: 5_000 })
  times.sort((a, b) => a - b)
  const at = (share: number) => tenths(times[Math.min(count - 1, Math.floor(count * share))]!)
  return {
    historyToStartP50Ms: at(0.5),
    historyToStartP95Ms: at(0.95),
    historyToStartMaxMs: at(1),
  }
}

/** All events are there from the start. The time ends when the last job is recorded as done. */
async function drain({ runtime, url, pool }: Own, count: number): Promise<Record<string, number>> {
  let runs = 0
  const jobs: Jobs = {
    'bench.do_nothing': job({
      payload: z.object({ number: z.int() }),
      attemptsMax: 3,
      run: async () => void runs++,
    }),
  }
  const subscriptions = { 'bench.piled': ['bench.do_nothing'] }
  await pool.query(
    `insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
    select $1, 'bench.piled', 'bench', number::text, 'system', 'bench',
      json_build_object('number', number)
    from generate_series(1, $2::int) number`,
    [ORG, count],
  )
  const worker = createWorker(runtime, { jobs, subscriptions, directUrl: url })
  await worker.start()
  const began = performance.now()
  while (runs < count || (await unfinished(pool)) > 0) await wait(20)
  const seconds = (performance.now() - began) / 1000
  await worker.stop({ timeoutMs: 5_000 })
  return { drained: runs, drainedPerS: Math.round(count / seconds) }
}

async function killing(own: Own, kills: number, seed: number): Promise<Record<string, number>> {
  return { ...(await killJobs(own.url, { kills, seed })) }
}

async function unfinished(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query(
    `select count(*)::int as count from penstock_jobs.job_common where state < 'completed'`,
  )
  return rows[0].count
}

async function inOwnDatabase<T>(url: string, work: (own: Own) => Promise<T>): Promise<T> {
  const name = `bench_jobs_${randomBytes(4).toString('hex')}`
  const own = Object.assign(new URL(url), { pathname: `/${name}` }).toString()
  await once(url, `create database ${name}`)
  try {
    await migrate(own)
    const limits = { poolMax: 10, waitMs: 10_000, queryTimeoutMs: 60_000 }
    const database = openDatabase(own, limits)
    await ensureMonths(database.db, 'history', new Date())
    const runtime = {
      config: readConfig({ DATABASE_URL: own }),
      db: database.db,
      clock: systemClock,
      log: createLog({ level: 'warn' }),
      metrics: createMetrics(),
    } as Runtime // These jobs call nobody and seal nothing.
    try {
      return await work({ url: own, runtime, pool: database.pool })
    } finally {
      await database.close()
    }
  } finally {
    await once(url, `drop database if exists ${name} with (force)`)
  }
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const tenths = (ms: number) => Math.round(ms * 10) / 10
