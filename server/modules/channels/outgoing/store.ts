import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { tables } from '../tables.ts'

export type OutgoingState = 'waiting' | 'submitted' | 'done' | 'refused'

export type Outgoing = {
  id: string
  storeId: string
  orderId: string
  key: string
  kind: 'shipment' | 'cancel' | 'cancel_lines' | 'accept' | 'refund'
  body: Record<string, unknown>
  state: OutgoingState
  reference: string | null
  problem: string | null
  /**
   * Who has refused it. What we refused ourselves may be pushed later; what the platform refused
   * waits for a person.
   */
  refusedBy: 'us' | 'platform' | null
  createdAt: Date
  updatedAt: Date
}

const COLUMNS = [
  ...(['id', 'key', 'kind', 'body', 'state', 'reference', 'problem'] as const),
  ...(['store_id as storeId', 'order_id as orderId', 'refused_by as refusedBy'] as const),
  ...(['created_at as createdAt', 'updated_at as updatedAt'] as const),
] as const

/** Writes a row for a fact once. Whoever comes second gets the row that is there. */
export async function keepOutgoing(
  tx: Tx,
  orgId: string,
  row: Pick<Outgoing, 'id' | 'storeId' | 'orderId' | 'key' | 'kind' | 'body'>,
): Promise<Outgoing> {
  const written = await tables(tx)
    .insertInto('outgoing')
    .values({
      ...{ org_id: orgId, id: row.id, store_id: row.storeId, order_id: row.orderId },
      ...{ key: row.key, kind: row.kind, body: sql`${JSON.stringify(row.body)}::jsonb` },
    })
    .onConflict((conflict) => conflict.columns(['org_id', 'key']).doNothing())
    .returning(COLUMNS)
    .executeTakeFirst()
  return written ?? findByKey(tx, orgId, row.key)
}

const findByKey = (tx: Tx, orgId: string, key: string): Promise<Outgoing> =>
  tables(tx)
    .selectFrom('outgoing')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()

export function listOutgoing(db: Db, orgId: string, orderId: string): Promise<Outgoing[]> {
  return tables(db)
    .selectFrom('outgoing')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('order_id', '=', orderId)
    .orderBy('created_at')
    .execute()
}

export function findOutgoing(db: Db, orgId: string, id: string): Promise<Outgoing | undefined> {
  return tables(db)
    .selectFrom('outgoing')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export function lockOutgoing(tx: Tx, orgId: string, id: string): Promise<Outgoing | undefined> {
  return tables(tx)
    .selectFrom('outgoing')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

type WaitingOfStore = {
  storeId: string
  without: Outgoing['kind'] | undefined
  after: string | undefined
  limit: number
}

/**
 * Lists the rows of a store that wait, by id. Acceptances are not among them: they are decided anew
 * each minute.
 */
export async function listWaiting(
  db: Db,
  orgId: string,
  { storeId, without, after, limit }: WaitingOfStore,
): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('outgoing')
    .select('id')
    .where('org_id', '=', orgId)
    .where('store_id', '=', storeId)
    .where('state', '=', 'waiting')
    .where('kind', '<>', 'accept')
    .$if(without !== undefined, (query) => query.where('kind', '<>', without!))
    .$if(after !== undefined, (query) => query.where('id', '>', after!))
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Removes what people typed, of an order whose customer was erased. */
export async function eraseReasons(db: Db, orgId: string, orderId: string): Promise<void> {
  await sql`
    update outgoing set body = jsonb_set(body, '{reason}', '"erased"')
    where org_id = ${orgId} and order_id = ${orderId} and body ? 'reason'
  `.execute(db)
}

/** Takes the right to the next attempt, unless somebody has begun one after `over`. */
export async function claimOutgoing(
  db: Db,
  orgId: string,
  id: string,
  { now, over }: { now: Date; over: Date },
): Promise<boolean> {
  const claimed = await tables(db)
    .updateTable('outgoing')
    .set({ tried_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where((is) => is.or([is('tried_at', 'is', null), is('tried_at', '<=', over)]))
    .executeTakeFirst()
  return claimed.numUpdatedRows > 0n
}

type OutgoingResult = Pick<Outgoing, 'state' | 'reference' | 'problem'> &
  Partial<Pick<Outgoing, 'refusedBy'>>

/**
 * Saves what became of a row. Only one that still waits may have an attempt whose end is not known.
 */
export async function saveOutgoing(
  db: Db,
  orgId: string,
  id: string,
  { refusedBy = null, ...result }: OutgoingResult,
): Promise<void> {
  await tables(db)
    .updateTable('outgoing')
    .set({ ...result, refused_by: refusedBy, updated_at: sql`now()` })
    .$if(result.state !== 'waiting', (update) => update.set({ tried_at: null }))
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

/** Counting stops here, because more are no worse than so many. */
const REFUSED_MAX = 10_000

export async function countRefused(db: Db, orgId: string, storeId: string): Promise<number> {
  const { rows } = await sql<{ refused: number }>`
    select count(*)::int as refused from (
      select from outgoing
      where org_id = ${orgId} and store_id = ${storeId} and state = 'refused'
      limit ${REFUSED_MAX}
    ) r
  `.execute(db)
  return rows[0]!.refused
}
