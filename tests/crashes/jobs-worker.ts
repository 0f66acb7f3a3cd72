import { sql } from 'kysely'
import { z } from 'zod'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import type { Runtime } from '#platform/context.ts'
import { openDatabase } from '#platform/database.ts'
import { job, type Jobs } from '#platform/jobs.ts'
import { createWorker } from '#platform/jobs-runtime/worker.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'

/**
 * A worker as a process of its own, so that it can be killed. Its jobs write down that they ran.
 */
const url = process.argv[2]!
const database = openDatabase(url, { poolMax: 4, waitMs: 5_000, queryTimeoutMs: 10_000 })
const runtime = {
  config: readConfig({ DATABASE_URL: url }),
  db: database.db,
  clock: systemClock,
  log: createLog({ level: 'silent' }),
  metrics: createMetrics(),
} as Runtime // What these jobs do not use is not made.

const note = (name: string, workMs: number) =>
  job({
    payload: z.object({ number: z.int() }),
    attemptsMax: 20,
    run: async ({ db }, { number }) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * workMs))
      await sql`insert into crash_runs (job, number, pid) values (${name}, ${number}, ${process.pid})`.execute(
        db,
      )
    },
  })

const jobs: Jobs = {
  'crash.note_fast': note('crash.note_fast', 0),
  'crash.note_slow': note('crash.note_slow', 50),
  'crash.hang_once': job({
    payload: z.object({ number: z.int() }),
    attemptsMax: 3,
    run: async ({ db }, { number }) => {
      const { rows } = await sql<{ count: number }>`
        with said as (
          insert into crash_runs (job, number, pid)
          values ('crash.hang_once', ${number}, ${process.pid})
        )
        select count(*)::int from crash_runs where job = 'crash.hang_once' and number = ${number}
      `.execute(db)
      if (rows[0]!.count === 0) await new Promise(() => {})
    },
  }),
}

const subscriptions = {
  'crash.happened': ['crash.note_fast', 'crash.note_slow'],
  'crash.hung': ['crash.hang_once'],
}
await createWorker(runtime, { jobs, subscriptions, directUrl: url }).start()
process.send?.('ready')
// Whoever started this process may have been killed as well.
process.on('disconnect', () => process.exit(1))
