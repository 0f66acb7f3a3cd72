import type pg from 'pg'
import { ADVISORY_LOCKS } from '../advisory-locks.ts'

/**
 * The position of the dispatcher in the history. Transactions commit in another order than they
 * take their ids, so it reads by (xid, id) and stops below the oldest transaction that still runs.
 * Whatever commits later comes after the position, never before it.
 */
export type Position = { xid: string; id: number; floorId: number }

export type HistoryRow = {
  id: number
  xid: string
  orgId: string
  type: string
  subjectId: string
  cause: Record<string, unknown>
  data: Record<string, unknown> | null
}

/** Lets one dispatcher work at a time. The lock ends with the transaction, however that ends. */
export async function tryLock(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_xact_lock($1) as got', [
    ADVISORY_LOCKS.dispatch,
  ])
  return rows[0].got
}

export async function readPosition(client: pg.ClientBase): Promise<Position> {
  const { rows } = await client.query(`
    select xid::text, id, floor_id as "floorId" from dispatch_positions where name = 'jobs'
  `)
  return rows[0]
}

/**
 * Reads the next events, with their data only where it is needed: not for made-up events, or events
 * that start nothing. The position is passed as subqueries: of a value that it knows, PostgreSQL
 * assumes that few rows follow, and after a large transaction (the four million events of a seed)
 * it would sort all the rest for every batch.
 */
export async function readEvents(
  client: pg.ClientBase,
  after: Position,
  { types, limit }: { types: string[]; limit: number },
): Promise<HistoryRow[]> {
  const { rows } = await client.query<HistoryRow>(
    `/* across orgs */
    select id, xid::text, org_id as "orgId", type, subject_id as "subjectId", cause,
      case when type = any($4) and not cause ? 'seed' then data end as data
    from history
    where (xid, id) > ((select $1::xid8), (select $2::bigint)) and id > $3
      and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by history.xid, history.id -- Not the text of the same name: there 999 follows 1000.
    limit $5`,
    [after.xid, after.id, after.floorId, types, limit],
  )
  return rows
}

/** Throws when another process has moved the position, which the lock should prevent. */
export async function movePosition(
  client: pg.ClientBase,
  from: Position,
  to: { xid: string; id: number },
): Promise<void> {
  const { rowCount } = await client.query(
    `update dispatch_positions set xid = $1, id = $2, moved_at = now()
    where name = 'jobs' and xid = $3::xid8 and id = $4`,
    [to.xid, to.id, from.xid, from.id],
  )
  if (rowCount !== 1) throw new Error('Another dispatcher has moved the position.')
}

/** Whether rows wait for a transaction that still runs. No notification says when it ends. */
export async function somethingWaits(client: pg.ClientBase, after: Position): Promise<boolean> {
  const { rows } = await client.query(
    `/* across orgs */
    select exists (
      select 1 from history where (xid, id) > ($1::xid8, $2::bigint) and id > $3
    ) as waits`,
    [after.xid, after.id, after.floorId],
  )
  return rows[0].waits
}

/** How far behind the dispatcher is. */
export async function readLag(pool: pg.Pool): Promise<{ events: number; seconds: number }> {
  const { rows } = await pool.query(`/* across orgs */
    with position as (select * from dispatch_positions where name = 'jobs')
    select count(*)::int as events,
      coalesce(extract(epoch from now() - min(at)), 0)::float8 as seconds
    from (
      select at from history
      where (xid, id) > ((select xid from position), (select id from position))
        and id > (select floor_id from position)
      order by xid, id
      limit 10000
    ) waiting
  `)
  return rows[0]
}

/**
 * After a restore into a younger server, rows have transaction ids that lie in its future. New rows
 * would stand before the position for ever.
 */
export async function isFromTheFuture(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query(`/* across orgs */
    select greatest(
      (select xid from history where id > p.floor_id order by xid desc, id desc limit 1), p.xid
    ) >= pg_snapshot_xmax(pg_current_snapshot()) as future
    from dispatch_positions p where name = 'jobs'
  `)
  return rows[0].future
}

/**
 * Gives the rows that were not dispatched yet transaction ids of this server, and sets the position
 * before them. All other rows count as dispatched.
 */
export async function beginAnew(client: pg.ClientBase): Promise<void> {
  await client.query(`/* across orgs */
    lock table history in share row exclusive mode;
    update history set xid = pg_current_xact_id(), id = default
    from dispatch_positions p
    where p.name = 'jobs' and (history.xid, history.id) > (p.xid, p.id) and history.id > p.floor_id;
    update dispatch_positions
    set xid = pg_snapshot_xmin(pg_current_snapshot()), id = 0, moved_at = now(),
      floor_id = coalesce(
        (select max(id) from history where xid <> pg_current_xact_id()), floor_id
      )
    where name = 'jobs'
  `)
}

/**
 * Gives some of the remaining rows from the future the lowest transaction ids, in the order of
 * their row ids. Otherwise they would be followed again once the server reaches those ids. Works in
 * pieces, as a statement has a time limit and a history may have many millions of rows; gives the
 * number of rows.
 */
export async function ageSome(client: pg.ClientBase, limit: number): Promise<number> {
  const { rows } = await client.query<{ xid: string; id: number }>(
    `/* across orgs */
    select f.xid::text, f.id from (
      select xid, id from history order by history.xid desc, history.id desc limit $1
    ) f order by f.xid, f.id limit 1`,
    [limit],
  )
  if (!rows[0]) return 0
  const { rowCount } = await client.query(
    `/* across orgs */
    update history set xid = '2'
    where (xid, id) >= ($1::xid8, $2::bigint) and xid >= pg_snapshot_xmax(pg_current_snapshot())`,
    [rows[0].xid, rows[0].id],
  )
  return rowCount ?? 0
}
