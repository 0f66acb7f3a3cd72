import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import type { LockedLevel } from '../batch.ts'
import { promisesOf } from '../store.ts'

export type Waiting = { reservationId: string; quantity: number }

/**
 * Who was promised pieces of a level that are not there yet, oldest first. What is kept by hand
 * stays where it is kept.
 */
export async function listWaiting(db: Db, level: LockedLevel): Promise<Waiting[]> {
  const { orgId, onHand } = level
  const { rows } = await sql<Waiting>`
    with summed as (
      select *, sum(pieces) over (order by first)::int as so_far
      from (${promisesOf(level)}) promises
    )
    select reservation_id as "reservationId", least(pieces, so_far - ${onHand}::int) as quantity
    from summed s
    where so_far > ${onHand}::int and not exists (
      select from reservations r
      where r.org_id = ${orgId} and r.id = s.reservation_id and r.kind = 'hand')
    order by first
  `.execute(db)
  return rows
}

/**
 * Who has pieces of one level promised and has waited at another, the newest first by when that
 * began. What is kept by hand stays where it is kept.
 */
export async function listHandedOver(
  db: Db,
  { at, from }: { at: LockedLevel; from: LockedLevel },
): Promise<Waiting[]> {
  const { orgId, sku, locationId } = from
  const { rows } = await sql<Waiting>`
    select p.reservation_id as "reservationId", p.pieces as quantity
    from (${promisesOf(at)}) p
    join (
      select reservation_id, min(id::text) as first from stock_movements
      where org_id = ${orgId} and sku = ${sku} and location_id = ${locationId}
        and reservation_id is not null
      group by reservation_id
    ) waited using (reservation_id)
    where not exists (
      select from reservations r
      where r.org_id = ${orgId} and r.id = p.reservation_id and r.kind = 'hand')
    order by waited.first desc
  `.execute(db)
  return rows
}

/** The SKUs of a place that somebody waits for at another. */
export async function listWaitedFor(db: Db, orgId: string, locationId: string): Promise<string[]> {
  const { rows } = await sql<{ sku: string }>`
    select f.sku
    from stock_levels f
    join stock_levels l on l.org_id = f.org_id and l.sku = f.sku and l.location_id = ${locationId}
    where f.org_id = ${orgId} and f.backorder_limit > 0 and f.reserved > f.on_hand
      and l.on_hand > l.reserved
  `.execute(db)
  return rows.map(({ sku }) => sku)
}

/** SKUs that somebody waits for at one place while pieces are free at another, in their order. */
export async function listOverlooked(
  db: Db,
  orgId: string,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ sku: string }>`
    select f.sku
    from stock_levels f
    where f.org_id = ${orgId} and f.backorder_limit > 0 and f.reserved > f.on_hand
      and f.sku > ${after} and exists (
        select from stock_levels l
        join locations o on o.org_id = l.org_id and o.id = l.location_id
        where l.org_id = f.org_id and l.sku = f.sku and l.location_id <> f.location_id
          and o.active and l.on_hand - l.safety_stock > l.reserved)
    order by f.sku limit ${limit}
  `.execute(db)
  return rows.map(({ sku }) => sku)
}

/** Changes of the limit of a SKU take turns, also where its level is still to be made. */
export async function takeTurns(tx: Tx, orgId: string, sku: string): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`backorder ${orgId} ${sku}`}, 0))
  `.execute(tx)
}

/** Where what is sold beyond the shelves will arrive, if anything may be. */
export async function findBackorderPlace(
  db: Db,
  orgId: string,
  sku: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select location_id as id from stock_levels
    where org_id = ${orgId} and sku = ${sku} and backorder_limit > 0
  `.execute(db)
  return rows[0]?.id
}

export async function saveBackorder(tx: Tx, level: LockedLevel): Promise<void> {
  const { orgId, sku, locationId, backorderLimit, promisedFor } = level
  await sql`
    update stock_levels set backorder_limit = ${backorderLimit},
      promised_for = ${promisedFor}::date, updated_at = now()
    where org_id = ${orgId} and sku = ${sku} and location_id = ${locationId}
  `.execute(tx)
}
