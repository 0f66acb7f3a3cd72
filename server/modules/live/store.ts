import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Position } from './position.ts'

/** One row of the history as the feed needs it. */
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
 * What comes after a position, in the order of the history. Only below the oldest transaction that
 * still runs: so one that commits late is never passed, and no row is ever given twice. The
 * position is asked for inside, as the dispatcher does.
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

/** Before everything that is written from now on. */
export async function readNow(db: Db): Promise<Position> {
  const { rows } = await sql<{ xid: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as xid
  `.execute(db)
  return { xid: BigInt(rows[0]!.xid), id: 0 }
}

/** Says whether the ticket was not used before, in whichever process: its row decides. */
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

/** A ticket whose time is over is refused for that, so nobody asks whether it was used. */
export async function forgetTickets(db: Db, now: Date): Promise<void> {
  await sql`
    /* across orgs */ delete from live_tickets_used where expires_at < ${now}
  `.execute(db)
}
