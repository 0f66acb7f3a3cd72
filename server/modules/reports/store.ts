import { type RawBuilder, sql } from 'kysely'
import { type OrderEvent, placedOfChanged, type Span } from '#orders'
import type { Db, Tx } from '#platform/database.ts'

export const FOLLOWER = 'reports'

const SALES = {
  key: ['org_id', 'day', 'hour', 'store_id', 'currency'],
  sums: [
    ...['orders', 'cancelled', 'pieces', 'gross_minor', 'discount_minor', 'refunded_minor'],
    ...['shipping_minor', 'tax_minor', 'other_minor'],
  ],
}
const PRODUCTS = {
  key: ['org_id', 'day', 'sku', 'store_id', 'currency'],
  sums: ['pieces', 'returned', 'gross_minor', 'discount_minor'],
}
export const ROLLUPS = { report_sales: SALES, report_products: PRODUCTS } as const
export type Rollup = keyof typeof ROLLUPS

/** What single orders count for, with `placed_at`: rows of `salesIn` and `soldLinesIn`. */
export type Source = RawBuilder<unknown>

const list = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)))

/** The rows of a rollup as these single ones add up to, by the hours and days of the shop. */
export function addedUp(rollup: Rollup, source: Source): Source {
  const { key, sums } = ROLLUPS[rollup]
  const summed = sums.map((name) => {
    const type = sql.raw(name.endsWith('_minor') ? 'bigint' : 'int')
    return sql`sum(s.${sql.ref(name)})::${type} as ${sql.ref(name)}`
  })
  return sql`
    select ${list(key)}, ${sql.join(summed)}
    from (
      select f.*, (f.placed_at at time zone z.time_zone)::date as day,
        extract(hour from f.placed_at at time zone z.time_zone)::smallint as hour
      from (${source}) f
      join report_zones z on z.org_id = f.org_id
    ) s
    group by ${list(key)}`
}

/** Rows that are there grow by the new ones; always in the same order of rows. */
export async function add(tx: Tx, rollup: Rollup, source: Source): Promise<void> {
  const { key, sums } = ROLLUPS[rollup]
  const grown = sums.map((name) => {
    const column = sql.ref(name)
    return sql`${column} = r.${column} + excluded.${column}`
  })
  await sql`
    insert into ${sql.table(rollup)} as r (${list([...key, ...sums])})
    ${addedUp(rollup, source)} order by ${list(key)}
    on conflict (${list(key)}) do update set ${sql.join(grown)}
  `.execute(tx)
}

export async function removeAll(tx: Tx, orgId: string): Promise<void> {
  for (const rollup of Object.keys(ROLLUPS)) {
    await sql`delete from ${sql.table(rollup)} where org_id = ${orgId}`.execute(tx)
  }
}

export async function listKnownZones(db: Db, orgIds: string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ orgId: string; timeZone: string }>`
    select org_id as "orgId", time_zone as "timeZone" from report_zones
    where org_id = any(${orgIds}::uuid[])
  `.execute(db)
  return new Map(rows.map(({ orgId, timeZone }) => [orgId, timeZone]))
}

/** Reads the zone of the org and keeps it until the end of the transaction. */
export async function setZone(tx: Tx, orgId: string, timeZone: string): Promise<void> {
  await sql`
    insert into report_zones (org_id, time_zone) values (${orgId}, ${timeZone})
    on conflict (org_id) do update set time_zone = excluded.time_zone
  `.execute(tx)
}

export type EventRow = OrderEvent & { id: number; orderId: string }

/** What was told of these orders up to the position; of each from a time on, if one is given. */
export async function listCounted(
  db: Db,
  orders: { orgId: string; orderId: string; since: Date | null }[],
): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select w.order_id as "orderId", h.id, h.type, h.at, h.data
    from unnest(${orders.map(({ orgId }) => orgId)}::uuid[],
      ${orders.map(({ orderId }) => orderId)}::text[],
      ${orders.map(({ since }) => since)}::timestamptz[]) as w (org_id, order_id, since)
    cross join (select xid, id from dispatch_positions where name = ${FOLLOWER}) p
    join history h on h.org_id = w.org_id and h.subject_type = 'order'
      and h.subject_id = w.order_id and h.at between coalesce(w.since, '-infinity') and now() + interval '1 hour'
    where (h.xid, h.id) <= (p.xid, p.id)
  `.execute(db)
  return rows
}

/** Orders of which something stands behind the position. */
export const pendingIn = (orgId: string): Source => sql`
  select h.subject_id::uuid as order_id, bool_or(h.type = 'order.placed') as is_new
  from dispatch_positions p
  cross join lateral (
    select subject_type, subject_id, type from history
    where (xid, id) > (p.xid, p.id) and org_id = ${orgId}
  ) h
  where p.name = ${FOLLOWER} and h.subject_type = 'order'
  group by 1`

/** Those of them that were placed before it. */
export async function listPendingOld(db: Db, orgId: string): Promise<string[]> {
  const { rows } = await sql<{ orderId: string }>`
    select order_id as "orderId" from (${pendingIn(orgId)}) w where not is_new
  `.execute(db)
  return rows.map(({ orderId }) => orderId)
}

/** To the last thing that nobody can come before any more. */
export async function moveToNewest(tx: Tx): Promise<void> {
  await sql`
    /* across orgs */
    update dispatch_positions p set xid = h.xid, id = h.id, moved_at = now()
    from (
      select xid, id from history where xid < pg_snapshot_xmin(pg_current_snapshot())
      order by xid desc, id desc limit 1
    ) h
    where p.name = ${FOLLOWER} and ((h.xid, h.id) > (p.xid, p.id)
      -- Of another server, before a restore.
      or p.xid >= pg_snapshot_xmax(pg_current_snapshot()))
  `.execute(tx)
}

/** The oldest thing that is not counted yet. */
export async function findPendingSince(db: Db): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`
    /* across orgs */
    select h.at from dispatch_positions p
    cross join lateral (
      select at from history where (xid, id) > (p.xid, p.id)
      order by xid, id limit 1
    ) h
    where p.name = ${FOLLOWER}
  `.execute(db)
  return rows[0]?.at
}

/** A day of the shop, and a time in which all of it lies. */
export type Day = { day: string; around: Span }

/**
 * The days on which orders were placed that have changed since. Where the clocks go back at
 * midnight a day has begun before the midnight that PostgreSQL means, so the time is longer.
 */
export async function listChangedDays(db: Db, orgId: string, since: Date): Promise<Day[]> {
  const { rows } = await sql<Span & { day: string }>`
    select day::text, (day::timestamp at time zone time_zone) - interval '2 hours' as from,
      ((day + 1)::timestamp at time zone time_zone) + interval '2 hours' as before
    from (
      select distinct z.time_zone, (o.placed_at at time zone z.time_zone)::date as day
      from (${placedOfChanged(orgId, since)}) o join report_zones z on z.org_id = o.org_id
    ) d order by d.day
  `.execute(db)
  return rows.map(({ day, ...around }) => ({ day, around }))
}
