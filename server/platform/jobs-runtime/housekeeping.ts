import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../database.ts'
import { job, type Jobs } from '../jobs.ts'
import { ensureMonths, listMonthly } from '../partitions.ts'

const KEEP_DEAD_DAYS = 180

/** What every installation needs done by the clock. */
export const housekeeping: Jobs = {
  'platform.make_partitions': job({
    payload: z.object({}),
    attemptsMax: 5,
    cron: '17 * * * *',
    run: async ({ db }) => {
      const { rows } = await sql<{ now: Date }>`select now()`.execute(db)
      for (const table of await listMonthly(db)) await ensureMonths(db, table, rows[0]!.now)
    },
  }),

  'platform.purge_dead_letters': job({
    payload: z.object({}),
    attemptsMax: 5,
    cron: '41 3 * * *',
    run: ({ db }) => purgeDeadLetters(db),
  }),
}

/** Nobody looks at a failure for half a year and then repairs it. */
async function purgeDeadLetters(db: Db): Promise<void> {
  await sql`
    /* across orgs */
    delete from dead_letters where died_at < now() - ${KEEP_DEAD_DAYS} * interval '1 day'
  `.execute(db)
}
