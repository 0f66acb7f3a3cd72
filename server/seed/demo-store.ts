import { sql } from 'kysely'
import pg from 'pg'
import type { Db, Tx } from '#platform/database.ts'
import { codeOf, SQLSTATE } from '#platform/database-errors.ts'
import { deleteStores, listStores } from '#stores'
import { SECOND_PLACE } from './stock-up.ts'

/** The history of this subject says whether there ever was a demo, and what it was made of. */
export const DEMO = { type: 'demo', id: 'shop' }

/**
 * What becomes of the demo as a whole; between these its stores are connected one by one, and it is
 * told how far it is.
 */
const STAGES = ['demo.asked', 'demo.begun', 'demo.made', 'demo.refused', 'demo.cleared']

/** Of a whole that is not there yet. */
export type Progress = { done: number; of: number }
type Stage = { type: string; data: unknown; at: Date }

/** Nobody has begun a shop here, or a demo was begun and is not finished. */
export async function isWanted(db: Db, orgId: string): Promise<boolean> {
  const last = await findLast(db, orgId, STAGES)
  return last === undefined ? !(await isUsed(db, orgId)) : last.type === 'demo.begun'
}

/** Somebody has asked for it, and it was not begun yet. */
export const isAsked = async (db: Db, orgId: string): Promise<boolean> =>
  (await findLast(db, orgId, STAGES))?.type === 'demo.asked'

/** How far it is; nothing unless it is on its way. */
export async function findProgress(db: Db, orgId: string): Promise<Progress | undefined> {
  const last = await findLast(db, orgId, [...STAGES, 'demo.advanced'])
  if (last?.type === 'demo.asked' || last?.type === 'demo.begun') return { done: 0, of: 1 }
  return last?.type === 'demo.advanced' ? (last.data as Progress) : undefined
}

async function findLast(db: Db, orgId: string, types: string[]): Promise<Stage | undefined> {
  const { rows } = await sql<Stage>`
    select type, data, at from history
    where org_id = ${orgId} and subject_type = ${DEMO.type} and subject_id = ${DEMO.id}
      and type = any(${types})
    order by at desc, id desc limit 1
  `.execute(db)
  return rows[0]
}

/** Somebody sells here already. */
export async function isUsed(db: Db, orgId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from products where org_id = ${orgId})
      or exists (select 1 from orders where org_id = ${orgId}) as found
  `.execute(db)
  return rows[0]!.found
}

/** Of several processes that start at once, one does it. The lock ends with its connection. */
export async function whileAlone(
  directUrl: string,
  orgId: string,
  work: () => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: directUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ got: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as got',
      [`demo ${orgId}`],
    )
    if (rows[0]!.got) await work()
  } finally {
    await client.end().catch(() => {})
  }
}

export async function findFirstNumber(db: Db, orgId: string): Promise<number | undefined> {
  const { rows } = await sql<{ first: number | null }>`
    select min(substr(number, 4)::int8) as first from orders where org_id = ${orgId}
  `.execute(db)
  return rows[0]?.first ?? undefined
}

export type Made = { skus: string[]; firstNumber: number; orders: number; at: Date }

/** What the last demo was made of, unless it was cleared. */
export async function findMade(tx: Db, orgId: string): Promise<Made | undefined> {
  const last = await findLast(tx, orgId, STAGES)
  if (last?.type !== 'demo.made') return undefined
  return { ...(last.data as Omit<Made, 'at'>), at: last.at }
}

export type Own = { products: boolean; stock: boolean; order: boolean }
type Demo = Omit<Made, 'at'> & { simulated: string[] }

/** Of what a shop needs, what people have made themselves. */
export async function findOwn(db: Db, orgId: string, demo: Demo): Promise<Own> {
  const { skus, firstNumber, orders, simulated } = demo
  const { rows } = await sql<Own>`
    select
      exists (
        select 1 from variants where org_id = ${orgId} and sku <> all(${skus}::text[])
      ) as products,
      exists (
        select 1 from stock_levels
        where org_id = ${orgId} and on_hand > 0 and sku <> all(${skus}::text[])
      ) as stock,
      exists (
        select 1 from orders where org_id = ${orgId}
          and store_id <> all(${simulated}::uuid[])
          and substr(number, 4)::int8 not between ${firstNumber} and ${firstNumber + orders - 1}
      ) as "order"
  `.execute(db)
  return rows[0]!
}

/**
 * Nothing comes in and nothing changes between the look at the orders and their end. Some lock the
 * order first and some the stock, so whoever waits here lets go after a moment: nobody waits in a
 * circle, and it is begun anew.
 */
export async function lockShop(tx: Db): Promise<void> {
  await sql`set local lock_timeout = '250ms'`.execute(tx)
  await sql`
    lock table orders, stock_levels, customers, channel_orders, messages, listings
    in exclusive mode
  `.execute(tx)
  await sql`set local lock_timeout to default`.execute(tx)
}

const HELD = new Set<string>([SQLSTATE.lockNotAvailable, SQLSTATE.deadlockDetected])

/** Somebody was at it, and nothing was changed. */
export const isHeld = (error: unknown): boolean =>
  error instanceof Error && HELD.has(codeOf(error.cause))

/** Orders of somebody else, or pieces that somebody keeps by hand. */
export async function isInUse(
  tx: Db,
  orgId: string,
  { firstNumber, orders }: Made,
  simulated: string[],
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select 1 from orders where org_id = ${orgId}
        and store_id <> all(${simulated}::uuid[])
        and substr(number, 4)::int8 not between ${firstNumber} and ${firstNumber + orders - 1}
    ) or exists (
      select 1 from reservations where org_id = ${orgId} and kind = 'hand'
    ) as found
  `.execute(tx)
  return rows[0]!.found
}

