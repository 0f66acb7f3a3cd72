import type pg from 'pg'
import { sql } from 'kysely'
import type { Db } from '../database.ts'
import { DEAD_QUEUE, JOBS_TABLE, SCHEMA } from './queue.ts'

export type QueueState = {
  job: string
  waiting: number
  scheduled: number
  running: number
  dead: number
  oldestWaitingS: number | null
}

const COUNT_MAX = 10_000

/**
 * The state of each queue. Counting stops at 10,000, so that looking at a long queue does not slow
 * it down.
 */
export async function listQueues(db: Db, orgId: string): Promise<QueueState[]> {
  const jobs = sql.raw(JOBS_TABLE)
  const { rows } = await sql<QueueState>`
    select q.name as job, due.count as waiting, later.count as scheduled, active.count as running,
      dead.count as dead, due.oldest as "oldestWaitingS"
    from ${sql.raw(SCHEMA)}.queue q,
    lateral (
      select count(*)::int as count,
        extract(epoch from now() - min(start_after))::float8 as oldest
      from (
        select start_after from ${jobs}
        where name = q.name and state < 'active' and not blocked and start_after <= now()
        order by priority desc, created_on limit ${COUNT_MAX}
      ) x
    ) due,
    lateral (
      select count(*)::int as count from (
        select 1 from ${jobs}
        where name = q.name and state < 'active' and not blocked and start_after > now()
        limit ${COUNT_MAX}
      ) x
    ) later,
    lateral (
      select count(*)::int as count from (
        select 1 from ${jobs} where name = q.name and state = 'active' limit ${COUNT_MAX}
      ) x
    ) active,
    lateral (
      select count(*)::int as count from (
        select 1 from dead_letters where org_id = ${orgId} and job = q.name limit ${COUNT_MAX}
      ) x
    ) dead
    where q.name <> ${DEAD_QUEUE}
    order by q.name
  `.execute(db)
  return rows
}

export async function readDepths(
  pool: pg.Pool,
): Promise<{ job: string; waiting: number; running: number }[]> {
  const { rows } = await pool.query(
    `select q.name as job, due.count as waiting, active.count as running
    from ${SCHEMA}.queue q,
    lateral (
      select count(*)::int from (
        select 1 from ${JOBS_TABLE}
        where name = q.name and state < 'active' and not blocked limit ${COUNT_MAX}
      ) x
    ) due,
    lateral (
      select count(*)::int from (
        select 1 from ${JOBS_TABLE} where name = q.name and state = 'active' limit ${COUNT_MAX}
      ) x
    ) active
    where q.name <> $1
    order by q.name`,
    [DEAD_QUEUE],
  )
  return rows
}
