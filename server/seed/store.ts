import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type pg from 'pg'
import { copyIn } from '#platform/backup/copy.ts'
import type { Db } from '#platform/database.ts'
import * as stock from '#stock'
import type { Chunk, Count, Sums } from './chunks.ts'
import { deliveredAgain } from './deliver-again.ts'
import { COLUMNS, movementRow, type Rows, type Table } from './rows.ts'
import type { Shop } from './shops.ts'
import type { Moved, World } from './tale.ts'

/** Adds the accounts that are not there. Nothing is fetched from an account that is made up. */
export async function ensureStores(
  db: Db,
  orgId: string,
  shops: (Shop & { id: string; key: string })[],
): Promise<Map<string, string>> {
  await sql`
    insert into stores (org_id, id, key, platform, uid, name, state, settings)
    select ${orgId}::uuid, id, key, platform, uid, name, 'paused',
      jsonb_strip_nulls(jsonb_build_object('shipsWithinHours', hours))
    from unnest(${shops.map(({ id }) => id)}::uuid[], ${shops.map(({ key }) => key)}::text[],
      ${shops.map(({ platform }) => platform)}::text[], ${shops.map(({ uid }) => uid)}::text[],
      ${shops.map(({ name }) => name)}::text[],
      ${shops.map(({ shipsWithinHours }) => shipsWithinHours ?? null)}::int[])
      as s (id, key, platform, uid, name, hours)
    on conflict (org_id, platform, uid) do nothing
  `.execute(db)
  const { rows } = await sql<{ id: string; platform: string; uid: string }>`
    select id, platform, uid from stores where org_id = ${orgId}
  `.execute(db)
  return new Map(rows.map(({ id, platform, uid }) => [`${platform}/${uid}`, id]))
}

export async function findLocationId(
  db: Db,
  orgId: string,
  code: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from locations where org_id = ${orgId} and code = ${code}
  `.execute(db)
  return rows[0]?.id
}

export async function addTypes(db: Db, orgId: string, names: string[]): Promise<void> {
  await sql`
    insert into product_types (org_id, name)
    select ${orgId}::uuid, name from unnest(${names}::text[]) as t (name)
    on conflict do nothing
  `.execute(db)
}

export async function addLevels(
  client: pg.Client,
  orgId: string,
  pieces: { sku: string; locationId: string }[],
): Promise<void> {
  await client.query(
    `insert into stock_levels (org_id, sku, location_id, low_since)
    select $1, sku, location_id, now() from unnest($2::text[], $3::uuid[]) as p (sku, location_id)
    order by sku, location_id
    on conflict do nothing`,
    [orgId, pieces.map(({ sku }) => sku), pieces.map(({ locationId }) => locationId)],
  )
}

/** Gives the first of so many numbers, as the engine takes its blocks. */
export async function takeNumbers(db: Db, orgId: string, count: number): Promise<number> {
  const { rows } = await sql<{ end: number }>`
    insert into order_numbers as n (org_id, next) values (${orgId}, ${100_001 + count})
    on conflict (org_id) do update set next = n.next + ${count}
    returning next as end
  `.execute(db)
  return rows[0]!.end - count
}

export const copyRows = (
  client: pg.Client,
  table: string,
  columns: string,
  bytes: Buffer,
): Promise<void> => copyIn(client, `copy ${table} (${columns}) from stdin`, Readable.from([bytes]))

/**
 * One chunk, in one transaction. What others wait for is taken last, and only when the chunk before
 * is there: so a seed that is stopped leaves the first orders, whole, and books that balance.
 */
export async function writeChunk(
  client: pg.Client,
  { orgId, newId }: Pick<World, 'orgId' | 'newId'>,
  chunk: Chunk,
  before: Promise<void>,
): Promise<void> {
  await client.query('begin')
  try {
    await writeRows(client, chunk.rows)
    await before
    const levels = await lockLevels(client, chunk.changes)
    const again = deliveredAgain(chunk.changes, levels)
    const moved = again.map((one): Moved => ({ ...one, id: newId(chunk.from), at: chunk.from }))
    await copyRows(
      client,
      'stock_movements',
      COLUMNS.stock_movements,
      Buffer.from(moved.map(movementRow).join('')),
    )
    await changeLevels(client, [...chunk.changes, ...again])
    await addCounts(client, orgId, chunk.counts)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

export async function writeRows(client: pg.Client, rows: Rows): Promise<void> {
  for (const table of Object.keys(COLUMNS) as Table[]) {
    const bytes = rows[table].bytes()
    if (bytes.length > 0) await copyRows(client, table, COLUMNS[table], bytes)
  }
}

/** Of all orders of a database: nobody else has sold anything yet. */
export async function writeSums(client: pg.Client, orgId: string, sums: Sums): Promise<void> {
  await lockLevels(client, sums.changes)
  await changeLevels(client, sums.changes)
  await addCounts(client, orgId, sums.counts)
}

/** Whether there is no order yet, of anybody. */
export async function isFirst(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ first: boolean }>(
    '/* across orgs */ select not exists (select from orders) as first',
  )
  return rows[0]!.first
}

async function lockLevels(
  client: pg.Client,
  changes: stock.LevelChange[],
): Promise<stock.LockedLevel[]> {
  const keys = new Map(changes.map(({ orgId, sku }) => [sku, { orgId, sku }]))
  const { text, values } = stock.lockLevels([...keys.values()], 'wait')
  return (await client.query<stock.LockedLevel>(text, values)).rows
}

async function changeLevels(client: pg.Client, changes: stock.LevelChange[]): Promise<void> {
  // A statement changes a row once.
  const { text, values } = stock.changeLevels(stock.changesOf(changes))
  await client.query(text, values)
}

/** The engine takes the shards below: it never waits for a seed. */
const SHARD = 1_024

async function addCounts(client: pg.Client, orgId: string, counts: Count[]): Promise<void> {
  await client.query(
    `insert into order_counters as c (org_id, store_id, status, day, shard, orders)
    select $1, store_id, status, coalesce(day, '-infinity'), $2, sum(orders)
    from unnest($3::uuid[], $4::text[], $5::date[], $6::int[])
      as n (store_id, status, day, orders)
    -- Of all days together as well.
    group by grouping sets ((store_id, status, day), (store_id, status))
    on conflict (org_id, day, store_id, status, shard)
      do update set orders = c.orders + excluded.orders`,
    [
      ...[orgId, SHARD, counts.map(({ storeId }) => storeId), counts.map(({ status }) => status)],
      ...[counts.map(({ day }) => day), counts.map(({ orders }) => orders)],
    ],
  )
}

/** What ran low during the seed is long known: there is no alarm about the past. */
export async function markKnownLow(
  client: pg.Client,
  orgId: string,
  skus: string[],
): Promise<void> {
  await client.query(
    `update stock_levels set low_since = case when is_low then now() end
    where org_id = $1 and sku = any($2::text[]) and is_low <> (low_since is not null)`,
    [orgId, skus],
  )
}

/** Without fresh statistics the first lists would be planned for empty tables. */
export const analyze = (client: pg.Client): Promise<unknown> =>
  client.query(`analyze ${Object.keys(COLUMNS).join(', ')}, products, variants, prices,
    stock_levels, order_counters`)
