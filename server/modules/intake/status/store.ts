import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Verdict } from '../messages/message.ts'

export async function findLastMessageAt(
  db: Db,
  orgId: string,
  storeId: string,
): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select received_at as at from messages
    where org_id = ${orgId} and store_id = ${storeId}
    order by received_at desc limit 1
  `.execute(db)
  return rows[0]?.at
}

export type CountOfVerdict = { verdict: Verdict; all: number; late: number }

/** Counts messages by verdict: all since one moment, and the late ones since a later moment. */
export async function countVerdicts(
  db: Db,
  orgId: string,
  storeId: string,
  { since, lateSince }: { since: Date; lateSince: Date },
): Promise<CountOfVerdict[]> {
  const { rows } = await sql<CountOfVerdict>`
    select verdict, count(*)::int as "all",
      count(*) filter (where received_at >= ${lateSince})::int as late
    from messages
    where org_id = ${orgId} and store_id = ${storeId} and received_at >= ${since}
    group by verdict
  `.execute(db)
  return rows
}

/** Counting stops here, because more are no worse than so many. */
const PARKED_MAX = 10_000

/** Counts the messages that wait for a person, however old they are. */
export async function countParked(db: Db, orgId: string, storeId: string): Promise<number> {
  const { rows } = await sql<{ parked: number }>`
    select count(*)::int as parked from (
      select from messages
      where org_id = ${orgId} and store_id = ${storeId} and verdict = 'parked'
      limit ${PARKED_MAX}
    ) p
  `.execute(db)
  return rows[0]!.parked
}
