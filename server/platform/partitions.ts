import { sql } from 'kysely'
import type { Db } from './database.ts'

const MONTHS_AHEAD = 3

/** Makes the months of a partitioned table from the one of `now` on; those that exist are left. */
export async function ensureMonths(db: Db, table: string, now: Date): Promise<void> {
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1))
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1, 1))
    const name = `${table}_${from.toISOString().slice(0, 7).replace('-', '_')}`
    await sql`
      create table if not exists ${sql.table(name)} partition of ${sql.table(table)}
        for values from (${sql.lit(from.toISOString())}) to (${sql.lit(to.toISOString())})
    `.execute(db)
  }
}
