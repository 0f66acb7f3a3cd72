import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { tables } from '../tables.ts'

export type Reservation = {
  id: string
  sku: string
  quantity: number
  reason: string
  expiresAt: Date
  createdAt: Date
}

export async function insertReservation(
  tx: Tx,
  orgId: string,
  row: { id: string; reason: string; expiresAt: Date },
): Promise<void> {
  const { id, reason, expiresAt } = row
  await tables(tx)
    .insertInto('reservations')
    .values({ org_id: orgId, id, kind: 'hand', reason, expires_at: expiresAt })
    .execute()
}

/** Takes the row away, and says whether it was there: whoever takes it ends the promise. */
export async function takeReservation(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const gone = await tables(tx)
    .deleteFrom('reservations')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('kind', '=', 'hand')
    .returning('id')
    .executeTakeFirst()
  return gone !== undefined
}

/** By hand only, newest first; what they hold is read from the ledger. */
export async function listReservations(
  db: Db,
  orgId: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<Reservation[]> {
  const { rows } = await sql<Reservation>`
    select r.id, m.sku, m.quantity, r.reason, r.expires_at as "expiresAt",
      r.created_at as "createdAt"
    from reservations r
    cross join lateral (
      select min(sku) as sku, sum(reserved_delta)::int as quantity
      from stock_movements where org_id = r.org_id and reservation_id = r.id
    ) m
    where r.org_id = ${orgId} and r.kind = 'hand'
      and ${after === undefined ? sql<boolean>`true` : sql<boolean>`r.id < ${after}::uuid`}
    order by r.id desc
    limit ${limit}
  `.execute(db)
  return rows
}
