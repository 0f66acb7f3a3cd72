import type pg from 'pg'
import { newId } from '../random.ts'
import { DEAD_QUEUE, JOBS_TABLE } from './queue.ts'
import type { Envelope } from './envelope.ts'

/**
 * Moves jobs that pg-boss has given up into the table `dead_letters`, which people see. It is one
 * statement, so a job is always in exactly one of the two places.
 */
export async function bury(pool: pg.Pool): Promise<{ job: string; count: number }[]> {
  const { rows } = await pool.query(
    `/* across orgs */
    with gone as (
      delete from ${JOBS_TABLE} where name = $1 and id in (
        select id from ${JOBS_TABLE} where name = $1 order by created_on limit 500
        for update skip locked
      ) returning *
    ), kept as (
      insert into dead_letters
        (org_id, id, job, payload, cause, attempts, error, made_at, died_at)
      select (data->>'orgId')::uuid, id, source_name, data->'payload', data->'cause',
        source_retry_count + 1, coalesce(source_output->'value', source_output, '{}'),
        source_created_on, created_on
      from gone
      returning org_id, id, job
    ), told as (
      insert into history (org_id, type, subject_type, subject_id, actor_type, actor_name, data)
      select org_id, 'dead_letter.added', 'dead_letter', id, 'system', 'worker',
        json_build_object('job', job)
      from kept
    )
    select job, count(*)::int as count from kept group by job`,
    [DEAD_QUEUE],
  )
  return rows
}

/**
 * Puts a job that this release does not have into the dead letters. An older release asked for it,
 * and people decide what becomes of it.
 */
export async function buryUnknown(
  client: pg.ClientBase,
  job: string,
  { orgId, payload, cause }: Envelope,
): Promise<void> {
  await client.query(
    `insert into dead_letters (org_id, id, job, payload, cause, attempts, error, made_at)
    values ($1, $2, $3, $4, $5, 0, $6, now())`,
    [
      orgId,
      newId(),
      job,
      JSON.stringify(payload),
      JSON.stringify(cause),
      JSON.stringify({ message: 'This release has no such job.' }),
    ],
  )
}