/** The stores that the demo has connected to simulated platforms. */
export async function listSimulated(db: Db, orgId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct data ->> 'storeId' as id from history
    where org_id = ${orgId} and subject_type = ${DEMO.type} and subject_id = ${DEMO.id}
      and type = 'demo.connected'
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** All orders are of the demo, so all that hangs on orders goes, whatever became of them. */
const OF_ORDERS = [
  ...['outgoing', 'channel_orders'],
  ...[
    'order_search',
    'order_search_codes',
    'order_counters',
    'order_keys',
    'order_notes',
    'order_lines',
    'money_entries',
  ],
  ...['payment_attempts', 'payment_intents', 'test_gateway_charges', 'reservations'],
]

/** What hangs on the stores that are simulated. */
const OF_STORES = ['listings', 'stock_push_times', 'messages', 'store_sync']

export type Removed = { orders: number; products: number }

/** Nothing goes unless everything does: what still leads here makes the database refuse. */
export async function removeAll(
  tx: Tx,
  orgId: string,
  { skus, uids, simulated }: { skus: string[]; uids: string[]; simulated: string[] },
): Promise<Removed> {
  for (const table of OF_ORDERS) {
    await sql`delete from ${sql.table(table)} where org_id = ${orgId}`.execute(tx)
  }
  const orders = await sql<{ id: string; customerId: string | null }>`
    delete from orders where org_id = ${orgId} returning id, customer_id as "customerId"
  `.execute(tx)
  await sql`
    delete from history where org_id = ${orgId} and subject_type in ('order', 'payment')
      and subject_id = any(${orders.rows.map(({ id }) => id)}::text[])
  `.execute(tx)
  const people = new Set(orders.rows.map(({ customerId }) => customerId))
  await sql`
    with searched as (
      delete from customer_search
      where org_id = ${orgId} and customer_id = any(${[...people]}::uuid[])
    )
    delete from customers where org_id = ${orgId} and id = any(${[...people]}::uuid[])
  `.execute(tx)
  await removeDeadLetters(tx, orgId, { orders: orders.rows.map(({ id }) => id), stores: simulated })
  for (const table of OF_STORES) {
    await sql`
      delete from ${sql.table(table)}
      where org_id = ${orgId} and store_id = any(${simulated}::uuid[])
    `.execute(tx)
  }
  const all = await listStores(tx, orgId)
  const gone = all.filter(({ id, uid }) => uids.includes(uid) || simulated.includes(id))
  await deleteStores(
    tx,
    orgId,
    gone.map(({ id }) => id),
  )
  const products = await sql<{ id: string }>`
    select distinct product_id as id from variants
    where org_id = ${orgId} and sku = any(${skus}::text[])
  `.execute(tx)
  for (const table of ['stock_movements', 'stock_levels', 'prices', 'variants']) {
    await sql`
      delete from ${sql.table(table)} where org_id = ${orgId} and sku = any(${skus}::text[])
    `.execute(tx)
  }
  await sql`
    delete from products where org_id = ${orgId}
      and id = any(${products.rows.map(({ id }) => id)}::uuid[])
  `.execute(tx)
  await removePlace(tx, orgId)
  return { orders: orders.rows.length, products: products.rows.length }
}

/** The place that the demo has made, unless somebody keeps things of their own there. */
async function removePlace(tx: Db, orgId: string): Promise<void> {
  await sql`
    delete from locations p where org_id = ${orgId} and code = ${SECOND_PLACE}
      and not exists (select from stock_levels where org_id = p.org_id and location_id = p.id)
      and not exists (select from stock_movements where org_id = p.org_id and location_id = p.id)
      and not exists (select from stock_takes where org_id = p.org_id and location_id = p.id)
  `.execute(tx)
}

/** Nobody can do anything any more with jobs about what is gone. */
async function removeDeadLetters(
  tx: Db,
  orgId: string,
  { orders, stores }: { orders: string[]; stores: string[] },
): Promise<void> {
  await sql`
    delete from dead_letters where org_id = ${orgId}
      and (payload->>'orderId' = any(${orders}::text[])
        or payload->>'storeId' = any(${stores}::text[]))
  `.execute(tx)
}
