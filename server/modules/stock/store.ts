import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

export type Promised = { sku: string; locationId: string; quantity: number }

/** What is promised to an order just now: the ledger says it, no other table does. */
export async function listPromises(
  db: Db,
  orgId: string,
  reservationId: string,
): Promise<Promised[]> {
  const { rows } = await sql<Promised>`
    select sku, location_id as "locationId", sum(reserved_delta)::int as quantity
    from stock_movements
    where org_id = ${orgId} and reservation_id = ${reservationId}
    group by sku, location_id
    having sum(reserved_delta) > 0
    order by sku, location_id
  `.execute(db)
  return rows
}

/** The promise has ended in another way, so it must not end by itself any more. */
export async function removeExpiry(db: Db, orgId: string, id: string): Promise<void> {
  await sql`delete from reservations where org_id = ${orgId} and id = ${id}`.execute(db)
}

const EXPIRED_MAX = 500

/** Promises whose time is over, oldest first. */
export async function listExpired(db: Db, orgId: string, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from reservations where org_id = ${orgId} and expires_at <= ${now}
    order by expires_at limit ${EXPIRED_MAX}
  `.execute(db)
  return rows.map(({ id }) => id)
}
