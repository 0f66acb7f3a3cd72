import type pg from 'pg'
import {
  type Queue,
  inQueueTransaction,
  LOST_AFTER_S,
  JOBS_TABLE,
  onClient,
  WORK_CHANNEL,
} from './queue.ts'

/**
 * Identifies one attempt: a claim that was lost and taken by another worker has a different count.
 */
export type Attempt = { id: string; retryCount: number }

const pairs = (attempts: Attempt[]) => attempts.map((one) => `${one.id}:${one.retryCount}`)

/** The queues with work that may start now. */
export async function queuesWithWork(pool: pg.Pool, names: string[]): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select name from unnest($1::text[]) as name where exists (
      select 1 from ${JOBS_TABLE} j
      where j.name = name.name and state < 'active' and not blocked and start_after <= now()
    )`,
    [names],
  )
  return rows.map(({ name }) => name)
}

/** Records a failure. A final one becomes a dead letter, whatever attempts are left. */
export async function failClaim(
  { boss, pool }: Queue,
  name: string,
  attempt: Attempt,
  { error, final }: { error: unknown; final: boolean },
): Promise<void> {
  if (!final) {
    await boss.fail(name, attempt, wordsOf(error))
    return
  }
  await inQueueTransaction(pool, async (client) => {
    await client.query(
      `update ${JOBS_TABLE} set retry_limit = retry_count
      where name = $1 and id = $2 and state = 'active' and retry_count = $3`,
      [name, attempt.id, attempt.retryCount],
    )
    await boss.fail(name, attempt, wordsOf(error), { db: onClient(client) })
  })
}

/** Renews claims, and gives those that do not belong to this process any more. */
export async function renew<Held extends Attempt>(
  pool: pg.Pool,
  held: { name: string; claims: Held[] }[],
): Promise<{ name: string; claims: Held[] }[]> {
  const all = held.flatMap(({ name, claims }) => claims.map((claim) => ({ name, ...claim })))
  if (all.length === 0) return []
  const { rows } = await pool.query<{ key: string }>(
    `update ${JOBS_TABLE} j set heartbeat_on = now()
    from unnest($1::text[], $2::uuid[], $3::int[]) as held (name, id, retry_count)
    where j.name = held.name and j.id = held.id and j.retry_count = held.retry_count
      and j.state = 'active'
    returning j.name || j.id as key`,
    [all.map(({ name }) => name), all.map(({ id }) => id), all.map((one) => one.retryCount)],
  )
  const kept = new Set(rows.map(({ key }) => key))
  return held.map(({ name, claims }) => ({
    name,
    claims: claims.filter(({ id }) => !kept.has(name + id)),
  }))
}

/** Gives jobs back for others to take, at once or after a while. The attempt does not count. */
export async function handBack(
  pool: pg.Pool,
  name: string,
  attempts: Attempt[],
  afterS = 0,
): Promise<number> {
  if (attempts.length === 0) return 0
  const { rowCount } = await pool.query(
    `with back as (
      update ${JOBS_TABLE}
      set state = 'created', started_on = null, heartbeat_on = null,
        start_after = now() + make_interval(secs => $4)
      where name = $1 and state = 'active'
        and id = any($2) and (id::text || ':' || retry_count) = any($3)
      returning id
    )
    select id, pg_notify('${WORK_CHANNEL}', $1) from back`,
    [name, attempts.map(({ id }) => id), pairs(attempts), afterS],
  )
  return rowCount ?? 0
}

/**
 * Frees the jobs of workers that were killed and renew nothing any more. The jobs may start again
 * at once; those without an attempt left are dead.
 */
export async function rescue({ boss, pool }: Queue): Promise<number> {
  const { rows } = await pool.query<{
    name: string
    id: string
    retryCount: number
    left: boolean
  }>(
    `with lost as (
      select name, id from ${JOBS_TABLE}
      where state = 'active' and heartbeat_on < now() - interval '${LOST_AFTER_S} seconds'
      order by heartbeat_on limit 1000
      for update skip locked
    ), again as (
      update ${JOBS_TABLE} j set state = 'retry', heartbeat_on = null, start_after = now()
      from lost where j.name = lost.name and j.id = lost.id and j.retry_count < j.retry_limit
      returning j.name, j.id
    ), told as (
      select pg_notify('${WORK_CHANNEL}', name) from (select distinct name from again) names
    )
    select j.name, j.id, j.retry_count as "retryCount", j.retry_count < j.retry_limit as left
    from ${JOBS_TABLE} j join lost on j.name = lost.name and j.id = lost.id
    where (select count(*) from told) >= 0`,
  )
  const error = { message: 'The process that ran it stopped answering.' }
  for (const { name, id, retryCount, left } of rows) {
    if (!left) await boss.fail(name, { id, retryCount }, error)
  }
  return rows.length
}

const STACK_MAX = 4_000

const wordsOf = (error: unknown) => {
  if (!(error instanceof Error)) return { message: String(error).slice(0, STACK_MAX) }
  const { name, message, stack = '' } = error
  const code = 'code' in error ? { code: String(error.code) } : {}
  return { name, message: message.slice(0, STACK_MAX), stack: stack.slice(0, STACK_MAX), ...code }
}
