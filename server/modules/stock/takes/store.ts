import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { tables } from '../tables.ts'

export type StockTake = {
  id: string
  locationId: string
  location: string
  state: 'open' | 'closed' | 'dropped'
  note: string | null
  openedBy: string
  openedAt: Date
  endedAt: Date | null
}

const takes = (db: Db, orgId: string) =>
  tables(db)
    .selectFrom('stock_takes as t')
    .innerJoin('locations as o', (join) =>
      join.onRef('o.org_id', '=', 't.org_id').onRef('o.id', '=', 't.location_id'),
    )
    .select(['t.id', 't.location_id as locationId', 'o.code as location', 't.state', 't.note'])
    .select(['t.opened_by as openedBy', 't.opened_at as openedAt', 't.ended_at as endedAt'])
    .where('t.org_id', '=', orgId)

export const findTake = (db: Db, orgId: string, id: string): Promise<StockTake | undefined> =>
  takes(db, orgId).where('t.id', '=', id).executeTakeFirst()

/** Takes the row, so that nobody counts into a take that is being closed. */
export const lockTake = (tx: Tx, orgId: string, id: string): Promise<StockTake | undefined> =>
  takes(tx, orgId).where('t.id', '=', id).forNoKeyUpdate('t').executeTakeFirst()

/** Newest first. */
export function listTakes(
  db: Db,
  orgId: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<StockTake[]> {
  let query = takes(db, orgId)
  if (after !== undefined) query = query.where('t.id', '<', after)
  return query.orderBy('t.id', 'desc').limit(limit).execute()
}

export const findOpenTake = (
  db: Db,
  orgId: string,
  locationId: string,
): Promise<StockTake | undefined> =>
  takes(db, orgId)
    .where('t.location_id', '=', locationId)
    .where('t.state', '=', 'open')
    .executeTakeFirst()

/** Opens a take unless the place has an open one, and says whether it has. */
export async function insertTake(
  tx: Tx,
  orgId: string,
  take: { id: string; locationId: string; note: string | null; openedBy: string; now: Date },
): Promise<boolean> {
  const added = await tables(tx)
    .insertInto('stock_takes')
    .values({
      ...{ org_id: orgId, id: take.id, location_id: take.locationId, note: take.note },
      ...{ opened_by: take.openedBy, opened_at: take.now },
    })
    .onConflict((conflict) =>
      conflict.columns(['org_id', 'location_id']).where('state', '=', 'open').doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

export async function endTake(
  tx: Tx,
  orgId: string,
  id: string,
  end: { state: 'closed' | 'dropped'; now: Date },
): Promise<void> {
  await tables(tx)
    .updateTable('stock_takes')
    .set({ state: end.state, ended_at: end.now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

export type TakeLine = {
  sku: string
  expected: number
  counted: number
  countedBy: string
  countedAt: Date
  /** Counted or adjusted since then in other ways, as long as the take is open. */
  corrected: number
  /** What the end of the take has added; null before it, and where the take was dropped. */
  booked: number | null
}

/** What the books say at this moment is kept beside what was counted, and where the ledger was. */
export async function writeLines(
  tx: Tx,
  orgId: string,
  take: StockTake,
  lines: { counts: { sku: string; counted: number }[]; by: string; now: Date },
): Promise<void> {
  await sql`
    insert into stock_take_lines
      (org_id, take_id, sku, expected, counted, counted_by, counted_at, counted_after)
    select ${orgId}::uuid, ${take.id}::uuid, c.sku, coalesce(l.on_hand, 0), c.counted,
      ${lines.by}, ${lines.now}::timestamptz, (
        select m.id from stock_movements m
        where m.org_id = ${orgId} and m.sku = c.sku and m.location_id = ${take.locationId}
        order by m.id desc limit 1
      )
    from unnest(${lines.counts.map(({ sku }) => sku)}::text[],
      ${lines.counts.map(({ counted }) => counted)}::int[]) as c (sku, counted)
    left join stock_levels l
      on l.org_id = ${orgId} and l.sku = c.sku and l.location_id = ${take.locationId}
    on conflict (org_id, take_id, sku) do update set expected = excluded.expected,
      counted = excluded.counted, counted_by = excluded.counted_by,
      counted_at = excluded.counted_at, counted_after = excluded.counted_after
  `.execute(tx)
}

/** What came back and was thrown away is an adjustment as well, but no correction of a level. */
export async function listTakeLines(
  db: Db,
  orgId: string,
  { id, locationId, state }: Pick<StockTake, 'id' | 'locationId' | 'state'>,
): Promise<TakeLine[]> {
  const { rows } = await sql<TakeLine>`
    select l.sku, l.expected, l.counted, l.counted_by as "countedBy", l.counted_at as "countedAt",
      since.corrected, l.booked
    from stock_take_lines l
    cross join lateral (
      select coalesce(sum(m.on_hand_delta), 0)::int as corrected
      from stock_movements m
      where ${state === 'open'} and m.org_id = ${orgId} and m.sku = l.sku
        and m.location_id = ${locationId}
        and m.id > coalesce(l.counted_after, '00000000-0000-0000-0000-000000000000')
        and m.type in ('counted', 'adjusted') and m.reservation_id is null
    ) since
    where l.org_id = ${orgId} and l.take_id = ${id}
    order by l.sku
  `.execute(db)
  return rows
}

export async function saveBooked(
  tx: Tx,
  orgId: string,
  takeId: string,
  lines: { sku: string; booked: number }[],
): Promise<void> {
  await sql`
    update stock_take_lines l set booked = b.booked
    from unnest(${lines.map(({ sku }) => sku)}::text[],
      ${lines.map(({ booked }) => booked)}::int[]) as b (sku, booked)
    where l.org_id = ${orgId} and l.take_id = ${takeId} and l.sku = b.sku
  `.execute(tx)
}

export async function countTakeLines(db: Db, orgId: string, takeId: string): Promise<number> {
  const { lines } = await tables(db)
    .selectFrom('stock_take_lines')
    .select((eb) => eb.fn.countAll<number>().as('lines'))
    .where('org_id', '=', orgId)
    .where('take_id', '=', takeId)
    .executeTakeFirstOrThrow()
  return lines
}
