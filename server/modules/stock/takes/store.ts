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

export async function insertTake(
  tx: Tx,
  orgId: string,
  take: { id: string; locationId: string; note: string | null; openedBy: string; now: Date },
): Promise<void> {
  await tables(tx)
    .insertInto('stock_takes')
    .values({
      ...{ org_id: orgId, id: take.id, location_id: take.locationId, note: take.note },
      ...{ opened_by: take.openedBy, opened_at: take.now },
    })
    .execute()
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
}

/** What the books say at this moment is kept beside what was counted. */
export async function writeLines(
  tx: Tx,
  orgId: string,
  take: StockTake,
  lines: { counts: { sku: string; counted: number }[]; by: string; now: Date },
): Promise<void> {
  await sql`
    insert into stock_take_lines (org_id, take_id, sku, expected, counted, counted_by, counted_at)
    select ${orgId}::uuid, ${take.id}::uuid, c.sku, coalesce(l.on_hand, 0), c.counted,
      ${lines.by}, ${lines.now}::timestamptz
    from unnest(${lines.counts.map(({ sku }) => sku)}::text[],
      ${lines.counts.map(({ counted }) => counted)}::int[]) as c (sku, counted)
    left join stock_levels l
      on l.org_id = ${orgId} and l.sku = c.sku and l.location_id = ${take.locationId}
    on conflict (org_id, take_id, sku) do update set expected = excluded.expected,
      counted = excluded.counted, counted_by = excluded.counted_by,
      counted_at = excluded.counted_at
  `.execute(tx)
}

export function listTakeLines(db: Db, orgId: string, takeId: string): Promise<TakeLine[]> {
  return tables(db)
    .selectFrom('stock_take_lines')
    .select(['sku', 'expected', 'counted', 'counted_by as countedBy', 'counted_at as countedAt'])
    .where('org_id', '=', orgId)
    .where('take_id', '=', takeId)
    .orderBy('sku')
    .execute()
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
