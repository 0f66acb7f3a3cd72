import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../database.ts'
import { forgetIdempotencyKeys } from '../http/idempotency-store.ts'
import { job, type Jobs } from '../jobs.ts'
import { ensureMonths, listMonthly } from '../partitions.ts'

const KEEP_DEAD_DAYS = 180
/** Longer than any caller should go on repeating the same request. */
const KEEP_KEYS_MS = 48 * 3_600_000

/** The periodic jobs of the platform itself. */
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

  'platform.forget_idempotency_keys': job({
    payload: z.object({}),
    attemptsMax: 5,
    cron: '11 * * * *',
    run: async ({ db, clock }) => {
      await forgetIdempotencyKeys(db, new Date(clock.now().getTime() - KEEP_KEYS_MS))
    },
  }),
}

/** A failure that nobody has looked at for half a year will not be repaired. */
async function purgeDeadLetters(db: Db): Promise<void> {
  await sql`
    /* across orgs */
    delete from dead_letters where died_at < now() - ${KEEP_DEAD_DAYS} * interval '1 day'
  `.execute(db)
}
