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

export type Sent = { sku: string; locationId: string; quantity: number }

/** What has left each place for an order and has not come back to it. */
export async function listSent(db: Db, orgId: string, reservationId: string): Promise<Sent[]> {
  const { rows } = await sql<Sent>`
    select sku, location_id as "locationId", -sum(on_hand_delta)::int as quantity
    from stock_movements
    where org_id = ${orgId} and reservation_id = ${reservationId}
      and type in ('shipped', 'returned')
    group by sku, location_id
    order by sku, location_id
  `.execute(db)
  return rows
}

/**
 * `there`: how many of them are on the shelf, after what was promised to others earlier;
 * `promisedFor`: the day for which the others are promised.
 */
export type Pick = {
  location: string
  sku: string
  orderId: string
  quantity: number
  there: number
  promisedFor: string | null
}

/**
 * Where what is promised to these orders lies. Only of a level that has promised more than it has
 * all promises are read: they leave in the order in which they were made.
 */
export async function listPicks(db: Db, orgId: string, orderIds: string[]): Promise<Pick[]> {
  const { rows } = await sql<Pick>`
    with picks as (
      select sku, location_id, reservation_id, sum(reserved_delta)::int as quantity,
        min(id::text) as first
      from stock_movements
      where org_id = ${orgId} and reservation_id = any(${orderIds}::uuid[])
      group by sku, location_id, reservation_id
      having sum(reserved_delta) > 0
    ), scarce as (
      select sku, location_id, on_hand, promised_for from stock_levels
      where org_id = ${orgId} and reserved > on_hand
        and (sku, location_id) in (select sku, location_id from picks)
    ), promises as (
      select m.sku, m.location_id, m.reservation_id, s.on_hand, s.promised_for,
        sum(sum(m.reserved_delta)) over (
          partition by m.sku, m.location_id order by min(m.id::text)
          rows between unbounded preceding and 1 preceding
        ) as older
      from scarce s
      join stock_movements m on m.org_id = ${orgId} and m.sku = s.sku
        and m.location_id = s.location_id and m.reservation_id is not null
      group by m.sku, m.location_id, m.reservation_id, s.on_hand, s.promised_for
      having sum(m.reserved_delta) > 0
    )
    select o.name as location, k.sku, k.reservation_id as "orderId", k.quantity,
      case when p.sku is null then k.quantity
        else greatest(0, least(k.quantity, p.on_hand - coalesce(p.older, 0)))::int end as there,
      p.promised_for::text as "promisedFor"
    from picks k
    join locations o on o.org_id = ${orgId} and o.id = k.location_id
    left join promises p using (sku, location_id, reservation_id)
    order by o.name, k.sku, k.first
  `.execute(db)
  return rows
}

type LevelKey = { orgId: string; sku: string; locationId: string }

/** Who still has pieces of a level promised, how many, and since which movement. */
export const promisesOf = ({ orgId, sku, locationId }: LevelKey) => sql`
  select reservation_id, min(id::text) as first, sum(reserved_delta)::int as pieces
  from stock_movements
  where org_id = ${orgId} and sku = ${sku} and location_id = ${locationId}
    and reservation_id is not null
  group by reservation_id
  having sum(reserved_delta) > 0`

/** Pieces of a level that were promised to others earlier, and are still to leave. */
export async function countOlder(
  db: Db,
  promise: LevelKey & { reservationId: string | null },
): Promise<number> {
  const { rows } = await sql<{ older: number }>`
    with promises as (${promisesOf(promise)})
    select coalesce(sum(pieces), 0)::int as older from promises
    where first < (select first from promises where reservation_id = ${promise.reservationId})
  `.execute(db)
  return rows[0]!.older
}

/** The promise has ended in another way, so it must not end by itself any more. */
export async function removeExpiry(db: Db, orgId: string, id: string): Promise<void> {
  await sql`delete from reservations where org_id = ${orgId} and id = ${id}`.execute(db)
}

const EXPIRED_MAX = 500

/** Promises whose time is over, oldest first. */
export async function listExpired(
  db: Db,
  orgId: string,
  now: Date,
  kind: 'order' | 'hand' = 'order',
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from reservations
    where org_id = ${orgId} and kind = ${kind} and expires_at <= ${now}
    order by expires_at limit ${EXPIRED_MAX}
  `.execute(db)
  return rows.map(({ id }) => id)
}

export type StoredMovement = {
  id: string
  type: string
  locationCode: string
  onHand: number
  reserved: number
  reservationId: string | null
  reason: string | null
  actorType: string
  actorId: string | null
  at: Date
  onHandAfter: number
  reservedAfter: number
}

/**
 * The ledger of a SKU, newest first, with what was there after each movement: what is there now,
 * less all that came later. Each place is read along its own key, so no page is slow.
 */
export async function listMovements(
  db: Db,
  orgId: string,
  sku: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<StoredMovement[]> {
  const isBefore = after === undefined ? sql<boolean>`true` : sql<boolean>`id < ${after}::uuid`
  const isLater = after === undefined ? sql<boolean>`false` : sql<boolean>`id >= ${after}::uuid`
  const { rows } = await sql<StoredMovement>`
    select m.*
    from locations o
    join stock_levels l on l.org_id = o.org_id and l.sku = ${sku} and l.location_id = o.id
    cross join lateral (
      select coalesce(sum(on_hand_delta), 0)::int as on_hand,
        coalesce(sum(reserved_delta), 0)::int as reserved
      from stock_movements
      where org_id = o.org_id and sku = ${sku} and location_id = o.id and ${isLater}
    ) later
    cross join lateral (
      select id, type, o.code as "locationCode", on_hand_delta as "onHand",
        reserved_delta as reserved, reservation_id as "reservationId", reason,
        actor_type as "actorType", actor_id as "actorId", at,
        l.on_hand - later.on_hand
          - coalesce(sum(on_hand_delta) over newer, 0)::int as "onHandAfter",
        l.reserved - later.reserved
          - coalesce(sum(reserved_delta) over newer, 0)::int as "reservedAfter"
      from stock_movements
      where org_id = o.org_id and sku = ${sku} and location_id = o.id and ${isBefore}
      window newer as (order by id desc rows between unbounded preceding and 1 preceding)
      order by id desc
      limit ${limit}
    ) m
    where o.org_id = ${orgId}
    order by m.id desc
    limit ${limit}
  `.execute(db)
  return rows
}
