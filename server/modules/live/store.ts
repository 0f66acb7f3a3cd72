import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Position } from './position.ts'

/** One row of the history, with the columns that the feed needs. */
export type Happened = {
  position: Position
  orgId: string
  type: string
  subjectType: string
  subjectId: string
  actorType: string
  actorName: string
  at: Date
  data: Record<string, unknown>
}

type Row = Omit<Happened, 'position'> & { xid: string; id: number }

/**
 * Reads the rows after a position in the order of the history, up to the oldest transaction that
 * still runs: so a transaction that commits late is not skipped, and no row is read twice. The
 * position is passed as subqueries, for the reason given at the dispatcher's `readEvents`.
 */
export async function readAfter(
  db: Db,
  after: Position,
  { limit, orgId }: { limit: number; orgId?: string },
): Promise<Happened[]> {
  const { rows } = await sql<Row>`
    /* across orgs */
    select h.xid::text, h.id, h.org_id as "orgId", h.type, h.subject_type as "subjectType",
      h.subject_id as "subjectId", h.actor_type as "actorType", h.actor_name as "actorName", h.at,
      h.data
    from history h
    where (h.xid, h.id) > ((select ${String(after.xid)}::xid8), (select ${after.id}::bigint))
      and h.xid < pg_snapshot_xmin(pg_current_snapshot())
      and ${orgId === undefined ? sql`true` : sql`h.org_id = ${orgId}`}
      and h.type <> 'job.requested'
    order by h.xid, h.id
    limit ${limit}
  `.execute(db)
  return rows.map(({ xid, id, ...row }) => ({ ...row, position: { xid: BigInt(xid), id } }))
}

/** Whether the history goes on for more than `count` rows, told from its index alone. */
export async function hasMoreAfter(db: Db, after: Position, count: number): Promise<boolean> {
  const { rows } = await sql`
    /* across orgs */
    select from history h
    where (h.xid, h.id) > ((select ${String(after.xid)}::xid8), (select ${after.id}::bigint))
    order by h.xid, h.id
    offset ${count} limit 1
  `.execute(db)
  return rows.length > 0
}

/** The position before everything that is written from now on. */
export async function readNow(db: Db): Promise<Position> {
  const { rows } = await sql<{ xid: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as xid
  `.execute(db)
  return { xid: BigInt(rows[0]!.xid), id: 0 }
}

/** Marks a ticket as used. Gives false when any process has used it before; the row decides. */
export async function useTicket(
  db: Db,
  { orgId, id, expiresAt }: { orgId: string; id: string; expiresAt: Date },
): Promise<boolean> {
  const { rows } = await sql`
    insert into live_tickets_used (org_id, id, expires_at) values (${orgId}, ${id}, ${expiresAt})
    on conflict do nothing
    returning id
  `.execute(db)
  return rows.length > 0
}

/** Forgets used tickets that have expired: those are refused anyway. */
export async function forgetTickets(db: Db, now: Date): Promise<void> {
  await sql`
    /* across orgs */ delete from live_tickets_used where expires_at < ${now}
  `.execute(db)
}
